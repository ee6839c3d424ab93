import { compilePattern } from '#lib/routing/pattern.ts'
import { literalPrefix } from '#lib/routing/regex/literal-prefix.ts'

/** What compile() needs to know of a pattern: why it is refused, or null, and how every path that it takes begins. */
export type CheckedPattern = { refusal: string | null; prefix: string }

/** How the paths begin that a pattern would take which nobody could read: its plain characters up to the first special one. */
function plainStart(source: string): string {
  if (source.includes('|')) return ''
  const plain = /^\^?([\w/-]*)(.?)/.exec(source)!
  // A quantifier may take the last one away.
  return /[*+?{]/.test(plain[2]!) ? plain[1]!.slice(0, -1) : plain[1]!
}

/** Checks patterns, each once. `search`: it is looked for anywhere in a text, not at the start. */
export type Patterns = { check(source: string, caseInsensitive: boolean, use?: 'start' | 'search'): CheckedPattern }

/** So many are kept; each key that is typed into a form can make another. */
const MOST = 20_000

export function checkedPatterns(): Patterns {
  const known = new Map<string, CheckedPattern>()
  return {
    check(source, caseInsensitive, use = 'start') {
      const key = `${use}${caseInsensitive ? ' i' : ''}/${source}`
      let checked = known.get(key)
      if (!checked) {
        const result = compilePattern(source, caseInsensitive, use)
        checked = result.ok
          ? { refusal: null, prefix: literalPrefix(source, caseInsensitive) }
          : { refusal: result.reason, prefix: plainStart(source) }
        if (known.size >= MOST) known.clear()
        known.set(key, checked)
      }
      return checked
    },
  }
}
