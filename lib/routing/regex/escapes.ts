import { setOf, type SetNode } from './ast.ts'
import { charSet, complement, HIGHEST, type CharSet } from './char-set.ts'
import { done, next, takeMatch, type Cursor } from './cursor.ts'
import { Refusal } from './refusal.ts'

const DIGIT: CharSet = [[48, 57]]
const WORD: CharSet = [[48, 57], [65, 90], [95, 95], [97, 122]]
const SPACE: CharSet = [[9, 13], [32, 32]]
const ACROSS: CharSet = [
  [9, 9], [32, 32], [0xa0, 0xa0], [0x1680, 0x1680], [0x180e, 0x180e], [0x2000, 0x200a], [0x202f, 0x202f], [0x205f, 0x205f],
  [0x3000, 0x3000],
]
const DOWN: CharSet = [[10, 13], [0x85, 0x85], [0x2028, 0x2029]]

export const NOT_NEWLINE = complement([[10, 10]])

/** ASCII, as PCRE without UCP, JavaScript and RE2 have them. `\v` is PCRE's: any vertical space. */
const NAMED_SETS: Readonly<Record<string, CharSet>> = {
  d: DIGIT, D: complement(DIGIT), w: WORD, W: complement(WORD), s: SPACE, S: complement(SPACE),
  h: ACROSS, H: complement(ACROSS), v: DOWN, V: complement(DOWN),
}

/** POSIX classes, `[:alpha:]` (pcre2pattern). */
export const POSIX_SETS: Readonly<Record<string, CharSet>> = {
  alnum: [[48, 57], [65, 90], [97, 122]], alpha: [[65, 90], [97, 122]], ascii: [[0, 127]], blank: [[9, 9], [32, 32]],
  cntrl: [[0, 31], [127, 127]], digit: DIGIT, graph: [[33, 126]], lower: [[97, 122]], print: [[32, 126]],
  punct: [[33, 47], [58, 64], [91, 96], [123, 126]], space: SPACE, upper: [[65, 90]], word: WORD, xdigit: [[48, 57], [65, 70], [97, 102]],
}

const CONTROLS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 }

function codePoint(digits: string, radix: number): number {
  const char = Number.parseInt(digits, radix)
  if (!(char <= HIGHEST)) throw new Refusal(`there is no character with the number ${digits}`)
  return char
}

/** `\pL`, `\p{Lu}`, `\P{Greek}`, `\p{^L}`: handed to the engine, which knows the tables. */
function category(cursor: Cursor, letter: string): SetNode {
  const found = takeMatch(cursor, /\{(\^?)([A-Za-z_&]+)\}|([A-Z])/y)
  if (!found) throw new Refusal(`\\${letter} needs a property after it, such as \\${letter}{L}`)
  const name = (found[2] ?? found[3])!.replace('L&', 'LC')
  const positive = (letter === 'p') !== (found[1] === '^')
  return { ...setOf([]), categories: [`\\${positive ? 'p' : 'P'}{${name}}`] }
}

/** A set that stands for one character both outside and inside `[…]`; the letter has been read. */
export function setEscape(cursor: Cursor, letter: string): SetNode | null {
  if (letter === 'p' || letter === 'P') return category(cursor, letter)
  return Object.hasOwn(NAMED_SETS, letter) ? setOf(charSet(NAMED_SETS[letter]!)) : null
}

function hexadecimal(cursor: Cursor): number {
  const found = takeMatch(cursor, /\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{1,2})/y)
  if (!found) throw new Refusal('\\x needs hexadecimal digits after it, such as \\x2F')
  return codePoint((found[1] ?? found[2])!, 16)
}

function unicode(cursor: Cursor): number {
  const found = takeMatch(cursor, /\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{4})/y)
  if (!found) throw new Refusal('\\u needs four hexadecimal digits after it, such as \\u00E9')
  return codePoint((found[1] ?? found[2])!, 16)
}

function octal(cursor: Cursor): number {
  const found = takeMatch(cursor, /\{([0-7]+)\}/y)
  if (!found) throw new Refusal('\\o needs octal digits in braces after it, such as \\o{57}')
  return codePoint(found[1]!, 8)
}

function control(cursor: Cursor): number {
  const found = takeMatch(cursor, /[\x20-\x7e]/y)
  if (!found) throw new Refusal('\\c needs a printable ASCII character after it, such as \\cA')
  return found[0].toUpperCase().charCodeAt(0) ^ 64
}

/** A backslash and what follows it, when that stands for one character; the letter has been read. */
export function charEscape(cursor: Cursor, letter: string): number {
  if (Object.hasOwn(CONTROLS, letter)) return CONTROLS[letter]!
  switch (letter) {
    case '0':
      return codePoint(`0${takeMatch(cursor, /[0-7]{1,2}/y)?.[0] ?? ''}`, 8)
    case 'x':
      return hexadecimal(cursor)
    case 'u':
      return unicode(cursor)
    case 'o':
      return octal(cursor)
    case 'c':
      return control(cursor)
  }
  if (/[A-Za-z0-9]/.test(letter)) throw new Refusal(`\\${letter} has no meaning here; write ${letter} for the character itself`)
  return letter.codePointAt(0)!
}

/** Reads the character after a backslash. */
export function escapeLetter(cursor: Cursor): string {
  if (done(cursor)) throw new Refusal('it ends in a backslash; write \\\\ for the character itself')
  return String.fromCodePoint(next(cursor))
}
