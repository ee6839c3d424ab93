import { nameValueField, nameValuesToRecord, recordToNameValues, type NameValueRow } from './name-values.ts'

/** The rest of an issue's path below a field. */
export type Rest = readonly (string | number)[]

/** How one field of a filter is shown, what is sent for it, and where below it an issue stands: '', or '.2'. */
export type Codec<M, V> = {
  show: (stored: M) => V
  send: (shown: V) => unknown
  at: (rest: Rest, shown: V) => string
}

const here = () => ''
const same = <T>(value: T): T => value

/** Shown as it is stored; a field left empty is sent as undefined, and so takes its default. */
export const plain = <T>(): Codec<T, T> => ({ show: same, send: same, at: here })

/** A number; its field gives text while it is none, and undefined when empty. */
export const number: Codec<number, number | string | undefined> = { show: same, send: same, at: here }
export const optionalNumber: Codec<number | undefined, number | string | undefined> = { show: same, send: same, at: here }

const isBlank = (text: string) => text.trim() === ''

/** A text that may be absent, and is when it is empty. */
export const optionalText: Codec<string | undefined, string> = { show: (text) => text ?? '', send: (text) => (isBlank(text) ? undefined : text), at: here }

/** One of a few, or a word for none of them. */
export const optionalChoice = <T extends string, N extends string>(none: N): Codec<T | undefined, T | N> => ({
  show: (value) => value ?? none,
  send: (value) => (value === none ? undefined : value),
  at: here,
})

/** The row on the screen of the n-th item that was sent: blank rows are not counted. */
export function shownRow<T>(rows: readonly T[], isEmpty: (row: T) => boolean, sent: number): number {
  const full = rows.flatMap((row, index) => (isEmpty(row) ? [] : [index]))
  return full[sent] ?? sent
}

const lineAt = ([index]: Rest, shown: readonly string[]) => (typeof index === 'number' ? `.${shownRow(shown, isBlank, index)}` : '')
const full = (rows: readonly string[]) => rows.filter((row) => !isBlank(row))

/** Rows of text; rows left blank are not sent. */
export const lines: Codec<string[], string[]> = { show: (list) => [...list], send: full, at: lineAt }

/** Rows of text that may be absent, and are when all of them are blank. */
export const optionalLines: Codec<string[] | undefined, string[]> = {
  show: (list) => [...(list ?? [])],
  send: (rows) => (full(rows).length === 0 ? undefined : full(rows)),
  at: lineAt,
}

/** Short texts as chips; an issue with one stands at the field. */
export const chips: Codec<string[], string[]> = { show: (list) => [...list], send: same, at: here }

/** Numbers as chips. A text that is no number is sent as it is, so that validation can name it. */
export const numberChips: Codec<number[], string[]> = {
  show: (list) => list.map(String),
  send: (shown) => shown.map((text) => (/^\d+$/.test(text) ? Number(text) : text)),
  at: here,
}

/** A record as rows of a name and a value. */
export const nameValues: Codec<Record<string, string>, NameValueRow[]> = { show: recordToNameValues, send: nameValuesToRecord, at: nameValueField }

type Fields<M, V> = { [K in keyof V]: K extends keyof M ? Codec<M[K], V[K]> : never }

/** A record without what is undefined: an absent field stays absent. */
const defined = (record: Record<string, unknown>) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

/** An object, field by field: `object<Hsts>()({ maxAgeSeconds: number, … })`. */
export const object =
  <M extends object>() =>
  <V extends Record<Exclude<keyof M, 'type'>, unknown>>(fields: Fields<M, V>): Codec<M, V> => {
    const entries = Object.entries(fields) as [string, Codec<unknown, unknown>][]
    const each = (convert: (codec: Codec<unknown, unknown>, key: string) => unknown) => Object.fromEntries(entries.map(([key, codec]) => [key, convert(codec, key)]))
    return {
      show: (stored) => each((codec, key) => codec.show((stored as Record<string, unknown>)[key])) as V,
      send: (shown) => defined(each((codec, key) => codec.send((shown as Record<string, unknown>)[key]))),
      at: ([key, ...rest], shown) => {
        const found = entries.find(([name]) => name === key)
        return found ? `.${key}${found[1].at(rest, (shown as Record<string, unknown>)[found[0]])}` : ''
      },
    }
  }
