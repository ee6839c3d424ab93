import { z } from 'zod'

/** What a proxy did with one request: a line of the access log, of the live tail, or of the unmatched ones. Values of credentials are not in it. */
export const RequestRecord = z.object({
  /** Of the proxy; its own, whatever X-Request-Id said. */
  id: z.string(),
  /** X-Request-Id as sent on. */
  requestId: z.string(),
  /** W3C trace id (32 hex digits), or empty. */
  traceId: z.string(),
  /** When its head had come; Unix ms. */
  at: z.number(),
  /** From there to the end of the response. */
  durationMs: z.number(),
  /** From the last try's beginning to the target's head; null: no target answered. */
  upstreamMs: z.number().nullable(),
  clientAddress: z.string(),
  protocol: z.enum(['http', 'https']),
  /** `1.0`, `1.1`. */
  version: z.string(),
  method: z.string(),
  host: z.string(),
  /** Path and query; values of query arguments that look like secrets are replaced. */
  target: z.string(),
  userAgent: z.string(),
  referer: z.string(),
  sni: z.string(),
  /** What the client got, or 499 where it had gone. */
  status: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  listener: z.string(),
  /** Empty where no route was found; so are the next four. */
  workspace: z.string(),
  route: z.string(),
  side: z.enum(['', 'stable', 'canary']),
  service: z.string(),
  /** `host:port` of the last try. */
  endpoint: z.string(),
  tries: z.number(),
  /** Code of the proxy's own answer, or why a response was cut; empty for a response of the target. */
  answer: z.string(),
})
export type RequestRecord = z.infer<typeof RequestRecord>

/** What a request that no route took came nearest to. */
export const NearestRoute = z.object({
  workspace: z.string(),
  route: z.string(),
  /** The first condition that it did not meet: `host`, `path`, `method`, `header`, `query`, `sni`. */
  failed: z.string(),
  /** What the route asks for there: its host, path or SNIs, its methods (`GET, POST`); of header and query, the name. */
  detail: z.string(),
})
export type NearestRoute = z.infer<typeof NearestRoute>

/** Requests of one method, host and path that no route took, with the route that came nearest and why it did not. */
export const UnmatchedRequest = z.object({
  /** The last one. */
  record: RequestRecord,
  /** Null: no route is like it. */
  nearest: NearestRoute.nullable(),
  /** How many there were at least: in a flood not every one is looked at. */
  count: z.number(),
  /** When the first one came; Unix ms. */
  firstAt: z.number(),
})
export type UnmatchedRequest = z.infer<typeof UnmatchedRequest>

/** Which requests a live tail shows; all that are given must hold. */
export const TailFilter = z.object({
  /** What found no route belongs to every workspace. */
  workspace: z.string().max(256).optional(),
  route: z.string().max(256).optional(),
  service: z.string().max(256).optional(),
  /** Part of the Host, in any case. */
  host: z.string().max(256).optional(),
  method: z.string().max(64).optional(),
  /** `4xx`, or `404`. */
  status: z.string().regex(/^[1-5](xx|\d\d)$/).optional(),
  /** Part of path and query, in any case. */
  q: z.string().max(256).optional(),
})
export type TailFilter = z.infer<typeof TailFilter>

/** A filter that somebody watches by; `id` names it between controller and proxies. */
export const Tail = z.object({ id: z.string(), filter: TailFilter })
export type Tail = z.infer<typeof Tail>

/** Most filters that are watched by at a time. */
export const MOST_TAILS = 16

/** Requests of one tail; `skipped`: how many more there were, left out to bound the cost. */
export const TailBatch = z.object({ tail: z.string(), records: z.array(RequestRecord), skipped: z.number() })
export type TailBatch = z.infer<typeof TailBatch>

/** What a proxy tells its controller of single requests; `unmatched`: all that it keeps, where they have changed. */
export const RequestsReport = z.object({ tails: z.array(TailBatch), unmatched: z.array(UnmatchedRequest).optional() })
export type RequestsReport = z.infer<typeof RequestsReport>

/** The unmatched requests of each proxy of a controller. `at`: when the proxy told them; Unix ms. */
export const ControllerUnmatched = z.object({
  controller: z.string(),
  proxies: z.array(z.object({ proxy: z.string(), at: z.number(), items: z.array(UnmatchedRequest) })),
})
export type ControllerUnmatched = z.infer<typeof ControllerUnmatched>

/** A request of a live tail, and the proxy that served it. */
export const TailRecord = RequestRecord.extend({ proxy: z.string() })
export type TailRecord = z.infer<typeof TailRecord>

/** Some requests of a live tail; server-sent event `requests`. `skipped` as in a batch. */
export const TailEvent = z.object({ records: z.array(TailRecord), skipped: z.number() })
export type TailEvent = z.infer<typeof TailEvent>

/** Who is watched; server-sent event `state`, first of all and at each change. No controller: nothing is seen. */
export const TailState = z.object({ controllers: z.number(), proxies: z.number() })
export type TailState = z.infer<typeof TailState>

/** What a controller says to one who watches. `proxies`: how many it asks; first of all, and at each change. */
export const TailMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('state'), controller: z.string(), proxies: z.number() }),
  TailEvent.extend({ type: z.literal('requests') }),
  z.object({ type: z.literal('ping') }),
])
export type TailMessage = z.infer<typeof TailMessage>
