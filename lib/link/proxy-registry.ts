import { counterTotals } from './counter-totals.ts'
import type { ControllerCounters, ProxyReport, ProxyStatus } from './protocol.ts'

/** A proxy that neither streams nor reports for this long is forgotten; its counters stay in the totals. */
const FORGOTTEN_AFTER_MS = 15_000

/** What the controller knows of its proxies. */
export type ProxyRegistry = {
  report(report: ProxyReport): void
  /** A proxy may open its next stream before the last one is seen to end. Returns what is to be called when it ends. */
  streamOpened(id: string): () => void
  proxies(): ProxyStatus[]
  /** @param withProcesses adds the last report of each proxy that is not taken as ended */
  counters(withProcesses: boolean): Omit<ControllerCounters, 'controller'>
}

/** @param now Unix time in milliseconds */
export function proxyRegistry(now: () => number): ProxyRegistry {
  const known = new Map<string, ProxyStatus>()
  const streams = new Map<string, number>()
  const totals = counterTotals()

  const forgetLost = () => {
    for (const [id, { lastSeenAt }] of known) {
      if (!streams.has(id) && now() - Date.parse(lastSeenAt) >= FORGOTTEN_AFTER_MS) known.delete(id)
    }
  }

  return {
    report({ counters, ...status }) {
      known.set(status.id, { ...status, lastSeenAt: new Date(now()).toISOString() })
      totals.add(`${status.id} ${status.startedAt}`, counters, now())
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
      return [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    counters(withProcesses) {
      const at = new Date(now()).toISOString()
      return { at, counters: totals.all(), ...(withProcesses && { processes: totals.processes() }) }
    },
  }
}
