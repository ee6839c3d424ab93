type Measured = {
  case: string
  subject: string
  version: string
  /** What the reader must know to compare the figures. */
  note?: string
}

/** Nanoseconds for one lookup. Bytes are those of the heap. */
export type MatchResult = Measured & {
  medianNs: number
  p99Ns: number
  /** Of the decoded snapshot and the table built from it, all together. */
  bytesPerRoute: number
  /** What building the table adds to the decoded snapshot; absent where there is no snapshot. */
  tableBytesPerRoute?: number
  /** What one lookup allocates. */
  bytesPerMatch: number
}

export type CompileResult = Measured & { medianMs: number }

export type CaseResult = MatchResult | CompileResult

/** One line of the registry. `group`: the name that runs all cases of a kind. */
export type BenchCase = { name: string; group: string; run: () => Promise<CaseResult[]> }
