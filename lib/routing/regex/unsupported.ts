/** What PCRE has and a linear-time engine has not: each with what its author can do instead. */
const GROUPS: readonly [start: RegExp, reason: string][] = [
  [
    /^\?[=!]|^\?\*/,
    'look-ahead such as (?=…) and (?!…) cannot run in linear time; give the other paths a route of their own that comes first',
  ],
  [/^\?<[=!*]/, 'look-behind such as (?<=…) and (?<!…) cannot run in linear time; write what comes before as part of the pattern'],
  [/^\?\|/, 'branch reset (?|…) is not supported; give each alternative groups of its own'],
  [/^\?\(/, 'a condition (?(…)…) is not supported; write the cases as alternatives with |'],
  [/^\?(?:R|0|[+-]?[0-9]+|&|P>)/, 'recursion such as (?R) and (?1) cannot run in linear time; write the repeated part out'],
  [/^\?P=/, 'a back-reference such as (?P=name) cannot run in linear time; write the alternatives out'],
  [/^\?C/, 'a callout (?C) is not supported; remove it'],
  [/^\*/, 'a control verb such as (*SKIP) is not supported; remove it'],
]

const BACK_REFERENCE =
  'a back-reference such as \\1 cannot run in linear time; write the alternatives out, or \\x{…} if a character is meant'

const ESCAPES: Readonly<Record<string, string>> = {
  1: BACK_REFERENCE,
  g: BACK_REFERENCE,
  k: BACK_REFERENCE,
  K: '\\K, which moves the start of the match, is not supported; remove it',
  G: '\\G, the end of the match before, is not supported; remove it, or use ^',
  X: '\\X, a grapheme, is not supported; use . or a class',
  C: '\\C, a single byte, is not supported; use . or a class',
}

/** Why a group that starts so (after its bracket) is not run, or null. */
export const refuseGroup = (rest: string): string | null => GROUPS.find(([start]) => start.test(rest))?.[1] ?? null

/** Why a backslash with this letter is not run, or null. */
export const refuseEscape = (letter: string): string | null => (Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter]! : null)
