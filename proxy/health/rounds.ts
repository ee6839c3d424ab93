import type { Thresholds } from './cells.ts'
import type { ActiveChecks } from './probe.ts'

/** Time as the checks see it. */
export type Clock = {
  /** Calls once; returns what prevents that. */
  after(ms: number, call: () => void): () => void
  /** 0 ≤ n < 1. */
  random(): number
}

export const REAL_CLOCK: Clock = {
  after(ms, call) {
    const timer = setTimeout(call, ms).unref()
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

export type RoundsOptions<T> = {
  checks: ActiveChecks
  clock: Clock
  /** All that are to be checked now. */
  targets(): Iterable<T>
  isUp(target: T): boolean
  /** Checks one, and settles when its answer has been taken. */
  check(target: T): Promise<void>
}

/** Less would be an attack on the targets. */
const LEAST_MS = 20

export const activeThresholds = ({ healthy, unhealthy }: ActiveChecks): Thresholds => ({
  success: healthy.successes, httpFailure: unhealthy.httpFailures, tcpFailure: unhealthy.tcpFailures, timeout: unhealthy.timeouts,
})

/**
 * Active checks of one upstream: healthy targets each `healthy.interval`, unhealthy ones each `unhealthy.interval`, at most
 * `concurrency` at a time. The first round comes after a random part of the interval, so that not all upstreams are checked at
 * once. A target whose check is not over is left out of a round.
 */
export function startRounds<T>({ checks, clock, targets, isUp, check }: RoundsOptions<T>): { stop(): void } {
  const waiting = new Set<T>()
  const running = new Set<T>()
  const timers = new Set<() => void>()
  let isStopped = false

  const next = () => {
    for (const target of waiting) {
      if (isStopped || running.size >= checks.concurrency) return
      waiting.delete(target)
      running.add(target)
      void check(target).finally(() => {
        running.delete(target)
        next()
      })
    }
  }
  const begin = (wantsUp: boolean, seconds: number) => {
    if (seconds === 0) return
    const interval = Math.max(LEAST_MS, seconds * 1000)
    const wait = (ms: number) => {
      const cancel = clock.after(ms, () => {
        timers.delete(cancel)
        wait(interval)
        for (const target of targets()) if (!running.has(target) && isUp(target) === wantsUp) waiting.add(target)
        next()
      })
      timers.add(cancel)
    }
    wait(interval * clock.random())
  }
  begin(true, checks.healthy.interval)
  begin(false, checks.unhealthy.interval)
  return {
    stop() {
      isStopped = true
      waiting.clear()
      for (const cancel of timers) cancel()
    },
  }
}
