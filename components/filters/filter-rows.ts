import type { Issue } from '#lib/errors.ts'
import { FILTER_TYPES, type Filter, type FilterType } from '#lib/model/filter.ts'
import { codecOf } from './filter-codecs.ts'

/** A filter as the form shows it: its type, and the values of `Shown`. Give a list of them to `FiltersField`. */
export type FilterRow = { type: FilterType; [field: string]: unknown }

export const toFilterRow = (filter: Filter): FilterRow => ({ type: filter.type, ...codecOf(filter.type).show(filter) })

/** What the form shows of a list of filters, in the order of that list. */
export const toFilterRows = (filters: readonly Filter[]): FilterRow[] => filters.map(toFilterRow)

/** What is sent for a row; whether it is a filter is the model's question. */
export const fromFilterRow = (row: FilterRow): Record<string, unknown> & { type: FilterType } => ({
  type: row.type,
  ...(codecOf(row.type).send(row) as Record<string, unknown>),
})

export const fromFilterRows = (rows: readonly FilterRow[]) => rows.map(fromFilterRow)

/** Where an issue with a list of filters stands on the form: `filters.2.set.x-team` becomes `filters.2.set.0.value`. */
export function filterField([list, index, ...rest]: Issue['path'], rows: readonly FilterRow[]): string {
  const row = typeof index === 'number' ? rows[index] : undefined
  return row === undefined ? String(list) : `${list}.${index}${codecOf(row.type).at(rest, row)}`
}

const RANK = new Map(FILTER_TYPES.map((type, rank) => [type, rank]))

/** The places of the rows in the order in which they run. */
export const runningOrder = (rows: readonly Pick<FilterRow, 'type'>[]): number[] =>
  rows.map((_, index) => index).sort((a, b) => RANK.get(rows[a]!.type)! - RANK.get(rows[b]!.type)! || a - b)
