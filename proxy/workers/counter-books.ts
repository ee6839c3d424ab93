import type { Counter } from '#lib/link/protocol.ts'
import type { CompiledRoute } from '#lib/snapshot/snapshot.ts'
import { BUCKETS, BYTES_IN, BYTES_OUT, ERRORS, LATENCY_SUM, REQUESTS, ROW_SIZE, SLAB_ROWS, type CounterKey, type CounterNews } from '../counters.ts'

/** `latencySumMs` is for the histogram's sum; the link does not carry it. */
export type Total = Counter & { latencySumMs: number }

/** What is read of one worker's counters. */
export type CounterBook = {
  take(news: CounterNews): void
  /** The worker ended: what it counted stays in the totals. */
  close(): void
}

/** The counters of all workers, added up: totals since the start of the process. */
export type CounterBooks = {
  /** @param drop tells the worker which rows are of no use any more */
  open(drop: (rows: number[]) => void): CounterBook
  all(): Total[]
  /** Differs from the one before when anything moved. */
  version(): number
  /**
   * Drops the oldest of those whose route is gone, down to 10,000 counters.
   * @param routes those there are; asked only where there are too many counters
   */
  prune(routes: () => readonly Pick<CompiledRoute, 'workspace' | 'name'>[]): void
}

const MOST = 10_000

type Place = { cells: Float64Array; at: number; row: number }
type Open = { drop: (rows: number[]) => void; slabs: Float64Array[]; owned: Map<number, Entry> }
/** `ended`: what workers counted that are gone. */
type Entry = { key: CounterKey; ended: Float64Array | null; places: Map<Open, Place> }

const idOf = ({ workspace, route, side, service, target }: CounterKey): string => `${workspace}\n${route}\n${side}\n${service}\n${target}`

function addTo(sum: Float64Array, cells: Float64Array, at: number): void {
  for (let cell = 0; cell < ROW_SIZE; cell++) sum[cell]! += cells[at + cell]!
}

function totalOf({ key, ended, places }: Entry): Total {
  const sum = ended ? ended.slice() : new Float64Array(ROW_SIZE)
  for (const { cells, at } of places.values()) addTo(sum, cells, at)
  return {
    ...key,
    requests: sum[REQUESTS]!,
    errors: sum[ERRORS]!,
    latency: [...sum.subarray(BUCKETS)],
    latencySumMs: sum[LATENCY_SUM]!,
    bytesIn: sum[BYTES_IN]!,
    bytesOut: sum[BYTES_OUT]!,
  }
}

/**
 * The books of a process: no worker, nothing counted. Counters are known by workspace, route, side, service and target;
 * workers that count the same key add to one total.
 */
export function createCounterBooks(): CounterBooks {
  // In the order in which they were first needed.
  const entries = new Map<string, Entry>()

  const entryOf = (key: CounterKey): Entry => {
    const id = idOf(key)
    let entry = entries.get(id)
    if (!entry) entries.set(id, (entry = { key, ended: null, places: new Map() }))
    return entry
  }
  const drop = (id: string, entry: Entry, dropped: Map<Open, number[]>) => {
    entries.delete(id)
    for (const [open, { row }] of entry.places) {
      open.owned.delete(row)
      const rows = dropped.get(open)
      if (rows) rows.push(row)
      else dropped.set(open, [row])
    }
  }
  return {
    open(dropRows) {
      const open: Open = { drop: dropRows, slabs: [], owned: new Map() }
      return {
        take(news) {
          if ('slab' in news) {
            open.slabs.push(new Float64Array(news.slab))
            return
          }
          const entry = entryOf(news.key)
          entry.places.set(open, { cells: open.slabs[Math.floor(news.row / SLAB_ROWS)]!, at: (news.row % SLAB_ROWS) * ROW_SIZE, row: news.row })
          open.owned.set(news.row, entry)
        },
        close() {
          for (const entry of open.owned.values()) {
            const { cells, at } = entry.places.get(open)!
            addTo((entry.ended ??= new Float64Array(ROW_SIZE)), cells, at)
            entry.places.delete(open)
          }
          open.owned.clear()
        },
      }
    },
    all: () => [...entries.values()].map(totalOf),
    version() {
      let requests = 0
      for (const { ended, places } of entries.values()) {
        requests += ended?.[REQUESTS] ?? 0
        for (const { cells, at } of places.values()) requests += cells[at + REQUESTS]!
      }
      return requests
    },
    prune(routes) {
      if (entries.size <= MOST) return
      const current = new Set(routes().map((route) => `${route.workspace}/${route.name}`))
      const dropped = new Map<Open, number[]>()
      for (const [id, entry] of entries) {
        if (entries.size <= MOST) break
        if (!current.has(`${entry.key.workspace}/${entry.key.route}`)) drop(id, entry, dropped)
      }
      for (const [open, rows] of dropped) open.drop(rows)
    },
  }
}
