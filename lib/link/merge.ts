import { counterKey } from './counter-totals.ts'
import type { ControllerCounters, ControllerState, Counter, CounterSet } from './protocol.ts'
import type { ControllerUnmatched, UnmatchedRequest } from './requests.ts'
import { mergeUnmatched } from './unmatched.ts'

const newest = <T>(items: readonly T[], keyOf: (item: T) => string, timeOf: (item: T) => string | number): Map<string, T> => {
  const found = new Map<string, T>()
  for (const item of items) {
    const other = found.get(keyOf(item))
    if (!other || new Date(timeOf(item)) > new Date(timeOf(other))) found.set(keyOf(item), item)
  }
  return found
}

/** Of each workspace, the oldest revision: what only one has read may be unknown to the proxies of another. */
function leastRevisions(states: readonly ControllerState[]): Record<string, number> {
  const names = new Set(states.flatMap(({ revisions }) => Object.keys(revisions)))
  return Object.fromEntries([...names].map((name) => [name, Math.min(...states.map(({ revisions }) => revisions[name] ?? 0))]))
}

/**
 * What several controllers know, as if it were one. A proxy that two of them name is as the one says that heard it last.
 * @param answered the controllers that answered, at least one
 * @param silent what others said before: their proxies are known still
 */
export function mergeStates(answered: readonly ControllerState[], silent: readonly ControllerState[] = []): ControllerState {
  const [first, ...others] = answered
  if (!first) throw new Error('No controller answered')
  const named = [...answered, ...silent].flatMap((state) => state.proxies)
  const proxies = newest(named, ({ id }) => id, ({ lastSeenAt }) => lastSeenAt)
  return {
    id: answered.map(({ id }) => id).toSorted().join(' '),
    revisions: leastRevisions(answered),
    digest: others.every(({ digest }) => digest === first.digest) ? first.digest : '',
    proxies: [...proxies.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  }
}

/** Adds a counter, or takes it away. What was never added, or was dropped since, cannot be taken away: nothing falls below zero. */
function addTo(sums: Map<string, Counter>, counter: Counter, sign: 1 | -1): void {
  const key = counterKey(counter)
  const sum = sums.get(key)
  if (!sum) {
    if (sign === 1) sums.set(key, { ...counter, latency: [...counter.latency] })
    return
  }
  const joined = (a: number, b: number) => Math.max(0, a + sign * b)
  sums.set(key, {
    ...sum,
    requests: joined(sum.requests, counter.requests),
    errors: joined(sum.errors, counter.errors),
    bytesIn: joined(sum.bytesIn, counter.bytesIn),
    bytesOut: joined(sum.bytesOut, counter.bytesOut),
    latency: counter.latency.map((count, bucket) => joined(sum.latency[bucket] ?? 0, count)),
  })
}

/** The sum of what several controllers counted. A proxy that changed its controller counts where it was heard last, once. */
export function mergeCounters(sets: readonly ControllerCounters[]): CounterSet {
  const sums = new Map<string, Counter>()
  for (const { counters } of sets) for (const counter of counters) addTo(sums, counter, 1)
  const reports = sets.flatMap(({ processes = [] }) => processes)
  const counted = newest(reports, ({ process }) => process, ({ at }) => at)
  for (const report of reports) {
    if (counted.get(report.process) !== report) for (const counter of report.counters) addTo(sums, counter, -1)
  }
  return { at: sets.map(({ at }) => at).toSorted().at(-1)!, counters: [...sums.values()] }
}

/** The unmatched requests of all proxies. Of one that changed its controller, what it told last. */
export function mergeControllerUnmatched(answers: readonly ControllerUnmatched[]): UnmatchedRequest[] {
  const told = newest(answers.flatMap(({ proxies }) => proxies), ({ proxy }) => proxy, ({ at }) => at)
  return mergeUnmatched([...told.values()].map(({ items }) => items))
}
