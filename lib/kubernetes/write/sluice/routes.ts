import { isDeepStrictEqual } from 'node:util'
import type { Filter } from '#lib/model/filter.ts'
import { PATH_ANNOTATIONS } from '../../annotations/path.ts'
import { ROUTE_ANNOTATIONS } from '../../annotations/route.ts'
import { textOf } from './annotation-text.ts'
import type { SharedFields } from '../ingress-dialect.ts'
import { sharedIn, type SheetField } from './sheet-fields.ts'

const DEFINITIONS = [...ROUTE_ANNOTATIONS, ...PATH_ANNOTATIONS].filter(({ part }) => part === 'route')

const rewrites = (filters: readonly Filter[]) => filters.filter(({ type }) => type === 'rewritePath')

/** What an annotation of the part `route` is about: its field, or of the filters the one that is no annotation of its own. */
function valueOf(shared: SharedFields | null, field: string): unknown {
  if (field === 'filters') return rewrites(shared?.filters ?? [])
  const value = shared?.[field as keyof SharedFields]
  return field === 'listeners' ? (value ?? []) : value
}

/** The annotations for the fields of a route that all routes of an Ingress share, its filters aside. */
export function routeFields(shared: SharedFields): SheetField[] {
  return DEFINITIONS.map((definition): SheetField => {
    const { name } = definition
    const field = definition.path[0]!
    const value = valueOf(shared, field)
    const place = shared.filters.findIndex(({ type }) => type === 'rewritePath')
    return {
      name,
      path: field === 'filters' && place >= 0 ? [field, place] : [field],
      isKept: (reading) => isDeepStrictEqual(valueOf(sharedIn(reading), field), value),
      text: () => textOf(definition, value),
    }
  })
}
