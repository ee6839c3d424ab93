import { HeaderValue } from '#lib/model/common.ts'
import { EditableHeader } from '#lib/model/filters/values.ts'
import type { Rest } from './codec.ts'

/** A row of a name and one value: a header to set. */
export type NameValueRow = { name: string; value: string }

export const isBlankRow = ({ name, value }: NameValueRow) => name.trim() === '' && value.trim() === ''

const keyOf = ({ name }: NameValueRow) => name.trim().toLowerCase()

/** Whether an earlier row has the name already: a record holds one value for each. */
export const isRepeated = (rows: readonly NameValueRow[], index: number) =>
  rows[index] !== undefined && keyOf(rows[index]) !== '' && rows.slice(0, index).some((row) => keyOf(row) === keyOf(rows[index]!))

export const recordToNameValues = (record: Record<string, string>): NameValueRow[] => Object.entries(record).map(([name, value]) => ({ name, value }))

/** A name that stands there twice is sent as one that no header has, so that it is refused and not lost. */
const sentName = (rows: readonly NameValueRow[], index: number) => (isRepeated(rows, index) ? `${keyOf(rows[index]!)} (${index})` : keyOf(rows[index]!))

export const nameValuesToRecord = (rows: readonly NameValueRow[]): Record<string, string> =>
  Object.fromEntries(rows.flatMap((row, index) => (isBlankRow(row) ? [] : [[sentName(rows, index), row.value] as const])))

/** Where below the rows an issue with an entry of the record stands. */
export function nameValueField([name]: Rest, rows: readonly NameValueRow[]): string {
  if (typeof name !== 'string') return ''
  const index = rows.findIndex((row, at) => !isBlankRow(row) && (sentName(rows, at) === name || keyOf(row) === name))
  if (index < 0) return ''
  const { name: written, value } = rows[index]!
  const isOfValue = !isRepeated(rows, index) && EditableHeader.safeParse(written).success && !HeaderValue.safeParse(value).success
  return `.${index}.${isOfValue ? 'value' : 'name'}`
}

/** `x-team: shop`; what has no colon is a name. */
export function parseNameValue(line: string): NameValueRow {
  const [name = '', ...rest] = line.split(':')
  return { name: name.trim(), value: rest.join(':').trim() }
}
