import { Refusal } from './refusal.ts'

/** Inline flags by their letters (pcre2pattern): `n` no numbered groups, `U` lazy by default, `x` free spacing. */
export type Flags = { i: boolean; m: boolean; s: boolean; x: boolean; xx: boolean; n: boolean; U: boolean }

export const INITIAL_FLAGS: Flags = { i: false, m: false, s: false, x: false, xx: false, n: false, U: false }

/** Flags after `(?on-off)`. */
export function applyFlags(flags: Flags, on: string, off: string): Flags {
  const result = { ...flags }
  for (const [letters, value] of [[on, true], [off, false]] as const) {
    for (const letter of letters) {
      if (!Object.hasOwn(INITIAL_FLAGS, letter)) throw new Refusal(`there is no flag "${letter}"; i, m, s, x, n and U are known`)
      result[letter as keyof Flags] = value
    }
    if (letters.includes('x')) result.xx = value && letters.includes('xx')
  }
  return result
}
