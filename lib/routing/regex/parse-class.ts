import { setOf, type SetNode } from './ast.ts'
import { charSet, complement, foldCase, type CharSet } from './char-set.ts'
import { done, next, take, takeMatch, upTo, type Cursor } from './cursor.ts'
import { charEscape, escapeLetter, POSIX_SETS, setEscape } from './escapes.ts'
import { Refusal } from './refusal.ts'

const OPEN = 'a class […] is not closed; add "]"'

function posix(cursor: Cursor): CharSet | null {
  const found = takeMatch(cursor, /\[:(\^?)([a-z<>]+):\]/y)
  if (!found) {
    if (/^\[[.=]/.test(cursor.source.slice(cursor.at, cursor.at + 2))) {
      throw new Refusal('collating elements [.….] and [=…=] are not supported; list the characters')
    }
    return null
  }
  const [, not, name] = found
  if (!Object.hasOwn(POSIX_SETS, name!)) throw new Refusal(`there is no class [:${name}:]; list the characters`)
  return not ? complement(POSIX_SETS[name!]!) : POSIX_SETS[name!]!
}

/** One character or one set of a class; `quoted` after `\Q`. */
function member(cursor: Cursor): number | SetNode {
  const named = posix(cursor)
  if (named) return setOf(named)
  if (!take(cursor, '\\')) return next(cursor)
  const octal = takeMatch(cursor, /[1-7][0-7]{0,2}/y)
  if (octal) return Number.parseInt(octal[0], 8)
  const letter = escapeLetter(cursor)
  if (letter === 'b') return 8
  return setEscape(cursor, letter) ?? charEscape(cursor, letter)
}

/** Steps over what has no meaning in a class: `\E` alone, and with `(?xx)` blanks. */
function skipNothing(cursor: Cursor, blanks: boolean): void {
  while (take(cursor, '\\E') || (blanks && takeMatch(cursor, /[ \t]/y)));
}

/** Whether a "-" here makes a range: something other than the end of the class must follow. */
function takeRangeMark(cursor: Cursor): boolean {
  return takeMatch(cursor, /-(?!\]|\\E\]|$)/y) !== null
}

/**
 * Reads a class after its `[`. As in PCRE, a "]" that comes first is a character, and a "-" beside a set or at an end of
 * the class stands for itself.
 */
export function parseClass(cursor: Cursor, flags: { ignoreCase: boolean; blanks: boolean }): SetNode {
  const negated = take(cursor, '^')
  const ranges: [number, number][] = []
  const categories: string[] = []
  const add = (set: SetNode) => {
    ranges.push(...set.chars.map(([low, high]): [number, number] => [low, high]))
    categories.push(...set.categories)
  }
  for (let first = true; ; first = false) {
    skipNothing(cursor, flags.blanks)
    if (done(cursor)) throw new Refusal(OPEN)
    if (!first && take(cursor, ']')) break
    if (take(cursor, '\\Q')) {
      for (const char of upTo(cursor, '\\E', OPEN)) ranges.push([char.codePointAt(0)!, char.codePointAt(0)!])
      continue
    }
    const low = member(cursor)
    if (typeof low !== 'number') {
      add(low)
      continue
    }
    const mark = cursor.at
    let high: number | SetNode = low
    if (takeRangeMark(cursor)) high = member(cursor)
    if (typeof high !== 'number') {
      cursor.at = mark
      high = low
      ranges.push([45, 45])
      cursor.at += 1
    }
    if (high < low) throw new Refusal(`the range ${cursor.source.slice(mark - 1, cursor.at)} in a class runs backwards; swap its ends`)
    ranges.push([low, high])
  }
  const set = charSet(ranges)
  const chars = flags.ignoreCase ? foldCase(set) : set
  if (categories.length > 0) return { kind: 'set', chars, categories, negated }
  return setOf(negated ? complement(chars) : chars)
}
