import { z } from 'zod'
import { Affinity } from '#lib/model/filters/affinity.ts'
import { Respond } from '#lib/model/filters/answers.ts'
import { BasicAuth, ExternalAuth, KeyAuth } from '#lib/model/filters/auth.ts'
import { Compression } from '#lib/model/filters/compression.ts'
import { Cors } from '#lib/model/filters/cors.ts'
import { RequestHeaders, ResponseHeaders } from '#lib/model/filters/headers.ts'
import { Hsts } from '#lib/model/filters/hsts.ts'
import { IpRestriction } from '#lib/model/filters/ip-restriction.ts'
import { BodySize, ConnectionLimit, RateLimit, Timeouts } from '#lib/model/filters/limits.ts'
import { Redirect } from '#lib/model/filters/redirect.ts'
import { RewriteHost } from '#lib/model/filters/rewrite-host.ts'

/** Numbers named `service` are places in the snapshot's list. */
const service = z.number().int()

const Mirror = z.object({ type: z.literal('mirror'), service, percent: z.number() })
const DefaultBackend = z.object({ type: z.literal('defaultBackend'), service })
const ErrorPages = z.object({
  type: z.literal('errorPages'),
  statusCodes: z.array(z.number().int()),
  page: z.discriminatedUnion('kind', [z.object({ kind: z.literal('service'), service }), z.object({ kind: z.literal('text'), body: z.string(), contentType: z.string() })]),
})

/** A filter as it runs. A rewrite of the path stands in the route's `rewrite`. */
export const CompiledFilterBody = z.discriminatedUnion('type', [
  IpRestriction, Cors, ConnectionLimit, RateLimit, BasicAuth, KeyAuth, ExternalAuth,
  Redirect, Respond,
  BodySize,
  Affinity, RewriteHost, RequestHeaders, Mirror, Timeouts, DefaultBackend,
  ErrorPages, ResponseHeaders, Hsts, Compression,
])
export type CompiledFilterBody = z.infer<typeof CompiledFilterBody>
export type CompiledFilterType = CompiledFilterBody['type']

/** One type of them. */
export type FilterOf<T extends CompiledFilterType> = Extract<CompiledFilterBody, { type: T }>

/** `template`: whose it is; null: the route's own. */
export const CompiledFilter = z.object({ template: z.string().nullable(), filter: CompiledFilterBody })
export type CompiledFilter = z.infer<typeof CompiledFilter>
