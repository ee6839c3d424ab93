import { randomBytes } from 'node:crypto'
import type { Bits64 } from './keyed-hash.ts'
import { createLocks, MOST_OWNERS } from './row-lock.ts'

/** Cells of a row, from its first on: its key, from when on it says nothing (`Clock.steady`), and what whoever owns it keeps. */
export const FREE_AT = 1
export const STATE = 2
const STATE_CELLS = 3

/** Rows whose key leads to the same set share a lock. */
const SET_SIZE = 8
/** `workers`, `sets`, and the two halves of the seed. */
const HEADER = 4

const cellsOf = (workers: number) => STATE + Math.max(STATE_CELLS, Math.ceil(workers / 2))
// Rows begin where a cell does.
const headOf = (sets: number) => Math.ceil((HEADER + sets) / 2)

/**
 * Memory for what the threads of a process count together. Untouched rows take no memory.
 * @param workers whose numbers are below that
 * @param rows keys that it can hold at a time, about
 */
export function allocateRows(workers: number, rows = 65_536): SharedArrayBuffer {
  if (workers > MOST_OWNERS) throw new RangeError(`There may be ${MOST_OWNERS} workers at most`)
  const sets = 2 ** Math.ceil(Math.log2(Math.max(1, rows / SET_SIZE)))
  const buffer = new SharedArrayBuffer((headOf(sets) + sets * SET_SIZE * cellsOf(workers)) * Float64Array.BYTES_PER_ELEMENT)
  const seed = randomBytes(8)
  new Int32Array(buffer).set([workers, sets, seed.readInt32LE(0), seed.readInt32LE(4)])
  return buffer
}

/** The shared rows as one thread sees them. A row is known by the place of its first cell. */
export type Rows = {
  readonly cells: Float64Array
  readonly seed: Readonly<Bits64>
  readonly workers: number
  /**
   * Calls `work` with the row of a key while no other thread has it, and gives what that gives. A key without a row gets one
   * with all cells 0: of those that its set has, the one that says nothing the soonest.
   * @param missing what is given where every row of the set is in use without end
   */
  with<T>(key: Readonly<Bits64>, missing: T, work: (row: number) => T): T
  /** As `with`, of a row that is known to be in use. */
  at(row: number, work: (row: number) => void): void
  /** Calls `work` with each row that is in use without end. */
  eachInUse(work: (row: number) => void): void
}

/** @param worker the number of the thread that opens them */
export function openRows(buffer: SharedArrayBuffer, worker: number): Rows {
  const words = new Int32Array(buffer)
  const cells = new Float64Array(buffer)
  const [workers, sets, low, high] = [words[0]!, words[1]!, words[2]!, words[3]!]
  const stride = cellsOf(workers)
  const head = headOf(sets)
  const size = SET_SIZE * stride
  const locks = createLocks(words.subarray(HEADER, HEADER + sets), worker)

  const rowOf = (key: Readonly<Bits64>, first: number): number => {
    let soonest = first
    for (let row = first; row < first + size; row += stride) {
      if (words[2 * row] === key.low && words[2 * row + 1] === key.high) return row
      if (cells[row + FREE_AT]! < cells[soonest + FREE_AT]!) soonest = row
    }
    if (cells[soonest + FREE_AT] === Infinity) return -1
    cells.fill(0, soonest, soonest + stride)
    words[2 * soonest] = key.low
    words[2 * soonest + 1] = key.high
    return soonest
  }
  const guarded = <T>(set: number, work: () => T): T => {
    const ticket = locks.take(set)
    try {
      return work()
    } finally {
      locks.leave(set, ticket)
    }
  }
  const at: Rows['at'] = (row, work) => guarded(Math.floor((row - head) / size), () => work(row))
  return {
    cells,
    seed: { low, high },
    workers,
    with(key, missing, work) {
      const set = key.low & (sets - 1)
      return guarded(set, () => {
        const row = rowOf(key, head + set * size)
        return row === -1 ? missing : work(row)
      })
    },
    at,
    eachInUse(work) {
      for (let row = head; row < cells.length; row += stride) if (cells[row + FREE_AT] === Infinity) at(row, work)
    },
  }
}
