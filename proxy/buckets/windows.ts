import type { Algorithm } from './algorithm.ts'
import type { Clock } from './clock.ts'
import { FREE_AT, STATE } from './rows.ts'

/** Number of the window since 1970, what was accepted in it, and in the one before. */
const WINDOW = STATE
const COUNT = STATE + 1
const BEFORE = STATE + 2

/** Brings a row to the window of now. @returns milliseconds since it began */
function turn(cells: Float64Array, row: number, { wall }: Clock, perMs: number): number {
  const now = wall()
  const current = Math.floor(now / perMs)
  const held = cells[row + WINDOW]!
  // A clock that went back by a little stays in the window that there is, so that nothing is accepted twice.
  if (current === held || current === held - 1) return Math.max(0, now - held * perMs)
  cells[row + BEFORE] = current === held + 1 ? cells[row + COUNT]! : 0
  cells[row + COUNT] = 0
  cells[row + WINDOW] = current
  return now - current * perMs
}

function giveBack(cells: Float64Array, row: number): void {
  cells[row + COUNT] = Math.max(0, cells[row + COUNT]! - 1)
}

/** So many in each window of the clock, as Kong's policy `local`. */
export const fixedWindow = (requests: number, perMs: number): Algorithm => ({
  limit: requests,
  take(cells, row, clock) {
    const leftMs = perMs - turn(cells, row, clock, perMs)
    const count = cells[row + COUNT]!
    if (count >= requests) return { isAccepted: false, remaining: 0, resetMs: leftMs, retryMs: leftMs }
    cells[row + COUNT] = count + 1
    cells[row + FREE_AT] = clock.steady() + leftMs
    return { isAccepted: true, remaining: requests - count - 1, resetMs: leftMs, retryMs: 0 }
  },
  giveBack,
})

/** How long until there is room for one more, where the share of the window before shrinks with time. */
function waitFor(requests: number, perMs: number, leftMs: number, count: number, before: number): number {
  const room = requests - 1
  // In this window, if what it has accepted leaves room at all; or else when this one has shrunk far enough itself.
  if (count <= room) return leftMs - ((room - count) / before) * perMs
  return leftMs + (1 - room / count) * perMs
}

/** As `fixedWindow`, and the window before counts in the part that a window that ends now would have of it (Kong's `sliding`). */
export const slidingWindow = (requests: number, perMs: number): Algorithm => ({
  limit: requests,
  take(cells, row, clock) {
    const leftMs = perMs - turn(cells, row, clock, perMs)
    const count = cells[row + COUNT]!
    const before = cells[row + BEFORE]!
    const room = requests - (before * leftMs) / perMs - count
    if (room < 1 - 1e-9) return { isAccepted: false, remaining: 0, resetMs: leftMs, retryMs: waitFor(requests, perMs, leftMs, count, before) }
    cells[row + COUNT] = count + 1
    cells[row + FREE_AT] = clock.steady() + leftMs + perMs
    return { isAccepted: true, remaining: Math.max(0, Math.floor(room - 1 + 1e-9)), resetMs: leftMs, retryMs: 0 }
  },
  giveBack,
})
