/** The first condition that a candidate did not meet, in the order in which the matcher looks. */
export type FailedField = 'listener' | 'host' | 'path' | 'method' | 'header' | 'query' | 'sni' | 'protocol'

/** What became of one entry. `rank` is its place in the table. */
export type Candidate = {
  entry: number
  verdict: 'won' | 'lost' | 'outranked'
  failed?: FailedField
  /** What was asked for and what was there: `header x-version` / `2`. */
  detail?: string
}

/** Filled by `matchRoute` when given; the same code decides with and without it. */
export type Trace = { candidates: Candidate[] }
