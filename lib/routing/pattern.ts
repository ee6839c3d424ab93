import { RE2JS, type Matcher } from 're2js'
import type { Node } from './regex/ast.ts'
import { lastingSize, programSize, repeatProduct } from './regex/cost.ts'
import { literalOfTree } from './regex/literal-prefix.ts'
import { nativeExpression } from './regex/native.ts'
import type { Outcome } from './regex/refusal.ts'
import { translateRegex } from './regex/translate.ts'

/** What answers for a match at the start: comparison, V8 where it is provably linear, RE2 for all else. */
type Runner = { kind: 'literal'; text: string; exact: boolean } | { kind: 'native'; expression: RegExp } | { kind: 're2'; matcher: Matcher }

/** A regular expression from a user, run in time linear in its input, whatever it says. */
export type Pattern = {
  /** As RE2 reads it. */
  readonly source: string
  readonly names: readonly (readonly [name: string, group: number])[]
  readonly runner: Runner
  /** Made at the first search. */
  searcher: Matcher | null
}
export type PatternResult = { ok: true; pattern: Pattern } | { ok: false; reason: string }

/** Bounds the memory of a pattern and the time to compile it; V8 needs less of both. */
const LARGEST = { re2: 1500, native: 5000 }
/** Of a text of 8 KiB, RE2 takes about a third of a millisecond for each place that it must follow all the way. */
const LARGEST_LASTING = 150
/** RE2's own limit. */
const LARGEST_PRODUCT = 1000

const TOO_LARGE = 'it is too large; use fewer or smaller repeats, or split it into several'

function tooCostly(node: Node, native: boolean, search: boolean): string | null {
  if (repeatProduct(node) > LARGEST_PRODUCT) {
    return `its nested repeats multiply to more than ${LARGEST_PRODUCT}; use smaller numbers, or + or *`
  }
  if (programSize(node) > (native ? LARGEST.native : LARGEST.re2)) return TOO_LARGE
  return !native && lastingSize(node, search) > LARGEST_LASTING ? TOO_LARGE : null
}

function compileForRe2(source: string): Outcome<{ matcher: Matcher }> {
  try {
    return { ok: true, matcher: RE2JS.compile(source).matcher('') }
  } catch (error) {
    const property = /\\[pP]\{\w+\}/.exec((error as Error).message)?.[0]
    return { ok: false, reason: property ? `the property ${property} is not known; list the characters` : (error as Error).message }
  }
}

/**
 * Compiles a user's regular expression (PCRE, JavaScript or RE2 syntax).
 * @param caseInsensitive as if it started with `(?i)`
 * @param use `search` when it will be looked for anywhere in a text: that costs more, so that less is allowed
 * @returns the pattern, or why it is not run: one sentence without a full stop that says what to do
 */
export function compilePattern(source: string, caseInsensitive: boolean, use: 'start' | 'search' = 'start'): PatternResult {
  const translated = translateRegex(source, caseInsensitive)
  if (!translated.ok) return translated
  const { node, names } = translated
  const native = nativeExpression(node)
  const refused = tooCostly(node, native !== null && use === 'start', use === 'search')
  if (refused) return { ok: false, reason: refused }
  const pattern = { source: translated.source, names: [...names], searcher: null }
  const literal = literalOfTree(node)
  if (literal) return { ok: true, pattern: { ...pattern, runner: { kind: 'literal', ...literal } } }
  if (native) return { ok: true, pattern: { ...pattern, runner: { kind: 'native', expression: native } } }
  const compiled = compileForRe2(`^(?:${translated.source})`)
  return compiled.ok ? { ok: true, pattern: { ...pattern, runner: { kind: 're2', matcher: compiled.matcher } } } : compiled
}

function searcherOf(pattern: Pattern): Matcher | null {
  if (!pattern.searcher) {
    const compiled = compileForRe2(pattern.source)
    // What V8 takes RE2 takes too; were that untrue, the pattern would match nothing rather than fail requests.
    if (!compiled.ok) return null
    pattern.searcher = compiled.matcher
  }
  return pattern.searcher
}

/** Whether the pattern occurs anywhere in the text. */
export const searches = (pattern: Pattern, text: string): boolean => searcherOf(pattern)?.resetMatcherInput(text).find() ?? false

/** Where something stands in a text; null: a group that took no part. */
export type Span = readonly [start: number, end: number] | null

/** The first occurrence in the text, or null: where it stands, and after it each of its groups. */
export function find(pattern: Pattern, text: string): [readonly [start: number, end: number], ...Span[]] | null {
  const matcher = searcherOf(pattern)
  if (!matcher?.resetMatcherInput(text).find()) return null
  const groups = Array.from({ length: matcher.groupCount() }, (_, index): Span => {
    const start = matcher.start(index + 1)
    return start === -1 ? null : [start, matcher.end(index + 1)]
  })
  return [[matcher.start(), matcher.end()], ...groups]
}

/** Length of the match from the first character, or -1; no groups are recorded. */
export function matchedLength({ runner }: Pattern, text: string): number {
  switch (runner.kind) {
    case 'literal':
      return (runner.exact ? text === runner.text : text.startsWith(runner.text)) ? runner.text.length : -1
    case 'native':
      runner.expression.lastIndex = 0
      return runner.expression.test(text) ? runner.expression.lastIndex : -1
    case 're2':
      return runner.matcher.resetMatcherInput(text).lookingAt() ? runner.matcher.end() : -1
  }
}

/** The groups that took part, by number and, where they have one, by name. */
function captured(groups: readonly (string | null | undefined)[], names: Pattern['names']): Record<string, string> {
  const captures: Record<string, string> = {}
  for (let group = 1; group < groups.length; group++) if (groups[group] != null) captures[group] = groups[group]!
  for (const [name, group] of names) if (groups[group] != null) captures[name] = groups[group]!
  return captures
}

/** Where a match from the first character ends, with its groups by number and name; null without one. */
export function matchAtStart({ runner, names }: Pattern, text: string): { end: number; captures: Record<string, string> } | null {
  switch (runner.kind) {
    case 'literal':
      return (runner.exact ? text === runner.text : text.startsWith(runner.text)) ? { end: runner.text.length, captures: {} } : null
    case 'native': {
      runner.expression.lastIndex = 0
      const groups = runner.expression.exec(text)
      return groups && { end: groups[0].length, captures: captured(groups, names) }
    }
    case 're2': {
      const { matcher } = runner
      if (!matcher.resetMatcherInput(text).lookingAt()) return null
      const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group))
      return { end: matcher.end(), captures: captured(groups, names) }
    }
  }
}
