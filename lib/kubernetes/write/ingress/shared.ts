import { isDeepStrictEqual } from 'node:util'
import { FILTER_TYPES, type Filter } from '#lib/model/filter.ts'
import type { Route } from '#lib/model/route.ts'
import type { SharedFields } from '../ingress-dialect.ts'

const FIELDS = ['protocols', 'methods', 'headers', 'query', 'snis', 'sources', 'destinations', 'stripPath', 'preserveHost', 'pathHandling', 'regexPriority',
  'httpsRedirectStatusCode', 'requestBuffering', 'responseBuffering', 'listeners', 'useRegex', 'rewriteTarget', 'templates', 'filters', 'enabled',
  'tags',
] as const satisfies (keyof SharedFields)[]

/** Consumers of a filter are a set. */
export const withOrder = (filter: Filter): Filter => ('consumers' in filter && filter.consumers ? { ...filter, consumers: filter.consumers.toSorted() } : filter)

/** Filters in the order in which they run, in which a cluster knows them. */
export const filtersInOrder = (filters: readonly Filter[]): Filter[] =>
  FILTER_TYPES.flatMap((type) => filters.filter((filter) => filter.type === type).map(withOrder))

/** The fields that annotations hold, in the one form that values of one meaning have: no listeners are all of them. */
export function sharedOf(route: Route): SharedFields {
  const { name: _, service: __, hosts: ___, paths: ____, kubernetes: _____, listeners, useRegex, ...fields } = route
  return {
    ...fields,
    ...(listeners && listeners.length > 0 ? { listeners } : {}),
    ...(useRegex ? { useRegex } : {}),
  }
}

const inOneForm = (shared: SharedFields): SharedFields => ({ ...shared, filters: filtersInOrder(shared.filters) })

/** The fields in which two differ. */
export function differences(a: SharedFields, b: SharedFields): (keyof SharedFields)[] {
  const [one, other] = [inOneForm(a), inOneForm(b)]
  return FIELDS.filter((field) => !isDeepStrictEqual(one[field], other[field]))
}
