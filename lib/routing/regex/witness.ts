import { compilePattern, matchedLength } from '../pattern.ts'
import { parseRegex } from './parse.ts'
import { sample, type Choice } from './sample.ts'

const MOST = 3
const CHOICES: readonly Choice[] = [
  { extra: 0, branch: 0 }, { extra: 1, branch: 0 }, { extra: 0, branch: 1 },
  { extra: 1, branch: 1 }, { extra: 2, branch: 2 }, { extra: 4, branch: 3 },
]

/**
 * Up to three different texts that a pattern takes at their start: with the fewest repetitions, with one more, with
 * other alternatives. Those that can be a path ("/" first) come first. The same for the same pattern; each was run.
 * Empty for a pattern that is refused, and where none was found.
 * @param ignoreCase whether the pattern starts as if with `(?i)`
 */
export function witnesses(source: string, ignoreCase: boolean): string[] {
  const parsed = parseRegex(source, ignoreCase)
  const result = compilePattern(source, ignoreCase)
  if (!parsed.ok || !result.ok) return []
  const found = new Set<string>()
  for (const choice of CHOICES) {
    const text = sample(parsed.node, choice)
    for (const candidate of text === '' ? ['/'] : text === null ? [] : [text, `${text}/a`]) {
      if (matchedLength(result.pattern, candidate) === -1) continue
      found.add(candidate)
      break
    }
  }
  return [...found].sort((a, b) => Number(b.startsWith('/')) - Number(a.startsWith('/'))).slice(0, MOST)
}
