import type { Counter, CounterSet } from './types.ts'

/** What passed between two sets of counters, per second where it is a rate. */
export type Rate = { requestsPerSecond: number; errorShare: number | null; requests: number; errors: number; latency: number[] }

const key = (counter: Counter) => [counter.workspace, counter.route, counter.side, counter.service, counter.target].join('\n')

/** Adds up the difference of the counters that `pick` takes. Counters that fell (a proxy left) count from zero. */
export function rateBetween(before: CounterSet, after: CounterSet, pick: (counter: Counter) => boolean = () => true): Rate {
  const old = new Map(before.counters.map((counter) => [key(counter), counter]))
  const seconds = Math.max(0.001, (Date.parse(after.at) - Date.parse(before.at)) / 1000)
  const sum = { requests: 0, errors: 0, latency: [] as number[] }
  for (const counter of after.counters) {
    if (!pick(counter)) continue
    const last = old.get(key(counter))
    const base = last && last.requests <= counter.requests ? last : undefined
    sum.requests += counter.requests - (base?.requests ?? 0)
    sum.errors += counter.errors - (base?.errors ?? 0)
    counter.latency.forEach((count, index) => {
      sum.latency[index] = (sum.latency[index] ?? 0) + count - (base?.latency[index] ?? 0)
    })
  }
  return { ...sum, requestsPerSecond: sum.requests / seconds, errorShare: sum.requests === 0 ? null : sum.errors / sum.requests }
}
