import { z } from 'zod'
import { DeltaSteps } from './delta.ts'
import { Mark } from './health.ts'
import { Tail } from './requests.ts'

/**
 * Between controller and proxies, over HTTP/1.1 with `Authorization: Bearer <link token>`, inside TLS off loopback:
 * - `GET /link/stream?proxy=<id>&digest=<digest held>`: NDJSON of `ControllerMessage`, open until either side goes.
 *   The first message is a publication as soon as the controller has compiled. A ping follows each silent 5 s.
 *   A message of a type that it does not know is nothing to a proxy; what it must know is asked for in the address: `tails`,
 *   `marks`, and `deltas`: that a publication may say how it differs from the one before it.
 * - `POST /link/report` with a `ProxyReport`: after each publication, each second when counters moved, and at state changes.
 * - `POST /link/requests?proxy=<id>` with a `RequestsReport`: while somebody watches, and when the unmatched requests changed.
 * - `POST /link/targets?proxy=<id>` with a `HealthReport`: to a controller that is new to it, and when it changed.
 * Between dashboard and controller:
 * - `POST /link/changed` `{workspace, revision}`: read the store now.
 * - `GET /link/state`: `ControllerState`. `GET /link/counters` (`?processes` for those too): `ControllerCounters`.
 * - `GET /link/tail?filter=<TailFilter as JSON>`: NDJSON of `TailMessage`, while it is read. `GET /link/unmatched`: `ControllerUnmatched`.
 * - `GET /link/health?workspace=<name>&upstream=<name>`: `ControllerHealth`. `POST /link/health` with a `Mark`: an operator's word on a target.
 * Of several controllers, a proxy follows one, to which its reports go too; a dashboard asks them all.
 */
export const ControllerMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('publication'),
    /** By workspace. */
    revisions: z.record(z.string(), z.number()),
    digest: z.string(),
    /** Encoded snapshot; absent when the proxy already holds this digest, or where there is a delta. */
    snapshot: z.string().optional(),
    /** How it is made of the snapshot with that digest, which the proxy was sent before; only for proxies that asked for `deltas`. */
    delta: z.object({ from: z.string(), steps: DeltaSteps }).optional(),
  }),
  z.object({ type: z.literal('ping') }),
  /** All that somebody watches; sent to proxies that asked for it, first where there is anything, and at each change. */
  z.object({ type: z.literal('tails'), tails: z.array(Tail) }),
  /** All that operators have said of targets; sent to proxies that asked for it, first where there is anything, and at each change. */
  z.object({ type: z.literal('marks'), marks: z.array(Mark) }),
])
export type ControllerMessage = z.infer<typeof ControllerMessage>

/** `failed`: the newest publication could not be applied; the one before it is served. */
export const ProxyServingState = z.enum(['serving', 'failed', 'draining'])
export type ProxyServingState = z.infer<typeof ProxyServingState>

/** Totals since the proxy started, of one route, side, service and target. */
export const Counter = z.object({
  workspace: z.string(),
  route: z.string(),
  side: z.enum(['stable', 'canary']),
  service: z.string(),
  /** `host:port`, or empty where no target was reached. */
  target: z.string(),
  requests: z.number(),
  /** Answers 5xx, those of the proxy itself included. */
  errors: z.number(),
  /** Per bucket of LATENCY_BOUNDS_MS, not cumulated. */
  latency: z.array(z.number()),
  bytesIn: z.number(),
  bytesOut: z.number(),
})
export type Counter = z.infer<typeof Counter>

export const ProxyReport = z.object({
  id: z.string(),
  /** Changes when the proxy restarts: counters begin again. */
  startedAt: z.iso.datetime(),
  state: ProxyServingState,
  /** Of the snapshot that is served. */
  digest: z.string(),
  revisions: z.record(z.string(), z.number()),
  /** Of the last publication that was tried: with `failed`, which revisions the failure is about. */
  attempted: z.record(z.string(), z.number()).default({}),
  message: z.string().optional(),
  ports: z.object({ http: z.number(), https: z.number(), status: z.number() }),
  counters: z.array(Counter),
})
export type ProxyReport = z.infer<typeof ProxyReport>

export const ProxyStatus = ProxyReport.omit({ counters: true }).extend({ lastSeenAt: z.iso.datetime() })
export type ProxyStatus = z.infer<typeof ProxyStatus>

export const ControllerState = z.object({
  id: z.string(),
  /** Newest compiled, by workspace. */
  revisions: z.record(z.string(), z.number()),
  digest: z.string(),
  proxies: z.array(ProxyStatus),
})
export type ControllerState = z.infer<typeof ControllerState>

/** Counters of all proxies, added up; totals only grow, also when a proxy restarts or leaves. */
export const CounterSet = z.object({ at: z.iso.datetime(), counters: z.array(Counter) })
export type CounterSet = z.infer<typeof CounterSet>

/** What one controller counted. */
export const ControllerCounters = CounterSet.extend({
  controller: z.string(),
  /** The last report of each run of a proxy: one that has changed its controller is in the totals of both. */
  processes: z.array(z.object({ process: z.string(), at: z.iso.datetime(), counters: z.array(Counter) })).optional(),
})
export type ControllerCounters = z.infer<typeof ControllerCounters>

/** What a proxy says of one traced request, in the response header `sluice-trace-result` (base64url of this as JSON). */
export const TraceResult = z.object({
  proxy: z.string(),
  digest: z.string(),
  listener: z.string(),
  workspace: z.string().nullable(),
  route: z.string().nullable(),
  rank: z.number().nullable(),
  side: z.enum(['stable', 'canary']).nullable(),
  service: z.string().nullable(),
  target: z.string().nullable(),
  upstreamUrl: z.string().nullable(),
  tries: z.number(),
})
export type TraceResult = z.infer<typeof TraceResult>
