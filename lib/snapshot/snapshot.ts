import { z } from 'zod'
import { ClientCertificateMode } from '#lib/model/certificate.ts'
import { HttpsRedirectStatusCode, Peer, RouteProtocol } from '#lib/model/route.ts'
import { ServiceProtocol } from '#lib/model/service.ts'
import { Dialect } from '#lib/model/workspace.ts'
import { CompiledFilter } from './filters.ts'
import { CompiledUpstream } from './upstream.ts'

/** Which hosts an entry takes. `labels`: how many labels `*` stands for (Ingress v1: one; Kong, Gateway API: many). */
export const HostMatch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.literal('exact'), value: z.string(), port: z.number().optional() }),
  /** `*.shop.test` is the suffix `.shop.test`. */
  z.object({ kind: z.literal('suffix'), value: z.string(), labels: z.enum(['one', 'many']), port: z.number().optional() }),
  /** `shop.*` is the prefix `shop.` (Kong). */
  z.object({ kind: z.literal('prefix'), value: z.string(), port: z.number().optional() }),
])
export type HostMatch = z.infer<typeof HostMatch>

export const EntryPath = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('any') }),
  z.object({ kind: z.enum(['exact', 'prefix', 'startsWith']), value: z.string() }),
  /** RE2 syntax, anchored at the start. */
  z.object({ kind: z.literal('regex'), value: z.string(), caseInsensitive: z.boolean() }),
])
export type EntryPath = z.infer<typeof EntryPath>

/** One of several values for a header or query argument. */
export const ValueMatch = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exact'), value: z.string() }),
  z.object({ kind: z.literal('regex'), value: z.string(), caseInsensitive: z.boolean() }),
])
export type ValueMatch = z.infer<typeof ValueMatch>

/** `any`: one of these values must be there. */
export const NamedMatch = z.object({ name: z.string(), any: z.array(ValueMatch) })
export type NamedMatch = z.infer<typeof NamedMatch>

/** One host and one path of a route. Its place in `entries` is its rank: of those that match, the first wins. */
export const Entry = z.object({
  /** Null: the host ends here; a request that none of its entries takes gets 404, whatever wider hosts there are. */
  route: z.number().int().nullable(),
  host: HostMatch,
  path: EntryPath,
  /** Which of the dialect's criteria puts it after the entry before it; -1 for the first. */
  criterion: z.number().int(),
})
export type Entry = z.infer<typeof Entry>

export const CompiledCanary = z.object({
  name: z.string(),
  service: z.number().int(),
  /** Hundredths of a percent, 0–10000. */
  weight: z.number().int(),
  header: z
    .discriminatedUnion('mode', [
      z.object({ name: z.string(), mode: z.literal('alwaysNever') }),
      z.object({ name: z.string(), mode: z.literal('value'), value: z.string() }),
      z.object({ name: z.string(), mode: z.literal('pattern'), value: z.string() }),
    ])
    .nullable(),
  cookie: z.string().nullable(),
  /** The cookie that keeps whom the weight has sent to a side; null: each request is drawn anew. */
  sticky: z.object({ cookie: z.string(), maxAgeSeconds: z.number() }).nullable(),
})
export type CompiledCanary = z.infer<typeof CompiledCanary>

/** What the proxy answers by itself, from the closed table of `lib/snapshot/answers.ts`. */
export const AnswerCode = z.enum(['NO_ROUTE', 'INVALID_ROUTE', 'SERVICE_DISABLED', 'NOT_SERVED_YET'])
export type AnswerCode = z.infer<typeof AnswerCode>

export const Action = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('forward'), service: z.number().int(), canary: CompiledCanary.nullable() }),
  z.object({
    kind: z.literal('respond'),
    status: z.number().int(),
    code: AnswerCode,
    message: z.string(),
    /** Where it would go if that were served; for explanations alone. */
    service: z.number().int().nullable(),
  }),
])
export type Action = z.infer<typeof Action>

/** What the target is asked for instead of the request's path. */
export const CompiledRewrite = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['prefix', 'full']), value: z.string() }),
  /** `$1` … `$9`: the groups of the entry's regex (ingress-nginx rewrite-target). */
  z.object({ kind: z.literal('captures'), target: z.string() }),
  /** The first occurrence; `withQuery`: in path and query (Pipy). */
  z.object({ kind: z.literal('replace'), pattern: z.string(), replacement: z.string(), withQuery: z.boolean() }),
])
export type CompiledRewrite = z.infer<typeof CompiledRewrite>

