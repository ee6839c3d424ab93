import { AppError } from '#lib/errors.ts'
import type { ListQuery } from './store.ts'

export type Sort = NonNullable<ListQuery['sort']>

/** Where a page ended: the next one begins after it, also when rows came or went in between. */
export type Position = { value: string; name: string }

export const DEFAULT_SORT: Sort = { field: 'name', descending: false }

/** @throws {AppError} BAD_REQUEST */
export function limitOf(limit = 100): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
    throw new AppError('BAD_REQUEST', 'limit must be a whole number from 1 to 1000')
  return limit
}

const encode = (parts: (string | number | boolean)[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

function decode(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parts)) return parts
  } catch {}
  throw badCursor()
}

const badCursor = () => new AppError('BAD_REQUEST', 'The cursor is not one of this list; start again without it')

export const listCursor = (sort: Sort, { value, name }: Position): string => encode([sort.field, sort.descending, value, name])

/** @throws {AppError} BAD_REQUEST for a cursor that is not ours, or is of another sort */
export function listPosition(sort: Sort, cursor: string | undefined): Position | null {
  if (cursor === undefined) return null
  const [field, descending, value, name] = decode(cursor)
  if (field !== sort.field || descending !== sort.descending || typeof value !== 'string' || typeof name !== 'string') throw badCursor()
  if (sort.field !== 'name' && Number.isNaN(Date.parse(value))) throw badCursor()
  return { value, name }
}

/** For lists that are numbered, newest first. */
export const numberCursor = (number: number): string => encode([number])

/** @throws {AppError} BAD_REQUEST */
export function numberPosition(cursor: string | undefined): number | null {
  if (cursor === undefined) return null
  const [number] = decode(cursor)
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw badCursor()
  return number
}

/** Orders by the sort's field, then by name, by code units; ISO times sort as texts. */
export const comparePositions =
  (sort: Sort) =>
  (a: Position, b: Position): number => {
    const order = a.value === b.value ? (a.name < b.name ? -1 : Number(a.name > b.name)) : a.value < b.value ? -1 : 1
    return sort.descending ? -order : order
  }

/** The page after the cursor, of rows in any order. */
export function pageOfRows<T extends Record<Sort['field'], string>>(rows: T[], query: Pick<ListQuery, 'sort' | 'limit' | 'cursor'>) {
  const sort = query.sort ?? DEFAULT_SORT
  const limit = limitOf(query.limit)
  const after = listPosition(sort, query.cursor)
  const compare = comparePositions(sort)
  const position = (row: T): Position => ({ value: row[sort.field], name: row.name })
  const rest = rows.filter((row) => after === null || compare(position(row), after) > 0).sort((a, b) => compare(position(a), position(b)))
  const items = rest.slice(0, limit)
  return { items, next: rest.length > limit ? listCursor(sort, position(items.at(-1)!)) : null, total: rows.length }
}
