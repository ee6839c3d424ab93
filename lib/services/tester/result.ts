import type { FailedField } from '#lib/routing/trace.ts'

/** One entry and what became of it. `rank` null: its route is not on this listener. */
export type ExplainedCandidate = {
  route: string
  entry: string
  rank: number | null
  verdict: 'won' | 'lost' | 'outranked'
  failed?: FailedField
  why: string
}

export type Outcome =
  | { kind: 'forward' }
  | { kind: 'redirect'; status: number; location: string }
  | { kind: 'respond'; status: number; message: string }
  | { kind: 'no-route'; status: 404; message: string }

/** The answer of the tester, as in the contract. Fields of what was not reached are null. */
export type Explanation = {
  outcome: Outcome
  listener: string
  route: string | null
  service: string | null
  upstream: string | null
  /** `share`: of all such requests, both sides together. */
  targets: { address: string; share: number; side: 'stable' | 'canary'; service: string }[]
  canary: { name: string; side: 'stable' | 'canary' | 'byWeight'; share: number; reason: 'header' | 'cookie' | 'weight'; service: string; why: string } | null
  upstreamRequest: { method: string; url: string; headers: Record<string, string> } | null
  /** One sentence for a person: where the request goes, or why nowhere. */
  verdict: string
  candidates: ExplainedCandidate[]
  /** All there are; `candidates` holds the nearest ones. */
  candidatesTotal: number
  /** Of the configuration that was asked; null for a draft. */
  revision: number | null
}