export const CompiledRoute = z.object({
  workspace: z.string(),
  name: z.string(),
  protocols: z.array(RouteProtocol),
  methods: z.array(z.string()),
  headers: z.array(NamedMatch),
  query: z.array(NamedMatch),
  snis: z.array(z.string()),
  sources: z.array(Peer),
  destinations: z.array(Peer),
  httpsRedirectStatusCode: HttpsRedirectStatusCode,
  preserveHost: z.boolean(),
  stripPath: z.boolean(),
  pathHandling: z.enum(['v0', 'v1']),
  rewrite: CompiledRewrite.nullable(),
  /** The template that the rewrite is of; null: the route's own, or there is none. */
  rewriteTemplate: z.string().nullable(),
  requestBuffering: z.boolean(),
  responseBuffering: z.boolean(),
  /** In the order in which they run; before the action, whatever that is. */
  filters: z.array(CompiledFilter),
  action: Action,
})
export type CompiledRoute = z.infer<typeof CompiledRoute>

export const CompiledService = z.object({
  workspace: z.string(),
  name: z.string(),
  protocol: ServiceProtocol,
  upstream: z.number().int(),
  path: z.string().nullable(),
  retries: z.number().int(),
  connectTimeoutMs: z.number(),
  readTimeoutMs: z.number(),
  writeTimeoutMs: z.number(),
  tls: z
    .object({
      verify: z.boolean(),
      ca: z.string().nullable(),
      /** PEM of Sluice's own certificate for the targets. */
      client: z.object({ cert: z.string(), key: z.string() }).nullable(),
    })
    .nullable(),
})
export type CompiledService = z.infer<typeof CompiledService>

export const CompiledCertificate = z.object({
  workspace: z.string(),
  name: z.string(),
  snis: z.array(z.string()),
  cert: z.string(),
  key: z.string(),
  /** What clients must show of themselves where this certificate is served; null: nothing. */
  clientCertificates: z.object({ mode: ClientCertificateMode, ca: z.string() }).nullable(),
})
export type CompiledCertificate = z.infer<typeof CompiledCertificate>

export const CompiledListener = z.object({
  name: z.string(),
  protocol: z.enum(['http', 'https']),
  /** Null: the proxy's own SLUICE_HTTP_PORT or SLUICE_HTTPS_PORT. */
  port: z.number().int().nullable(),
  hostname: z.string().nullable(),
  /** Names the criteria of its entries; the matcher does not look at it. */
  dialect: Dialect,
  /** `reserved`: percent triplets of reserved characters stay as they are. `decoded`: all are decoded (nginx). */
  pathForm: z.enum(['reserved', 'decoded']),
  /** Header values are compared in lower case (Kong). */
  foldHeaderValues: z.boolean(),
  /** By rank. */
  entries: z.array(Entry),
})
export type CompiledListener = z.infer<typeof CompiledListener>

/** A listener for connections or datagrams that are not HTTP. */
export const CompiledStream = z.object({
  name: z.string(),
  protocol: z.enum(['tcp', 'tls', 'udp']),
  /** Null only in a draft. */
  port: z.number().int().nullable(),
  dialect: Dialect,
  /** By rank. */
  entries: z.array(z.object({ route: z.number().int(), criterion: z.number().int() })),
})
export type CompiledStream = z.infer<typeof CompiledStream>

/** Someone whom credentials speak for, and the SHA-256 of what they show, in hex: of `name:password`, and of keys. */
export const CompiledConsumer = z.object({
  workspace: z.string(),
  name: z.string(),
  customId: z.string().nullable(),
  passwords: z.array(z.object({ credential: z.string(), digest: z.string() })),
  keys: z.array(z.object({ credential: z.string(), digest: z.string() })),
})
export type CompiledConsumer = z.infer<typeof CompiledConsumer>

/** Grows with each change of the wire form; `migrate.ts` brings older ones to it. */
export const SNAPSHOT_VERSION = 4

/**
 * What a proxy receives: immutable, complete, without time or revision in it, so that equal configuration gives equal
 * bytes. Numbers named `route`, `service` and `upstream` are places in the lists of this snapshot.
 */
export const Snapshot = z.object({
  version: z.literal(SNAPSHOT_VERSION),
  listeners: z.array(CompiledListener),
  streams: z.array(CompiledStream),
  routes: z.array(CompiledRoute),
  services: z.array(CompiledService),
  upstreams: z.array(CompiledUpstream),
  certificates: z.array(CompiledCertificate),
  consumers: z.array(CompiledConsumer),
})
export type Snapshot = z.infer<typeof Snapshot>
