import { quantile } from '#components/api/latency.ts'
import type { Counter, CounterSet } from '#components/api/types.ts'

/** Requests a second by route, from two sets of counters. */
export function rateByRoute(before: CounterSet, after: CounterSet, workspace: string): Map<string, number> {
  const seconds = Math.max(0.001, (Date.parse(after.at) - Date.parse(before.at)) / 1000)
  const sums = new Map<string, number>()
  const add = (counters: readonly Counter[], sign: number) => {
    for (const counter of counters) {
      if (counter.workspace === workspace) sums.set(counter.route, (sums.get(counter.route) ?? 0) + sign * counter.requests)
    }
  }
  add(after.counters, 1)
  add(before.counters, -1)
  for (const [route, requests] of sums) sums.set(route, Math.max(0, requests) / seconds)
  return sums
}

/** One line of the table of a route's traffic. */
export type TrafficRow = {
  side: Counter['side']
  service: string
  target: string
  requestsPerSecond: number
  errorShare: number | null
  p50: number | null
  p95: number | null
  total: number
}

const key = ({ side, service, target }: Counter) => `${side}\n${service}\n${target}`

/** What each side, service and target of a route did between two sets; `total` counts since the proxies started. */
export function trafficRows(before: CounterSet, after: CounterSet, route: string, workspace: string): TrafficRow[] {
  const isOurs = (counter: Counter) => counter.route === route && counter.workspace === workspace
  const old = new Map(before.counters.filter(isOurs).map((counter) => [key(counter), counter]))
  const seconds = Math.max(0.001, (Date.parse(after.at) - Date.parse(before.at)) / 1000)
  return after.counters
    .filter(isOurs)
    .map((counter) => {
      const base = old.get(key(counter))
      const requests = counter.requests - (base?.requests ?? 0)
      const errors = counter.errors - (base?.errors ?? 0)
      const latency = counter.latency.map((count, index) => count - (base?.latency[index] ?? 0))
      return {
        side: counter.side,
        service: counter.service,
        target: counter.target,
        requestsPerSecond: requests / seconds,
        errorShare: requests === 0 ? null : errors / requests,
        p50: quantile(latency, 0.5),
        p95: quantile(latency, 0.95),
        total: counter.requests,
      }
    })
    .toSorted((a, b) => b.side.localeCompare(a.side) || a.service.localeCompare(b.service) || a.target.localeCompare(b.target))
}
