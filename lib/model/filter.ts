import { z } from 'zod'
import { Affinity } from './filters/affinity.ts'
import { DefaultBackend, ErrorPages, Mirror, Respond } from './filters/answers.ts'
import { BasicAuth, ExternalAuth, KeyAuth } from './filters/auth.ts'
import { Compression } from './filters/compression.ts'
import { Cors } from './filters/cors.ts'
import { RequestHeaders, ResponseHeaders } from './filters/headers.ts'
import { Hsts } from './filters/hsts.ts'
import { IpRestriction } from './filters/ip-restriction.ts'
import { BodySize, ConnectionLimit, RateLimit, Timeouts } from './filters/limits.ts'
import { Redirect } from './filters/redirect.ts'
import { RewriteHost } from './filters/rewrite-host.ts'
import { RewritePath } from './filters/rewrite-path.ts'
import { ruleText } from './rule.ts'

/**
 * One typed change or check on the way, in the order in which they run, whatever the order of a list: what refuses comes
 * before what answers, then the length of a body counts, then comes what changes. Filters of one type run in the order of their list.
 */
export const Filter = z.discriminatedUnion('type', [
  IpRestriction, Cors, ConnectionLimit, RateLimit, BasicAuth, KeyAuth, ExternalAuth,
  Redirect, Respond,
  BodySize,
  Affinity, RewriteHost, RewritePath, RequestHeaders, Mirror, Timeouts, DefaultBackend,
  ErrorPages, ResponseHeaders, Hsts, Compression,
])
export type Filter = z.infer<typeof Filter>
export type FilterType = Filter['type']

/** All types, in the order in which they run. */
export const FILTER_TYPES = [
  'ipRestriction', 'cors', 'connectionLimit', 'rateLimit', 'basicAuth', 'keyAuth', 'externalAuth',
  'redirect', 'respond',
  'bodySize',
  'affinity', 'rewriteHost', 'rewritePath', 'requestHeaders', 'mirror', 'timeouts', 'defaultBackend',
  'errorPages', 'responseHeaders', 'hsts', 'compression',
] as const satisfies readonly FilterType[]

/** Those of which a route may have several. */
export const REPEATABLE: ReadonlySet<FilterType> = new Set<FilterType>(['ipRestriction', 'connectionLimit', 'rateLimit', 'requestHeaders', 'responseHeaders', 'mirror', 'errorPages'])

/** Those that answer in place of a target. */
export const ANSWERING: ReadonlySet<FilterType> = new Set<FilterType>(['redirect', 'respond'])

/** The filters of a list, of which a type that is not repeatable may stand there once. */
export const Filters = z
  .array(Filter)
  .max(64)
  .superRefine((filters, context) => {
    const seen = new Set<FilterType>()
    for (const [index, { type }] of filters.entries()) {
      if (seen.has(type) && !REPEATABLE.has(type)) context.addIssue({ code: 'custom', path: [index], message: ruleText('oneOfType') })
      seen.add(type)
    }
  })
