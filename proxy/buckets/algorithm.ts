import type { Clock } from './clock.ts'
import type { RateLimit } from '#lib/model/filters/limits.ts'

/** What a rule says of a request. Times are in milliseconds from now. */
export type Verdict = {
  isAccepted: boolean
  /** How many more would be accepted at once. */
  remaining: number
  /** When the rule is at its full limit again; of a window, its end. */
  resetMs: number
  /** When the next one is accepted, at the soonest; 0: it was accepted. */
  retryMs: number
}

/** A way to count. The row is this thread's alone meanwhile. */
export type Algorithm = {
  /** The most that are accepted at once. */
  limit: number
  take(cells: Float64Array, row: number, clock: Clock): Verdict
  /** One that was accepted is not to count. */
  giveBack(cells: Float64Array, row: number): void
}

/** The numbers of a rule; `burst` counts for the leaky bucket alone. */
export type Rate = Pick<RateLimit, 'algorithm' | 'requests' | 'per' | 'burst'>

export const PER_MS: Readonly<Record<RateLimit['per'], number>> = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000 }
