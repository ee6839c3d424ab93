import { LATENCY_BOUNDS_MS } from '#lib/link/latency-bounds.ts'
import type { Counter } from '#lib/link/protocol.ts'

/** What one request is counted under. */
export type CounterKey = Pick<Counter, 'workspace' | 'route' | 'side' | 'service' | 'target'>

/** Cells of one counter: requests, errors, bytes in, bytes out, sum of latencies in ms, then the buckets. */
export const REQUESTS = 0
export const ERRORS = 1
export const BYTES_IN = 2
export const BYTES_OUT = 3
export const LATENCY_SUM = 4
export const BUCKETS = 5
export const BUCKET_COUNT = LATENCY_BOUNDS_MS.length + 1
export const ROW_SIZE = BUCKETS + BUCKET_COUNT
/** Rows are given out by slabs, so that memory follows the number of targets that were really reached. */
export const SLAB_ROWS = 256

/** Where a worker counts one key. Kept by whoever counts under it again and again; it stays good for ever. */
export type Slot = { readonly key: CounterKey; cells: Float64Array; at: number; row: number }

/** What the reader of the counters must hear: memory that was added, and which key owns which row. */
export type CounterNews = { slab: SharedArrayBuffer } | { row: number; key: CounterKey }

/** The counters of one worker, which alone writes them: plain additions in shared memory. */
export type Counters = {
  /** The slot of a key; the same one as long as it is not dropped. */
  slotOf(key: CounterKey): Slot
  /** Counts one request; no allocation, no text. */
  record(slot: Slot, status: number, latencyMs: number, bytesIn: number, bytesOut: number): void
  /** Bytes of a request that was counted before: those of an upgraded connection. */
  addBytes(slot: Slot, bytesIn: number, bytesOut: number): void
  /** Gives rows free for other keys. A slot that somebody still holds gets a new row with its next request. */
  drop(rows: readonly number[]): void
}

const GONE = -1
const BOUNDS: readonly number[] = LATENCY_BOUNDS_MS

const idOf = ({ workspace, route, side, service, target }: CounterKey): string => `${workspace}\n${route}\n${side}\n${service}\n${target}`

/** @param tell is called before the first request of a row is counted */
export function createCounters(tell: (news: CounterNews) => void): Counters {
  const slabs: Float64Array[] = []
  const slots = new Map<string, Slot>()
  const byRow: (Slot | null)[] = []
  const free: number[] = []

  const grow = () => {
    const slab = new SharedArrayBuffer(SLAB_ROWS * ROW_SIZE * Float64Array.BYTES_PER_ELEMENT)
    for (let row = slabs.length * SLAB_ROWS + SLAB_ROWS - 1; row >= slabs.length * SLAB_ROWS; row--) free.push(row)
    slabs.push(new Float64Array(slab))
    tell({ slab })
  }
  const place = (slot: Slot) => {
    if (free.length === 0) grow()
    const row = free.pop()!
    slot.row = row
    slot.cells = slabs[Math.floor(row / SLAB_ROWS)]!
    slot.at = (row % SLAB_ROWS) * ROW_SIZE
    slot.cells.fill(0, slot.at, slot.at + ROW_SIZE)
    byRow[row] = slot
    slots.set(idOf(slot.key), slot)
    tell({ row, key: slot.key })
  }
  /** Of a slot that was dropped and is used again; the key may have a new one by now. */
  const revive = (slot: Slot): Slot => {
    const other = slots.get(idOf(slot.key))
    if (other) return other
    place(slot)
    return slot
  }
  return {
    slotOf(key) {
      const known = slots.get(idOf(key))
      if (known) return known
      const slot: Slot = { key, cells: slabs[0] ?? new Float64Array(0), at: GONE, row: GONE }
      place(slot)
      return slot
    },
    record(slot, status, latencyMs, bytesIn, bytesOut) {
      const { cells, at } = slot.at === GONE ? revive(slot) : slot
      cells[at]! += 1
      if (status >= 500) cells[at + ERRORS]! += 1
      cells[at + BYTES_IN]! += bytesIn
      cells[at + BYTES_OUT]! += bytesOut
      cells[at + LATENCY_SUM]! += latencyMs
      let bucket = 0
      while (bucket < BOUNDS.length && latencyMs > BOUNDS[bucket]!) bucket++
      cells[at + BUCKETS + bucket]! += 1
    },
    addBytes(slot, bytesIn, bytesOut) {
      const { cells, at } = slot.at === GONE ? revive(slot) : slot
      cells[at + BYTES_IN]! += bytesIn
      cells[at + BYTES_OUT]! += bytesOut
    },
    drop(rows) {
      for (const row of rows) {
        const slot = byRow[row]
        if (!slot) continue
        byRow[row] = null
        slots.delete(idOf(slot.key))
        slot.at = GONE
        free.push(row)
      }
    },
  }
}
