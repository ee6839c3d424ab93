import { compressionRule, type CompressionRule } from '#lib/routing/filters/compression.ts'
import { fieldEdits, headerFilterEdits, type FieldEdits } from '#lib/routing/filters/edits.ts'
import type { CompiledFilterBody, FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledRoute } from '#lib/snapshot/snapshot.ts'
import type { Buckets } from '../buckets/buckets.ts'
import { answerOf } from '../http1/answers.ts'
import type { Log } from '../log.ts'
import { makeBasicAuth } from './basic-auth.ts'
import type { Check } from './check.ts'
import { makeConnectionLimit } from './connection-limit.ts'
import { makeCors } from './cors.ts'
import { makeExternalAuth } from './external-auth.ts'
import { makeIpRestriction } from './ip-restriction.ts'
import { makeKeyAuth } from './key-auth.ts'
import { makeRateLimits, type RateLimitRule } from './rate-limit.ts'
import { makeRedirect } from './redirect.ts'
import { makeRespond } from './respond.ts'
import type { ConsumerIndex } from '#lib/routing/filters/credentials.ts'

export type ErrorPage = FilterOf<'errorPages'>['page']

/** What the filters of a route do, made once and used by its requests. */
export type FilterPlan = {
  /** In order; the first that answers ends the list. */
  checks: readonly Check[]
  /** Changes to what the target gets, and the client, one after the other. */
  requestEdits: readonly FieldEdits[]
  responseEdits: readonly FieldEdits[]
  /** Those of answers over https. */
  secureEdits: readonly FieldEdits[]
  /** The Host for the target. */
  host: string | null
  /** In place of the proxy's own limit; 0: none. */
  bodyBytes: number | null
  requestMs: number | null
  backendRequestMs: number | null
  affinity: FilterOf<'affinity'> | null
  compression: CompressionRule | null
  mirrors: readonly FilterOf<'mirror'>[]
  /** Place of the service that is asked when the route's own has no target. */
  defaultBackend: number | null
  /** By status code; null: there are none. */
  errorPages: ReadonlyMap<number, ErrorPage> | null
}

/** What filters are made with. */
export type PlanParts = { buckets: Buckets; consumers: ConsumerIndex | null; log: Log }

function checkOf(filter: CompiledFilterBody, rule: string, { buckets, consumers, log }: PlanParts): Check | null {
  switch (filter.type) {
    case 'ipRestriction':
      return makeIpRestriction(filter)
    case 'cors':
      return makeCors(filter)
    case 'connectionLimit':
      return makeConnectionLimit(filter, rule, buckets)
    case 'basicAuth':
      return makeBasicAuth(filter, consumers)
    case 'keyAuth':
      return makeKeyAuth(filter, consumers)
    case 'externalAuth':
      return makeExternalAuth(filter, log)
    case 'redirect':
      return makeRedirect(filter)
    case 'respond':
      return makeRespond(filter)
    default:
      return null
  }
}

const AUTH: ReadonlySet<CompiledFilterBody['type']> = new Set(['basicAuth', 'keyAuth', 'externalAuth'])

/** A limit by consumer counts once it is known who that is; all others come before authentication, which costs more. */
function inCheckOrder(filters: readonly CompiledFilterBody[]): CompiledFilterBody[] {
  const isLate = (filter: CompiledFilterBody) => 'by' in filter && filter.by === 'consumer'
  const lastAuth = filters.findLastIndex(({ type }) => AUTH.has(type))
  if (lastAuth === -1) return [...filters]
  const early = filters.slice(0, lastAuth + 1)
  return [...early.filter((filter) => !isLate(filter)), ...early.filter(isLate), ...filters.slice(lastAuth + 1)]
}

/** Rates that stand together are one check: a request that one of them refuses counts in none (nginx, Kong). */
function checksOf(filters: readonly CompiledFilterBody[], rule: (filter: CompiledFilterBody) => string, parts: PlanParts): Check[] {
  const checks: Check[] = []
  let rates: RateLimitRule[] = []
  const close = () => {
    if (rates.length > 0) checks.push(makeRateLimits(rates, parts.buckets))
    rates = []
  }
  for (const filter of filters) {
    if (filter.type === 'rateLimit') {
      rates.push({ filter, rule: rule(filter) })
      continue
    }
    close()
    const check = checkOf(filter, rule(filter), parts)
    if (check !== null) checks.push(check)
  }
  close()
  return checks
}

const hstsEdits = ({ maxAgeSeconds, includeSubDomains, preload }: FilterOf<'hsts'>): FieldEdits => {
  const value = `max-age=${maxAgeSeconds}${includeSubDomains ? '; includeSubDomains' : ''}${preload ? '; preload' : ''}`
  return fieldEdits(['strict-transport-security'], [['Strict-Transport-Security', value]])
}

function errorPagesOf(filters: readonly FilterOf<'errorPages'>[]): ReadonlyMap<number, ErrorPage> | null {
  const pages = new Map<number, ErrorPage>()
  for (const { statusCodes, page } of filters) for (const code of statusCodes) if (!pages.has(code)) pages.set(code, page)
  return pages.size === 0 ? null : pages
}

/** Of a route whose filters cannot be made: nothing passes. */
export const INVALID_PLAN: FilterPlan = {
  checks: [() => answerOf('INVALID_ROUTE')],
  requestEdits: [], responseEdits: [], secureEdits: [], host: null, bodyBytes: null, requestMs: null, backendRequestMs: null,
  affinity: null, compression: null, mirrors: [], defaultBackend: null, errorPages: null,
}

/**
 * The plan of a route with filters. A rule that counts is known by route, type and place, so that what it has counted outlives
 * snapshots.
 * @throws {Error} about a filter that cannot be made, which the model should have refused
 */
export function planOf(route: CompiledRoute, parts: PlanParts): FilterPlan {
  const filters = route.filters.map(({ filter }) => filter)
  const all = <T extends CompiledFilterBody['type']>(type: T) => filters.filter((filter): filter is FilterOf<T> => filter.type === type)
  const one = <T extends CompiledFilterBody['type']>(type: T): FilterOf<T> | null => all(type)[0] ?? null
  const rule = (filter: CompiledFilterBody) => `${route.workspace}/${route.name}/${filter.type}/${all(filter.type).indexOf(filter)}`
  const timeouts = one('timeouts')
  const compression = one('compression')
  return {
    checks: checksOf(inCheckOrder(filters), rule, parts),
    requestEdits: all('requestHeaders').map(headerFilterEdits),
    responseEdits: all('responseHeaders').map(headerFilterEdits),
    secureEdits: all('hsts').map(hstsEdits),
    host: one('rewriteHost')?.value ?? null,
    bodyBytes: one('bodySize')?.maxBytes ?? null,
    requestMs: timeouts?.requestMs ?? null,
    backendRequestMs: timeouts?.backendRequestMs ?? null,
    affinity: one('affinity'),
    compression: compression && compressionRule(compression),
    mirrors: all('mirror'),
    defaultBackend: one('defaultBackend')?.service ?? null,
    errorPages: errorPagesOf(all('errorPages')),
  }
}
