import type { CompiledRewrite } from '#lib/snapshot/snapshot.ts'
import type { Match } from './match.ts'
import { compilePattern, find, matchAtStart, type PatternResult } from './pattern.ts'

type Groups = Readonly<Record<string, string | undefined>>

/** `$1` … `$9`, and `$name` of a named group; one that took no part is empty, any other name stays as it stands (nginx rewrite). */
export function fillCaptures(target: string, { test, path }: Pick<Match, 'test' | 'path'>): string {
  const captures: Groups = test.kind === 'regex' && test.pattern ? (matchAtStart(test.pattern, path)?.captures ?? {}) : {}
  return target.replace(/\$([1-9]|[A-Za-z_]\w*)/g, (whole, group: string) => captures[group] ?? (/\d/.test(group[0]!) ? '' : whole))
}

const patterns = new WeakMap<CompiledRewrite, PatternResult>()

function patternOf(rewrite: Extract<CompiledRewrite, { kind: 'replace' }>): PatternResult {
  let result = patterns.get(rewrite)
  if (!result) patterns.set(rewrite, (result = compilePattern(rewrite.pattern, false, 'search')))
  return result
}

/** JavaScript's `text.replace(new RegExp(pattern), replacement)`: the first occurrence, with `$1`, `$&`, `$<name>`, `$$` (Pipy). */
export function replaceFirst(rewrite: Extract<CompiledRewrite, { kind: 'replace' }>, text: string): string {
  const result = patternOf(rewrite)
  const found = result.ok ? find(result.pattern, text) : null
  if (!found) return text
  const { start, end, captures } = found
  const replacement = rewrite.replacement.replace(/\$(\$|&|<([^>]*)>|\d{1,2})/g, (whole, what: string, name: string | undefined) => {
    if (what === '$') return '$'
    if (what === '&') return text.slice(start, end)
    if (name !== undefined) return captures[name] ?? ''
    const group = String(Number(what))
    return group === '0' || !(group in captures) ? whole : (captures[group] ?? '')
  })
  return text.slice(0, start) + replacement + text.slice(end)
}
