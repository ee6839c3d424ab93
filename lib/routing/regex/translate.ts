import { unprovenAtomic } from './atomic.ts'
import { hasEarlyEmptyRound } from './empty-rounds.ts'
import type { Node } from './ast.ts'
import { emit } from './emit.ts'
import { factored } from './factor.ts'
import { parseRegex } from './parse.ts'
import type { Outcome } from './refusal.ts'

/** `source`: for RE2, flags resolved, groups numbered and named as they were. `node`: the tree of it. */
export type Translation = { source: string; node: Node; names: ReadonlyMap<string, number> }

/**
 * Translates a pattern of PCRE, JavaScript or RE2 to RE2 with the same meaning.
 *
 * Possessive repeats and atomic groups become plain ones where that is provably the same. `$` and `\Z` become the end of
 * the text: they differ from it only before a final newline, which no path holds.
 * @param ignoreCase whether the pattern starts as if with `(?i)`
 * @returns the translation, or one sentence that says why not and what to do
 */
export function translateRegex(source: string, ignoreCase: boolean): Outcome<Translation> {
  const parsed = parseRegex(source, ignoreCase)
  if (!parsed.ok) return parsed
  const atomic = unprovenAtomic(parsed.node)
  if (atomic !== null) {
    const reason = `"${atomic}" keeps what it took, and what follows may want some of it back; write it without the possessive "+" or "(?>"`
    return { ok: false, reason }
  }
  if (hasEarlyEmptyRound(parsed.node)) {
    const reason = 'it repeats something that can be empty before it tries the rest, as (|a)* does; take the empty case out, or put it last'
    return { ok: false, reason }
  }
  const node = factored(parsed.node)
  return { ok: true, source: emit(node, 're2'), node, names: parsed.names }
}
