import { RE2JS } from 're2js'

/** A regular expression from a user, run in time linear in its input (RE2), whatever it says. */
export type Pattern = { compiled: RE2JS }
export type PatternResult = { ok: true; pattern: Pattern } | { ok: false; reason: string }

/** Time a character grows with the program: `(a?){1000}` nested would take seconds for one path. */
const LARGEST_PROGRAM = 2000

/** Compiles a user's regular expression. Look-around, back-references and possessive forms are refused with the reason. */
export function compilePattern(source: string, caseInsensitive: boolean): PatternResult {
  try {
    const compiled = RE2JS.compile(source, caseInsensitive ? RE2JS.CASE_INSENSITIVE : 0)
    if (compiled.programSize() > LARGEST_PROGRAM) return { ok: false, reason: 'it is too large' }
    return { ok: true, pattern: { compiled } }
  } catch (error) {
    return { ok: false, reason: (error as Error).message.replace(/^error parsing regexp: /, '') }
  }
}

/** Whether the pattern occurs anywhere in the text. */
export const searches = (pattern: Pattern, text: string): boolean => pattern.compiled.matcher(text).find()

/** Where a match from the first character ends, with its groups by number and name; null without one. */
export function matchAtStart(pattern: Pattern, text: string): { end: number; captures: Record<string, string> } | null {
  const matcher = pattern.compiled.matcher(text)
  if (!matcher.lookingAt()) return null
  const captures: Record<string, string> = {}
  for (let group = 1; group <= matcher.groupCount(); group++) {
    const value = matcher.group(group)
    if (value !== null) captures[group] = value
  }
  for (const [name, group] of Object.entries(pattern.compiled.namedGroups())) {
    const value = captures[group]
    if (value !== undefined) captures[name] = value
  }
  return { end: matcher.end(), captures }
}
