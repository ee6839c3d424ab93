import { quantile } from '#components/api/latency.ts'
import { rateBetween, type Rate } from '#components/api/rates.ts'
import type { CounterSet } from '#components/api/types.ts'

export type Side = 'stable' | 'canary'
export const SIDES = ['stable', 'canary'] as const

/** The requests of a route by side, and the canary side's part of them (0–1); null while there are none. */
export type Split = { stable: number; canary: number; share: number | null }

/** What a filter has answered went to no side: `all` counts it. */
const sideOf = (route: string, side: Side | 'all', workspace: string) => (counter: { route: string; side: Side; workspace: string; service: string }) =>
  counter.route === route && counter.workspace === workspace && (side === 'all' || (counter.side === side && counter.service !== ''))

/** What one side of a route, or all of it, did between two sets of counters. */
export const sideRate = (before: CounterSet, after: CounterSet, route: string, side: Side | 'all', workspace: string): Rate =>
  rateBetween(before, after, sideOf(route, side, workspace))

/** How the requests between two sets of counters were split. */
export function splitBetween(before: CounterSet, after: CounterSet, route: string, workspace: string): Split {
  const [stable, canary] = SIDES.map((side) => sideRate(before, after, route, side, workspace).requests) as [number, number]
  return { stable, canary, share: stable + canary === 0 ? null : canary / (stable + canary) }
}

/** The newest set that is at least `ms` older than the last one; the first one when none is that old. */
export function setBefore(sets: readonly CounterSet[], index: number, ms: number): CounterSet | undefined {
  const end = Date.parse(sets[index]?.at ?? '')
  return sets.findLast((set, i) => i <= index && end - Date.parse(set.at) >= ms) ?? sets[0]
}

/** The first set of a window: at most `ms` old, and not older than the last change of what is counted. */
export function windowStart(sets: readonly CounterSet[], ms: number, changedAt: string): CounterSet | undefined {
  const last = sets.at(-1)
  if (last === undefined) return undefined
  const from = Math.max(Date.parse(last.at) - ms, Date.parse(changedAt))
  return sets.find((set) => Date.parse(set.at) >= from) ?? last
}

/** One line of each chart: a value a set, null where there is nothing to say. Rates in req/s, shares 0–1, latencies in ms. */
export type SideSeries = { rate: (number | null)[]; errors: (number | null)[]; p50: (number | null)[]; p95: (number | null)[] }

/** The counters add up once a second in steps; a sliding window turns them into a line that can be read. */
const WINDOW_MS = 5_000

export function sideSeries(sets: readonly CounterSet[], route: string, side: Side | 'all', workspace: string): SideSeries {
  const series: SideSeries = { rate: [], errors: [], p50: [], p95: [] }
  for (const [index, set] of sets.entries()) {
    const before = setBefore(sets, index, WINDOW_MS)
    if (index === 0 || !before) {
      for (const line of Object.values(series)) line.push(null)
      continue
    }
    const rate = sideRate(before, set, route, side, workspace)
    series.rate.push(rate.requestsPerSecond)
    series.errors.push(rate.errorShare)
    series.p50.push(quantile(rate.latency, 0.5))
    series.p95.push(quantile(rate.latency, 0.95))
  }
  return series
}

/** Unix seconds of each set, for the time axis. */
export const timesOf = (sets: readonly CounterSet[]) => sets.map((set) => Date.parse(set.at) / 1000)

/** A round upper end for an axis that several charts share; at least `least`. */
export function axisMax(lines: readonly (readonly (number | null)[])[], least: number): number {
  const top = Math.max(least, ...lines.flatMap((line) => line.map((value) => value ?? 0)))
  const unit = 10 ** Math.floor(Math.log10(top))
  return (([1, 2, 2.5, 5, 10].find((step) => step * unit >= top - 1e-9) ?? 10) * unit)
}
