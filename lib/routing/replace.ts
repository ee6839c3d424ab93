import type { CompiledRewrite } from '#lib/snapshot/snapshot.ts'
import type { Match } from './match.ts'
import { escapeAsQuery, escapeQuery, type PathForm } from './path.ts'
import { compilePattern, find, matchAtStart, type PatternResult, type Span } from './pattern.ts'

/**
 * A piece of what a rewrite makes, and where it comes from: the rule, the request's path, its query, or the "?" between
 * these two. What a request gave is escaped for the place at which it lands.
 */
export type Piece = { from: 'rule' | 'path' | 'query' | 'mark'; text: string }

const fromRule = (text: string): Piece => ({ from: 'rule', text })

/** Cuts a template at its references; what `fill` does not know stays as it stands. */
function cut(template: string, reference: RegExp, fill: (found: RegExpExecArray) => Piece[] | null): Piece[] {
  const pieces: Piece[] = []
  let end = 0
  for (const found of template.matchAll(reference)) {
    const filled = fill(found)
    if (!filled) continue
    pieces.push(fromRule(template.slice(end, found.index)), ...filled)
    end = found.index + found[0].length
  }
  return [...pieces, fromRule(template.slice(end))]
}

/** `$1` … `$9`, and `$name` of a named group; one that took no part is empty, any other name stays as it stands (nginx rewrite). */
export function capturePieces(target: string, { test, path }: Pick<Match, 'test' | 'path'>): Piece[] {
  const pattern = test.kind === 'regex' ? test.pattern : null
  const captures = new Map(Object.entries((pattern && matchAtStart(pattern, path)?.captures) ?? {}))
  const names = new Set(pattern?.names.map(([name]) => name))
  return cut(target, /\$([1-9]|[A-Za-z_]\w*)/g, ([, group]) =>
    /\d/.test(group!) || names.has(group!) ? [{ from: 'path', text: captures.get(group!) ?? '' }] : null,
  )
}

const patterns = new WeakMap<CompiledRewrite, PatternResult>()

function patternOf(rewrite: Extract<CompiledRewrite, { kind: 'replace' }>): PatternResult {
  let result = patterns.get(rewrite)
  if (!result) patterns.set(rewrite, (result = compilePattern(rewrite.pattern, false, 'search')))
  return result
}

/** What `$` and a number mean: of two digits the group of that number, else that of the first, and the other stays (ECMA-262 GetSubstitution). */
function numbered(digits: string, groups: readonly Span[]): { span: Span; rest: string } | null {
  for (const length of [2, 1]) {
    const number = Number(digits.slice(0, length))
    if (digits.length >= length && number > 0 && number < groups.length) return { span: groups[number]!, rest: digits.slice(length) }
  }
  return null
}

/**
 * JavaScript's `text.replace(new RegExp(pattern), replacement)` in pieces: the first occurrence, with `$1`, `$&`, `` $` ``, `$'`,
 * `$<name>` and `$$` (Pipy).
 * @param query from its "?" on, where the pattern is looked for in path and query
 */
export function replacePieces(rewrite: Extract<CompiledRewrite, { kind: 'replace' }>, path: string, query: string): Piece[] {
  const text = path + query
  const at = path.length
  const slice = (from: number, to: number): Piece[] => [
    { from: 'path', text: path.slice(from, to) },
    { from: 'mark', text: from <= at ? text.slice(at, Math.min(to, at + 1)) : '' },
    { from: 'query', text: text.slice(Math.max(from, at + 1), to) },
  ]
  const result = patternOf(rewrite)
  const found = result.ok ? find(result.pattern, text) : null
  if (!result.ok || !found) return slice(0, text.length)
  const [[start, end]] = found
  const names = new Map(result.pattern.names)
  const sliceOf = (span: Span | undefined) => (span ? slice(...span) : [])
  const filled = cut(rewrite.replacement, /\$(?:(\d{1,2})|<([^>]*)>|[$&`'])/g, ([whole, digits, name]) => {
    if (whole === '$$') return [fromRule('$')]
    if (whole === '$&') return slice(start, end)
    if (whole === '$`') return slice(0, start)
    if (whole === "$'") return slice(end, text.length)
    if (name !== undefined) return names.size === 0 ? null : sliceOf(found[names.get(name) ?? -1])
    const group = numbered(digits!, found)
    return group && [...sliceOf(group.span), fromRule(group.rest)]
  })
  return [...slice(0, start), ...filled, ...slice(end, text.length)]
}

/** Pieces as a path, not yet escaped, and a query from "?" on, ready for the wire. The first "?" of rule or request parts them. */
export function assemble(pieces: readonly Piece[], form: PathForm): { path: string; query: string } {
  let path = ''
  let query = ''
  for (const { from, text } of pieces) {
    const mark = query !== '' || from === 'path' || from === 'query' ? -1 : text.indexOf('?')
    if (query === '' && mark === -1) path += text
    else if (query === '') {
      path += text.slice(0, mark)
      query = escapeQuery(text.slice(mark))
    } else query += from === 'path' ? escapeAsQuery(text, form) : from === 'rule' ? escapeQuery(text) : text
  }
  return { path, query }
}
