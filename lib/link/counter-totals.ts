import type { Counter } from './protocol.ts'

/** A proxy process that says nothing for this long is taken as ended: its last counters need not be kept apart. */
const ENDED_AFTER_MS = 3_600_000

/** Kept at most; the one that was idle the longest goes first. */
const MOST_TOTALS = 10_000

/** Adds up the counters of proxies, each of which counts from its own start. */
export type CounterTotals = {
  /**
   * @param process names one run of one proxy
   * @param at Unix time in milliseconds
   */
  add(process: string, counters: readonly Counter[], at: number): void
  all(): Counter[]
  /** The last report of each process that is not taken as ended. */
  processes(): { process: string; at: string; counters: Counter[] }[]
}

/** What a counter is about. */
export const counterKey = ({ workspace, route, side, service, target }: Counter): string =>
  JSON.stringify([workspace, route, side, service, target])

const copyOf = (counter: Counter): Counter => ({ ...counter, latency: [...counter.latency] })

/** What was counted since the report before; never negative, so that totals only grow. */
function addGrowth(sum: Counter, counter: Counter, before: Counter | undefined): void {
  sum.requests += Math.max(0, counter.requests - (before?.requests ?? 0))
  sum.errors += Math.max(0, counter.errors - (before?.errors ?? 0))
  sum.bytesIn += Math.max(0, counter.bytesIn - (before?.bytesIn ?? 0))
  sum.bytesOut += Math.max(0, counter.bytesOut - (before?.bytesOut ?? 0))
  counter.latency.forEach((count, bucket) => {
    sum.latency[bucket] = (sum.latency[bucket] ?? 0) + Math.max(0, count - (before?.latency[bucket] ?? 0))
  })
}

type Process = { reportedAt: number; last: Map<string, Counter> }

/**
 * Totals grow by what each report adds to the one before it, so they stay right when a proxy restarts, leaves, comes back
 * after it was forgotten, or drops counters of a route that is gone.
 */
export function counterTotals(): CounterTotals {
  const totals = new Map<string, Counter>()
  // The keys of the totals, the one that moved last at the end.
  const moved = new Set<string>()
  const processes = new Map<string, Process>()
  // One of these counts from its next report on: its old counts are in the totals.
  const ended = new Set<string>()

  const add = (key: string, counter: Counter, before: Counter | undefined) => {
    const isIdle = counter.requests === before?.requests
    const held = totals.get(key)
    // One that was dropped comes back when it moves, with what is new.
    if (!held && isIdle) return
    const sum = held ?? { ...counter, requests: 0, errors: 0, bytesIn: 0, bytesOut: 0, latency: [] }
    addGrowth(sum, counter, before)
    totals.set(key, sum)
    if (isIdle) return
    moved.delete(key)
    moved.add(key)
  }

  const dropIdle = () => {
    for (const key of moved) {
      if (totals.size <= MOST_TOTALS) return
      totals.delete(key)
      moved.delete(key)
    }
  }

  const endSilent = (at: number) => {
    for (const [name, { reportedAt }] of processes) {
      if (at - reportedAt < ENDED_AFTER_MS) continue
      processes.delete(name)
      ended.add(name)
    }
  }

  return {
    add(name, counters, at) {
      endSilent(at)
      const last = processes.get(name)?.last
      const isReturning = ended.delete(name)
      const next = new Map(counters.map((counter) => [counterKey(counter), counter]))
      for (const [key, counter] of next) add(key, counter, isReturning ? counter : last?.get(key))
      dropIdle()
      processes.set(name, { reportedAt: at, last: next })
    },
    all: () => [...totals.values()].map(copyOf),
    processes: () =>
      [...processes].map(([process, { reportedAt, last }]) => {
        return { process, at: new Date(reportedAt).toISOString(), counters: [...last.values()] }
      }),
  }
}
