import type { Settings } from './traffic/settings.ts'

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

/** What a case other than of routing may tell of a subject; what a platform or a case does not tell is absent. */
export type FigureName =
  | 'choiceNs'
  | 'cpuMicrosPerRequest' | 'cpuMsPerGiB' | 'requestsPerSecond' | 'p50Ms' | 'p99Ms' | 'rssMiB' | 'errors' | 'bytesPerConnection'
  | 'leastSharePercent' | 'worstPauseMs' | 'quietPauseMs' | 'publications' | 'rssGrowthMiB' | 'slowestSharePercent' | 'fastMiBPerSecond'
  | 'fastAloneMiBPerSecond' | 'rssGrowthPercent' | 'descriptorsGrowth' | 'leftOpen' | 'workerEnds' | 'acceptedPerSecond' | 'offRulePercent'

export type TrafficFigures = Partial<Record<FigureName, number>>

/** `variant`: which of several ways of one case, as `full` and `resumed` of handshakes. */
export type TrafficResult = Measured & TrafficFigures & { variant?: string }

export type CaseResult = RoutingResult | TrafficResult

export type RoutingResult = MatchResult | CompileResult

export const isRouting = (result: CaseResult): result is RoutingResult => 'medianNs' in result || 'medianMs' in result

export const isTraffic = (result: CaseResult): result is TrafficResult => !isRouting(result)

/** One line of the registry. `group`: the name that runs all cases of a kind. */
export type BenchCase = { name: string; group: string; run: (settings: Settings) => Promise<CaseResult[]> }
