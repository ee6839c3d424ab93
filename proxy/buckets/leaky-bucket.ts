import type { Algorithm } from './algorithm.ts'
import { FREE_AT } from './rows.ts'

/**
 * nginx's limit_req with nodelay: 1 + burst at once, then one for each interval. What is kept is the time at which the bucket
 * is empty (GCRA's theoretical arrival time), which is also when its row says nothing any more.
 */
export function leakyBucket(intervalMs: number, burst: number): Algorithm {
  const fullMs = (burst + 1) * intervalMs
  // Sums of intervals are rounded: a request that comes just when it may must not be late by a rounding.
  const roomMs = burst * intervalMs + Math.min(0.01, intervalMs / 100)
  return {
    limit: burst + 1,
    take(cells, row, clock) {
      const now = clock.steady()
      // Never fuller than full, as after a change of the rule.
      const aheadMs = Math.min(Math.max(cells[row + FREE_AT]! - now, 0), fullMs)
      const isAccepted = aheadMs <= roomMs
      cells[row + FREE_AT] = now + aheadMs + (isAccepted ? intervalMs : 0)
      if (!isAccepted) return { isAccepted, remaining: 0, resetMs: aheadMs, retryMs: aheadMs - burst * intervalMs }
      return { isAccepted, remaining: Math.floor((roomMs - aheadMs) / intervalMs), resetMs: aheadMs + intervalMs, retryMs: 0 }
    },
    giveBack(cells, row) {
      cells[row + FREE_AT]! -= intervalMs
    },
  }
}
