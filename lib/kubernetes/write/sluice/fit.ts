import type { Texts } from '../../annotations/apply.ts'

/** One annotation and what shall be read of its object. */
export type Fitted<R> = {
  /** Without the prefix. */
  name: string
  /** Whether what is read of the texts is as it shall be, as far as this annotation has a say in it. */
  isKept(read: R): boolean
  /** What would say it; null: no text does, but perhaps there need be none. */
  text(read: R): string | null
}

// Rules across fields may refuse one text for the sake of another, which then comes the next time.
const ROUNDS = 4

const without = (texts: Texts, name: string): Texts => {
  const { [name]: _, ...others } = texts
  return others
}

/**
 * Changes texts of annotations so that what is read of them is as it shall be: those that are read so already stay letter by
 * letter, one that says what would hold without it goes, and others are written anew.
 * @returns `left`: what could not be reached; `texts`: as far as it went; `read`: what is read of them
 */
export function fitTexts<R, F extends Fitted<R>>(own: Texts, fields: readonly F[], read: (texts: Texts) => R): { texts: Texts; left: F[]; read: R } {
  let texts = own
  let now = read(texts)
  const lacking = () => fields.filter((field) => !field.isKept(now))
  const changed = new Set<string>()
  let left = lacking()
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    for (const field of left) {
      const text = field.text(now)
      changed.add(field.name)
      texts = text === null || texts[field.name] === text ? without(texts, field.name) : { ...texts, [field.name]: text }
    }
    now = read(texts)
    left = lacking()
  }
  for (const name of left.length > 0 ? [] : changed) {
    if (texts[name] === undefined) continue
    const fewer = without(texts, name)
    const then = read(fewer)
    if (!fields.every((field) => field.isKept(then))) continue
    texts = fewer
    now = then
  }
  return { texts, left, read: now }
}
