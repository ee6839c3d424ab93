import type { Counter, CounterSet, ProxyReport, ProxyStatus } from './protocol.ts'

/** A proxy that neither streams nor reports for this long is forgotten; its counters stay in the totals. */
const FORGOTTEN_AFTER_MS = 15_000

type Known = { status: ProxyStatus; counters: Counter[] }

/** What the controller knows of its proxies. */
export type ProxyRegistry = {
  report(report: ProxyReport): void
  /** A stream to this proxy was opened. Returns what to call when it ends. */
  streamOpened(id: string): () => void
  proxies(): ProxyStatus[]
  counters(): CounterSet
}

const keyOf = ({ workspace, route, side, service, target }: Counter) => JSON.stringify([workspace, route, side, service, target])

function add(totals: Map<string, Counter>, counters: readonly Counter[]): void {
  for (const counter of counters) {
    const key = keyOf(counter)
    const sum = totals.get(key)
    if (!sum) {
      totals.set(key, { ...counter, latency: [...counter.latency] })
      continue
    }
    sum.requests += counter.requests
    sum.errors += counter.errors
    sum.bytesIn += counter.bytesIn
    sum.bytesOut += counter.bytesOut
    counter.latency.forEach((count, bucket) => {
      sum.latency[bucket] = (sum.latency[bucket] ?? 0) + count
    })
  }
}

/** @param now Unix time in milliseconds */
export function proxyRegistry(now: () => number): ProxyRegistry {
  const known = new Map<string, Known>()
  // Counters of proxies that restarted or left: totals only grow.
  const retired = new Map<string, Counter>()
  const streams = new Map<string, number>()

  const forgetLost = () => {
    for (const [id, { status, counters }] of known) {
      if ((streams.get(id) ?? 0) > 0 || now() - Date.parse(status.lastSeenAt) < FORGOTTEN_AFTER_MS) continue
      add(retired, counters)
      known.delete(id)
    }
  }

  return {
    report({ counters, ...status }) {
      const before = known.get(status.id)
      if (before && before.status.startedAt !== status.startedAt) add(retired, before.counters)
      const lastSeenAt = new Date(now()).toISOString()
      known.set(status.id, { status: { ...status, lastSeenAt }, counters })
    },
    streamOpened(id) {
      streams.set(id, (streams.get(id) ?? 0) + 1)
      return () => {
        const left = (streams.get(id) ?? 1) - 1
        if (left === 0) streams.delete(id)
        else streams.set(id, left)
      }
    },
    proxies() {
      forgetLost()
      return [...known.values()].map(({ status }) => status).sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    counters() {
      forgetLost()
      const totals = new Map<string, Counter>()
      add(totals, [...retired.values()])
      for (const { counters } of known.values()) add(totals, counters)
      return { at: new Date(now()).toISOString(), counters: [...totals.values()] }
    },
  }
}
