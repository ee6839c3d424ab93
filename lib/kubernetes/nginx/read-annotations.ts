import type { IngressFilters as Filters } from '../annotations/filter-schemas.ts'
import { IngressFilters } from '../annotations/filter-schemas.ts'
import type { Texts } from '../annotations/apply.ts'
import { CANARY_NAMES } from './canary.ts'
import { FAMILIES, protecting } from './known.ts'
import { openReader, type Draft, type FilterInput, type Finding, type Surroundings } from './reader.ts'

/** What annotations of an Ingress ask for. `byType`: which of them asks for the filters of a type, for what is found later. */
export type AnnotationsRead = Omit<Draft, 'filters'> & {
  filters: Filters
  byType: ReadonlyMap<string, string>
  isClosed: boolean
  findings: Finding[]
}

const defined = (filter: FilterInput): FilterInput =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as FilterInput

/** The model's own form of a filter, or what it says against it. */
function parsed(filter: FilterInput): { filter: object } | { reason: string } {
  const { type } = filter
  const read = IngressFilters.safeParse({ [type]: [defined(filter)] })
  if (read.success) return { filter: read.data[type]![0]! }
  const { path, message } = read.error.issues[0]!
  const inside = path.slice(2).join('.')
  return { reason: inside === '' ? message : `${inside}: ${message}` }
}

/**
 * Reads the annotations of an Ingress that is no canary. One that is refused is left out and named; where it would have
 * protected, the paths are closed.
 */
export function readAnnotations(texts: Texts, surroundings: Surroundings): AnnotationsRead {
  const reader = openReader(texts, surroundings)
  for (const family of FAMILIES) family.read(reader)
  const { draft, findings } = reader
  for (const name of CANARY_NAMES) {
    if (name !== 'canary' && texts[name] !== undefined) reader.unserved(name, 'It has an effect beside canary: "true" alone')
  }
  const filters: Record<string, object[]> = {}
  const byType = new Map<string, string>()
  for (const { by, filter } of draft.filters) {
    const read = parsed(filter)
    if ('reason' in read) reader.invalid(by, read.reason)
    else {
      ;(filters[filter.type] ??= []).push(read.filter)
      byType.set(filter.type, by)
    }
  }
  const found = findings.map(protecting)
  const { filters: _, ...rest } = draft
  return { ...rest, filters: filters as Filters, byType, isClosed: found.some(({ kind }) => kind === 'closes'), findings: found }
}
