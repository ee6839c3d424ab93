/** What came of a try, for passive checks. */
export type Outcome = { kind: 'status'; status: number } | { kind: 'tcpFailure' } | { kind: 'timeout' }

/** The health of one upstream's targets, by their places in it; shared by all workers of the process. */
export type UpstreamHealth = {
  /** Changes whenever `isUp` may answer differently for some target. Cheap: read at each choice. */
  version(): number
  /** Not taken out by checks or by an operator. */
  isUp(place: number): boolean
  /** When it last came up, on the clock of `performance.timeOrigin + performance.now()`; 0: it was up from the start. */
  upSince(place: number): number
  /** Of weight that is up, in percent, below which the upstream takes nothing (Kong healthchecks.threshold); 0: never. */
  threshold: number
  /** Counts what came of a try. */
  report(place: number, outcome: Outcome): void
}

/** Of an upstream that nobody checks and no operator has touched. */
export const ALWAYS_UP: UpstreamHealth = { version: () => 0, isUp: () => true, upSince: () => 0, threshold: 0, report: () => {} }
