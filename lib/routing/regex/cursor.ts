import { Refusal } from './refusal.ts'

/** A place in a pattern that the parts of the parser move on together. */
export type Cursor = { readonly source: string; at: number }

export const done = (cursor: Cursor): boolean => cursor.at >= cursor.source.length

/** Steps over `text` if it comes next. */
export function take(cursor: Cursor, text: string): boolean {
  if (!cursor.source.startsWith(text, cursor.at)) return false
  cursor.at += text.length
  return true
}

/** Steps over what the sticky expression matches here. */
export function takeMatch(cursor: Cursor, expression: RegExp): RegExpExecArray | null {
  expression.lastIndex = cursor.at
  const found = expression.exec(cursor.source)
  if (found) cursor.at += found[0].length
  return found
}

/** The next character, whole even when it takes two UTF-16 units. The caller has seen that there is one. */
export function next(cursor: Cursor): number {
  const char = cursor.source.codePointAt(cursor.at)!
  cursor.at += char > 0xffff ? 2 : 1
  return char
}

/** The text up to `end`, which is stepped over. */
export function upTo(cursor: Cursor, end: string, missing: string): string {
  const found = cursor.source.indexOf(end, cursor.at)
  if (found === -1) throw new Refusal(missing)
  const text = cursor.source.slice(cursor.at, found)
  cursor.at = found + end.length
  return text
}
