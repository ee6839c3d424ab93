import type { CriterionName } from '#lib/model/criterion.ts'
import type { FilterType } from '#lib/model/filter.ts'
import type { StreamRequest } from '#lib/model/request.ts'

/** The condition that a candidate did not meet, in the order in which the matcher looks. */
export type FailedField = 'listener' | 'host' | 'path' | 'method' | 'header' | 'query' | 'sni' | 'protocol' | 'source' | 'destination'

export type Side = 'stable' | 'canary'

/** One entry and what became of it. `rank` null: its route is not on this listener. */
export type ExplainedCandidate = {
  /** Null: the place where a host ends, and with it the search. */
  route: string | null
  /** `shop.test /cart`: host and path, `*` for any. */
  entry: string
  rank: number | null
  verdict: 'won' | 'lost' | 'outranked'
  failed?: FailedField
  /** Outranked: what puts it after the winner; `why` says it in words. */
  criterion?: CriterionName
  /** One sentence, in the reader's language. */
  why: string
}

export type Outcome =
  | { kind: 'forward' }
  | { kind: 'redirect'; status: number; location: string }
  | { kind: 'respond'; status: number; message: string }
  | { kind: 'no-route'; status: number; message: string }

/** `share`: of all such requests, both sides together, 0–1. `health`: as the proxies see it; absent where nobody knows. */
export type ExplainedTarget = { address: string; share: number; side: Side; service: string; health?: 'up' | 'down' }

/** `depends`: on other requests, a server, or what comes · `skipped`: the request was answered before. */
export type FilterVerdict = 'passes' | 'answers' | 'changes' | 'depends' | 'skipped'

/** What one filter of the route did. `template`: whose it is; null: the route's own. `may`: with which statuses it may answer. */
export type ExplainedFilter = { type: FilterType; template: string | null; verdict: FilterVerdict; why: string; may?: number[] }

export type CanaryStep = { rule: 'affinity' | 'header' | 'cookie' | 'sticky' | 'weight'; decided: boolean; why: string }

export type ExplainedCanary = {
  name: string
  side: Side | 'byWeight'
  /** Of the canary side, 0–1. */
  share: number
  reason: 'affinity' | 'header' | 'cookie' | 'sticky' | 'weight'
  /** The service of the canary side. */
  service: string
  why: string
  /** The rules in the order in which they were asked; the last one decided. */
  steps: readonly CanaryStep[]
}

/** What became of the path on its way to the target. `matched`: the part of it that the route's path took. */
export type ExplainedRewrite = {
  rule: 'stripPath' | 'keepPath' | 'prefix' | 'full' | 'captures' | 'replace'
  path: string
  matched: string
  servicePath: string
  target: string
  why: string
}

export type UpstreamRequest = { method: string; url: string; headers: Record<string, string> }

/** What `POST /tester` answers. What was not reached is null. */
export type Explanation = {
  outcome: Outcome
  listener: string
  route: string | null
  service: string | null
  upstream: string | null
  targets: ExplainedTarget[]
  /** How a target is chosen, where its weight is not all; one sentence. */
  choice: string | null
  canary: ExplainedCanary | null
  rewrite: ExplainedRewrite | null
  /** In the order in which they run. */
  filters: ExplainedFilter[]
  /** Null also for streams: bytes go on as they come. */
  upstreamRequest: UpstreamRequest | null
  /** One sentence for a person: where the request goes, or why nowhere. */
  verdict: string
  candidates: ExplainedCandidate[]
  /** All there are on the listener; `candidates` holds the nearest ones. */
  candidatesTotal: number
  /** Of the configuration that was asked. */
  revision: number | null
}

/** An HTTP request as `POST /tester` and `POST /tester/send` take it. */
export type TesterHttpRequest = {
  method: string
  url: string
  headers: Record<string, string | string[]>
  clientIp?: string
  sni?: string
  listener?: string
}

/** What `POST /tester` takes: `protocol` tells a connection or datagram from an HTTP request. */
export type TesterRequest = TesterHttpRequest | StreamRequest

export const isStreamRequest = (request: TesterRequest): request is StreamRequest => 'protocol' in request

/** What a proxy says that it decided about one traced request. */
export type Decision = {
  proxy: string
  listener: string
  route: string | null
  rank: number | null
  side: Side | null
  service: string | null
  target: string | null
  upstreamUrl: string | null
  tries: number
}

export type DecidedField = 'listener' | 'route' | 'service' | 'side' | 'target' | 'path' | 'status' | 'location'
export type Difference = { field: DecidedField; predicted: string | null; decided: string | null }

/** What `POST /tester/send` answers. */
export type SentAnswer = {
  response: { status: number; headers: [name: string, value: string][]; body: string; truncated: boolean; durationMs: number }
  decided: Decision | null
  prediction: Explanation
  asPredicted: boolean
  differences: Difference[]
}
