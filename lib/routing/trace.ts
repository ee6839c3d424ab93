/** The first condition that a candidate did not meet, in the order in which the matcher looks. */
export type FailedField = 'listener' | 'host' | 'path' | 'method' | 'header' | 'query' | 'sni' | 'protocol' | 'source' | 'destination'

/** What became of one entry. */
export type Candidate = {
  /** Rank: its place in the table. */
  entry: number
  verdict: 'won' | 'lost' | 'outranked'
  failed?: FailedField
  /** Which header or query argument. */
  detail?: string
  /** Outranked: which of the dialect's criteria puts it after the winner; absent where the snapshot does not say. */
  criterion?: number
}

/** How one rule of a canary decided, or why it left the decision to the next. `affinity` and `sticky` are cookies that Sluice set. */
export type CanaryStep =
  | { rule: 'affinity' | 'header' | 'cookie' | 'sticky'; name: string; value: string | null; verdict: 'stable' | 'canary' | 'next' | 'refused' }
  | { rule: 'weight'; share: number; verdict: 'byWeight' }

/** What became of the path on its way to the target. */
export type RewriteStep = {
  rule: 'stripPath' | 'keepPath' | 'prefix' | 'full' | 'captures' | 'replace'
  /** Normalised, as it was matched. */
  path: string
  /** The part of it that the entry's path matched; empty where the entry has no path. */
  matched: string
  servicePath: string
  target: string
}

/** Filled by `matchRoute`, `decideCanary` and `upstreamTarget` when given; the same code decides with and without it. */
export type Trace = { candidates: Candidate[]; canary: CanaryStep[]; rewrite: RewriteStep | null }

export const newTrace = (): Trace => ({ candidates: [], canary: [], rewrite: null })
