/** Rows of a form for a record of lists: headers and query arguments, each with its values. */
export type KeyValuesRow = { name: string; values: string[] }

export const recordToRows = (record: Record<string, string[]>): KeyValuesRow[] =>
  Object.entries(record).map(([name, values]) => ({ name, values: [...values] }))

/** Rows of one name become one entry with the values of both; rows without a name and values are dropped. */
export function rowsToRecord(rows: readonly KeyValuesRow[]): Record<string, string[]> {
  const record: Record<string, string[]> = {}
  for (const { name, values } of rows) {
    if (name.trim() === '' && values.length === 0) continue
    record[name.trim()] = [...(record[name.trim()] ?? []), ...values]
  }
  return record
}

/** A record whose values may be empty: `dropEmpty` keeps it as it is. */
export const asData = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> => Object.assign(Object.create(null), Object.fromEntries(entries))

const isFields = (value: unknown): value is Record<string, unknown> => isPlain(value) && Object.getPrototypeOf(value) !== null

/** A copy without the fields that were left empty, so that absent stays absent. Lists are kept as they are. */
export function dropEmpty<T extends Record<string, unknown>>(values: T): Partial<T> {
  const kept = Object.entries(values).flatMap(([key, value]) => {
    if (value === '' || value === undefined || value === null || Number.isNaN(value)) return []
    return [[key, isFields(value) ? dropEmpty(value) : value] as const]
  })
  return Object.fromEntries(kept) as Partial<T>
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Equal as JSON, whatever the order of keys; absent and undefined are one. */
export function sameData(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => sameData(item, b[index]))
  if (!isPlain(a) || !isPlain(b)) return Object.is(a, b)
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => sameData(a[key], b[key]))
}

export type FieldDifference = { field: string; base: unknown; theirs: unknown; mine: unknown }

/** The leaf fields in which two objects differ, with what stood there when one began. Lists count as one field. */
export function fieldDifferences(base: unknown, theirs: unknown, mine: unknown, prefix = ''): FieldDifference[] {
  if (sameData(theirs, mine)) return []
  if (!isPlain(theirs) || !isPlain(mine)) return [{ field: prefix, base, theirs, mine }]
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  return keys.flatMap((key) => fieldDifferences(isPlain(base) ? base[key] : undefined, theirs[key], mine[key], prefix === '' ? key : `${prefix}.${key}`))
}

/** Their object with my changes on top: a field that I left as it was takes their value. */
export function mergeMine(base: unknown, theirs: unknown, mine: unknown): unknown {
  if (sameData(base, mine)) return theirs
  if (!isPlain(theirs) || !isPlain(mine)) return mine
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])]
  const merged = keys.map((key) => [key, mergeMine(isPlain(base) ? base[key] : undefined, theirs[key], mine[key])] as const)
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}
