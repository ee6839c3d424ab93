import type { Node } from './ast.ts'
import { takeMatch, type Cursor } from './cursor.ts'
import { Refusal } from './refusal.ts'

export type Quantifier = { min: number; max: number; mode: 'greedy' | 'lazy' | 'possessive'; text: string }

/** RE2's limit. */
const MOST = 1000

/** Reads a quantifier; braces that form none, such as `{,3}` and `{x}`, are characters. */
export function takeQuantifier(cursor: Cursor, lazyByDefault: boolean): Quantifier | null {
  const found = takeMatch(cursor, /(?:([*+?])|\{(\d+)(,?)(\d*)\})([?+]?)/y)
  if (!found) return null
  const [text, sign, least, comma, most, suffix] = found
  const min = sign ? (sign === '+' ? 1 : 0) : Number(least)
  const max = sign ? (sign === '?' ? 1 : Infinity) : comma === '' ? min : most === '' ? Infinity : Number(most)
  if (min > MOST || (max !== Infinity && max > MOST)) {
    throw new Refusal(`${text} repeats more than ${MOST} times; use a smaller number, or + or *`)
  }
  if (max < min) throw new Refusal(`the numbers in ${text} are the wrong way round; swap them`)
  const mode = suffix === '+' ? 'possessive' : (suffix === '?') !== lazyByDefault ? 'lazy' : 'greedy'
  return { min, max, mode, text }
}

/** @param text the repeated part with its quantifier, as written */
export function repeat(item: Node, { min, max, mode }: Quantifier, text: string): Node {
  const node: Node = { kind: 'repeat', item, min, max, lazy: mode === 'lazy' }
  return mode === 'possessive' ? { kind: 'atomic', item: node, text } : node
}
