import { keyedHash, type Bits64 } from './keyed-hash.ts'
import { FREE_AT, STATE, type Rows } from './rows.ts'

/** Where one was counted, for `leave`. */
export type Counted = number

export const REFUSED: Counted = -1
/** There was no memory to count it: it passes. */
const UNCOUNTED: Counted = -2

/** A rule for how many may be under way at a time, each value by itself. */
export type Count = {
  /** @returns REFUSED where there are as many as there may be */
  enter(value: string): Counted
  /** To be called once for each that has entered. */
  leave(counted: Counted): void
}

/**
 * Counts of what is under way. A row has a number for each worker, so that what a worker counted that was ended with all its
 * requests can be taken away: its successor, which has its number, does so before it counts.
 */
export function createCounts(rows: Rows, worker: number): (key: Readonly<Bits64>, limit: number) => Count {
  const { cells, workers } = rows
  const words = new Int32Array(cells.buffer)
  const hash: Bits64 = { low: 0, high: 0 }
  const sumOf = (row: number): number => {
    let sum = 0
    for (let at = 2 * (row + STATE); at < 2 * (row + STATE) + workers; at++) sum += words[at]!
    return sum
  }
  const ownOf = (row: number) => 2 * (row + STATE) + worker
  const release = (row: number): void => {
    words[ownOf(row)] = Math.max(0, words[ownOf(row)]! - 1)
    if (sumOf(row) === 0) cells[row + FREE_AT] = 0
  }
  let isFirst = true
  const forgetPredecessor = (): void => {
    isFirst = false
    rows.eachInUse((row) => {
      words[ownOf(row)] = 1
      release(row)
    })
  }
  return (key, limit) => {
    // Not before there is a rule: reading all rows would make them take memory.
    if (isFirst) forgetPredecessor()
    const enterRow = (row: number): Counted => {
      if (sumOf(row) >= limit) return REFUSED
      // In this order: a worker that is ended in between leaves a row that its successor finds.
      cells[row + FREE_AT] = Infinity
      words[ownOf(row)]! += 1
      return row
    }
    return {
      enter(value) {
        keyedHash(key, value, hash)
        return rows.with(hash, UNCOUNTED, enterRow)
      },
      leave(counted) {
        if (counted >= 0) rows.at(counted, release)
      },
    }
  }
}
