import type { CriterionName } from '#lib/model/criterion.ts'
import type { FilterType } from '#lib/model/filter.ts'
import type { FailedField, RewriteStep } from '#lib/routing/trace.ts'

/** One entry and what became of it. `rank` null: its route is not on this listener. */
export type ExplainedCandidate = {
  /** Null: the place where a host ends, and with it the search. */
  route: string | null
  entry: string
  rank: number | null
  verdict: 'won' | 'lost' | 'outranked'
  failed?: FailedField
  /** Outranked: which criterion of the dialect puts it after the winner. */
  criterion?: CriterionName
  why: string
}

/** One rule of a canary, in the order in which they are asked. `decided`: the rules after it were not. */
export type ExplainedStep = { rule: 'affinity' | 'header' | 'cookie' | 'sticky' | 'weight'; decided: boolean; why: string }

/** What became of the path on its way to the target. */
export type ExplainedRewrite = Pick<RewriteStep, 'rule' | 'path' | 'matched' | 'servicePath' | 'target'> & { why: string }

/**
 * `passes`: it goes on as it is · `answers`: the request goes no further · `changes`: the request for the target, or the answer ·
 * `depends`: on other requests, a server, or what comes · `skipped`: another filter answered before.
 */
export type FilterVerdict = 'passes' | 'answers' | 'changes' | 'depends' | 'skipped'

/** One filter of the route. `may`: with which statuses one that depends may answer. */
export type ExplainedFilter = { type: FilterType; template: string | null; verdict: FilterVerdict; why: string; may?: number[] }

export type Outcome =
  | { kind: 'forward' }
  | { kind: 'redirect'; status: number; location: string }
  | { kind: 'respond'; status: number; message: string }
  | { kind: 'no-route'; status: 404; message: string }

export type ExplainedCanary = {
  name: string
  side: 'stable' | 'canary' | 'byWeight'
  share: number
  reason: 'affinity' | 'header' | 'cookie' | 'sticky' | 'weight'
  service: string
  why: string
  steps: ExplainedStep[]
}

/** The answer of the tester, as in the contract. Fields of what was not reached are null. */
export type Explanation = {
  outcome: Outcome
  listener: string
  route: string | null
  service: string | null
  upstream: string | null
  /**
   * `share`: of all such requests, both sides together; none for a target that is down. `health`: as the proxies see it; absent
   * where nothing is checked or known.
   */
  targets: { address: string; share: number; side: 'stable' | 'canary'; service: string; health?: 'up' | 'down' }[]
  /** Why one target is certain, or takes more than its weight says. */
  choice: string | null
  canary: ExplainedCanary | null
  rewrite: ExplainedRewrite | null
  /** In the order in which they run, whatever became of the request. */
  filters: ExplainedFilter[]
  /** Null also for streams: bytes go on as they come. */
  upstreamRequest: { method: string; url: string; headers: Record<string, string> } | null
  /** One sentence for a person: where the request goes, or why nowhere. */
  verdict: string
  candidates: ExplainedCandidate[]
  /** All there are; `candidates` holds the nearest ones. */
  candidatesTotal: number
  /** Of the configuration that was asked; null for a draft. */
  revision: number | null
}
