import type { FilterType } from '#lib/model/filter.ts'
import type { Route } from '#lib/model/route.ts'
import type { ClusterDialect } from '#lib/model/workspace.ts'

/** What annotations of ingress-nginx can say of a route, beside its place in the Ingress. */
const NGINX: ReadonlySet<keyof Route> = new Set<keyof Route>([
  'name', 'service', 'hosts', 'paths', 'kubernetes', 'protocols', 'httpsRedirectStatusCode', 'rewriteTarget', 'useRegex', 'requestBuffering', 'responseBuffering', 'filters',
])

/** What no Ingress has a place for. */
const NOWHERE: ReadonlySet<keyof Route> = new Set<keyof Route>(['templates', 'sources', 'destinations'])

/** Whether a route may have a field; `dialect` null: it lives in the database. */
export const hasField = (dialect: ClusterDialect | null, field: keyof Route): boolean =>
  dialect === null || (!NOWHERE.has(field) && (dialect === 'sluice' || NGINX.has(field)))

/** The types of path that an Ingress of the dialect may have, plain ones first. */
export const PATH_TYPES_IN = {
  sluice: ['prefix', 'exact', 'implementationSpecific', 'startsWith', 'regex'],
  nginx: ['prefix', 'exact', 'implementationSpecific'],
} as const satisfies Record<ClusterDialect, readonly Route['paths'][number]['type'][]>

/** Filters that annotations of ingress-nginx can say; those of Sluice can say all but this one, for which a route has a field. */
const NGINX_FILTERS: ReadonlySet<FilterType> = new Set<FilterType>([
  'ipRestriction', 'basicAuth', 'externalAuth', 'cors', 'rateLimit', 'connectionLimit', 'bodySize', 'redirect', 'rewriteHost', 'requestHeaders', 'affinity', 'defaultBackend',
  'mirror', 'errorPages',
])

/** Whether routes of the dialect may have a type of filter. */
export const hasFilter = (dialect: ClusterDialect | null, type: FilterType): boolean =>
  dialect === null || (type !== 'rewritePath' && (dialect === 'sluice' || NGINX_FILTERS.has(type)))
