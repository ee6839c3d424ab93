import type { NearestRoute, RequestRecord, UnmatchedRequest } from '#lib/link/requests.ts'
import { MOST_UNMATCHED, unmatchedKey } from '#lib/link/unmatched.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { RouteTable } from '#lib/routing/table.ts'
import type { FromSight } from './messages.ts'
import { nearestRoute } from './nearest.ts'

/** Requests without a route that are looked at in one second and worker. */
const MOST_PER_SECOND = 200
/** An explanation costs more in a larger table; so much time may go to them in a second, and at once. */
const BUDGET_MS = 20
const LEAST_COST_MS = 1
/** An explanation holds for the next ones like it, until routes may have changed. */
const HOLDS_MS = 10_000
const BATCH_MS = 500

type Explained = { nearest: NearestRoute | null; at: number }

/** The requests that no route took, as one worker sees them. */
export type Unmatched = {
  /** Whether there is room for one more in this second; it is taken. */
  wants(): boolean
  take(record: RequestRecord, request: RoutingRequest, listeners: readonly { table: RouteTable }[]): void
  close(): void
}

/** @param post called twice a second at most, with what there is @param now a clock in milliseconds that never goes back */
export function createUnmatched(post: (message: FromSight) => void, now: () => number): Unmatched {
  const explained = new Map<string, Explained>()
  let pending = new Map<string, UnmatchedRequest>()
  let timer: NodeJS.Timeout | null = null
  let second = 0
  let wanted = 0
  let budgetMs = BUDGET_MS
  let refilledAt = now()

  const flush = () => {
    timer = null
    if (pending.size > 0) post({ type: 'unmatched', items: [...pending.values()] })
    pending = new Map()
  }
  const explain = (key: string, request: RoutingRequest, listeners: readonly { table: RouteTable }[]): Explained | undefined => {
    const known = explained.get(key)
    const at = now()
    if (known && at - known.at < HOLDS_MS) return known
    budgetMs = Math.min(BUDGET_MS, budgetMs + ((at - refilledAt) / 1000) * BUDGET_MS)
    refilledAt = at
    if (budgetMs < LEAST_COST_MS) return known
    const found = { nearest: nearestRoute(request, listeners), at }
    budgetMs -= Math.max(LEAST_COST_MS, now() - at)
    explained.delete(key)
    explained.set(key, found)
    if (explained.size > MOST_UNMATCHED) explained.delete(explained.keys().next().value!)
    return found
  }
  return {
    wants() {
      const current = Math.floor(now() / 1000)
      if (current !== second) {
        second = current
        wanted = 0
      }
      return ++wanted <= MOST_PER_SECOND
    },
    take(record, request, listeners) {
      const key = unmatchedKey(record)
      const before = pending.get(key)
      const found = before ?? explain(key, request, listeners)
      if (!found || (!before && pending.size >= MOST_UNMATCHED)) return
      pending.set(key, { record, nearest: found.nearest, count: (before?.count ?? 0) + 1, firstAt: before?.firstAt ?? record.at })
      timer ??= setTimeout(flush, BATCH_MS).unref()
    },
    close() {
      if (timer) clearTimeout(timer)
      flush()
    },
  }
}
