import { LATENCY_BOUNDS_MS, type Counter } from '#lib/link/protocol.ts'
import type { CompiledRoute } from '#lib/snapshot/snapshot.ts'

/** What one request is counted under. */
export type CounterKey = Pick<Counter, 'workspace' | 'route' | 'side' | 'service' | 'target'>

/** `latencySumMs` is for the histogram's sum; the link does not carry it. */
export type Total = Counter & { latencySumMs: number }

export type Outcome = { status: number; latencyMs: number; bytesIn: number; bytesOut: number }

export type Counters = {
  record(key: CounterKey, outcome: Outcome): void
  all(): Total[]
  /** Grows with each record, so that a reader sees whether anything moved. */
  version(): number
  /** Drops the oldest of those whose route is gone, down to 10,000 counters. */
  prune(routes: readonly Pick<CompiledRoute, 'workspace' | 'name'>[]): void
}

const MOST = 10_000

/** Totals since the start, by route, side, service and target. */
export function createCounters(): Counters {
  const counters = new Map<string, Total>()
  let version = 0
  return {
    record(key, outcome) {
      version++
      const counter = counterOf(counters, key)
      counter.requests++
      if (outcome.status >= 500) counter.errors++
      counter.latencySumMs += outcome.latencyMs
      counter.latency[bucketOf(outcome.latencyMs)]!++
      counter.bytesIn += outcome.bytesIn
      counter.bytesOut += outcome.bytesOut
    },
    all: () => [...counters.values()],
    version: () => version,
    prune(routes) {
      if (counters.size <= MOST) return
      const current = new Set(routes.map((route) => `${route.workspace}/${route.name}`))
      for (const [id, counter] of counters) {
        if (counters.size <= MOST) return
        if (!current.has(`${counter.workspace}/${counter.route}`)) counters.delete(id)
      }
    },
  }
}

function counterOf(counters: Map<string, Total>, key: CounterKey): Total {
  const id = `${key.workspace}\n${key.route}\n${key.side}\n${key.service}\n${key.target}`
  let counter = counters.get(id)
  if (!counter) {
    const latency = Array.from({ length: LATENCY_BOUNDS_MS.length + 1 }, () => 0)
    counters.set(id, (counter = { ...key, requests: 0, errors: 0, latency, latencySumMs: 0, bytesIn: 0, bytesOut: 0 }))
  }
  return counter
}

function bucketOf(latencyMs: number): number {
  const bucket = LATENCY_BOUNDS_MS.findIndex((bound) => latencyMs <= bound)
  return bucket === -1 ? LATENCY_BOUNDS_MS.length : bucket
}
