import { z } from 'zod'
import { FILTER_TYPES, REPEATABLE, type FilterType } from '#lib/model/filter.ts'
import { Affinity } from '#lib/model/filters/affinity.ts'
import { DefaultBackend, ErrorPages, Mirror, Respond } from '#lib/model/filters/answers.ts'
import { BasicAuth, ExternalAuth, KeyAuth } from '#lib/model/filters/auth.ts'
import { Compression } from '#lib/model/filters/compression.ts'
import { Cors } from '#lib/model/filters/cors.ts'
import { RequestHeaders, ResponseHeaders } from '#lib/model/filters/headers.ts'
import { Hsts } from '#lib/model/filters/hsts.ts'
import { IpRestriction } from '#lib/model/filters/ip-restriction.ts'
import { BodySize, ConnectionLimit, RateLimit, Timeouts } from '#lib/model/filters/limits.ts'
import { Redirect } from '#lib/model/filters/redirect.ts'
import { RewriteHost } from '#lib/model/filters/rewrite-host.ts'
import { rule } from '#lib/model/rule.ts'
import { isNearHost } from '../read/near-host.ts'
import { BackendName, ObjectName } from './references.ts'

/** Consumers of a cluster are the users of a Secret: who names it lets in exactly these. */
const withSecret = {
  secret: ObjectName,
  consumers: z.never('In a cluster the users of the Secret may pass, and nobody else').optional(),
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : '')
const notNear = (url: string) => !isNearHost(hostOf(url).replace(/^\[(.*)\]$/, '$1'))

/** The filters as annotations write them: services are V1Services of the namespace, consumers the users of a Secret. */
const SCHEMAS = {
  ipRestriction: IpRestriction,
  cors: Cors,
  connectionLimit: ConnectionLimit,
  rateLimit: RateLimit,
  basicAuth: BasicAuth.safeExtend(withSecret),
  keyAuth: KeyAuth.safeExtend(withSecret),
  externalAuth: ExternalAuth.safeExtend({ url: ExternalAuth.shape.url.refine(notNear, 'Must not lead to the proxy itself or its own link') }),
  redirect: Redirect,
  respond: Respond,
  bodySize: BodySize,
  affinity: Affinity,
  rewriteHost: RewriteHost,
  requestHeaders: RequestHeaders,
  mirror: Mirror.safeExtend({ service: BackendName }),
  timeouts: Timeouts,
  defaultBackend: DefaultBackend.safeExtend({ service: BackendName }),
  errorPages: ErrorPages.safeExtend({ service: BackendName.optional() }),
  responseHeaders: ResponseHeaders,
  hsts: Hsts,
  compression: Compression,
} as const satisfies Record<Exclude<FilterType, 'rewritePath'>, z.ZodType>

export type AnnotatedType = keyof typeof SCHEMAS

const isAnnotated = (type: FilterType): type is AnnotatedType => type in SCHEMAS

/** In the order in which they run. A rewrite of the path belongs to the route, which may have one of two kinds. */
export const ANNOTATED_TYPES: readonly AnnotatedType[] = FILTER_TYPES.filter(isAnnotated)

/** One filter as an annotation writes it. */
export type AnnotatedFilter<T extends AnnotatedType = AnnotatedType> = z.infer<(typeof SCHEMAS)[T]>

export type IngressFilters = { [T in AnnotatedType]?: AnnotatedFilter<T>[] }

/** With the rewrite of the path, and one that closes it, no more than a route may have. */
const MOST = 62

function listOf(type: AnnotatedType) {
  const list = z.array(SCHEMAS[type])
  return (REPEATABLE.has(type) ? list.max(MOST) : list.max(1, rule('oneOfType'))).optional()
}

const lists = Object.fromEntries(ANNOTATED_TYPES.map((type) => [type, listOf(type)]))

/** The filters of an Ingress, a list for each type, so that each annotation has a field of its own. */
export const IngressFilters = z.strictObject(lists).superRefine((value, context) => {
  const count = Object.values(value).reduce((sum: number, list) => sum + ((list as unknown[] | undefined)?.length ?? 0), 0)
  if (count > MOST) context.addIssue({ code: 'custom', path: [], message: `At most ${MOST} filters` })
}) as unknown as z.ZodType<IngressFilters>
