import { PER_MS, type Algorithm, type Rate, type Verdict } from './algorithm.ts'
import { systemClock, type Clock } from './clock.ts'
import { createCounts, type Count } from './counts.ts'
import { keyedHash, type Bits64 } from './keyed-hash.ts'
import { leakyBucket } from './leaky-bucket.ts'
import { openRows } from './rows.ts'
import { fixedWindow, slidingWindow } from './windows.ts'

/** A rule as it counts: each value by itself. */
export type Meter = {
  /** The most that are accepted at once. */
  limit: number
  take(value: string): Verdict
  /** One that was accepted is not to count. */
  giveBack(value: string): void
}

/** What all workers of a process count together, as one of them sees it. */
export type Buckets = {
  /**
   * @param rule its identity: rules of one identity and the same algorithm and time count together, and what they have
   * counted outlives snapshots
   */
  meter(rule: string, rate: Rate): Meter
  /** @param limit how many may be under way at a time */
  count(rule: string, limit: number): Count
}

function algorithmOf({ algorithm, requests, per, burst }: Rate): Algorithm {
  const perMs = PER_MS[per]
  if (algorithm === 'leakyBucket') return leakyBucket(perMs / requests, burst)
  return algorithm === 'fixedWindow' ? fixedWindow(requests, perMs) : slidingWindow(requests, perMs)
}

/**
 * @param buffer of `allocateRows`, one in the process
 * @param worker its number; what a worker of that number has left behind is let go of
 */
export function openBuckets(buffer: SharedArrayBuffer, worker: number, clock: Clock = systemClock()): Buckets {
  const rows = openRows(buffer, worker)
  const counts = createCounts(rows, worker)
  const key: Bits64 = { low: 0, high: 0 }
  const keyOf = (rule: string): Bits64 => {
    const made = { low: 0, high: 0 }
    keyedHash(rows.seed, rule, made)
    return made
  }
  return {
    meter(rule, rate) {
      const { limit, take, giveBack } = algorithmOf(rate)
      const ofRule = keyOf(`${rule}\n${rate.algorithm}\n${rate.per}`)
      const passes: Verdict = { isAccepted: true, remaining: limit, resetMs: 0, retryMs: 0 }
      return {
        limit,
        take(value) {
          keyedHash(ofRule, value, key)
          return rows.with(key, passes, (row) => take(rows.cells, row, clock))
        },
        giveBack(value) {
          keyedHash(ofRule, value, key)
          rows.with(key, undefined, (row) => giveBack(rows.cells, row))
        },
      }
    },
    count: (rule, limit) => counts(keyOf(rule), limit),
  }
}
