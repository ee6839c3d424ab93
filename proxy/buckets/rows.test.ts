import { describe, expect, test } from 'vitest'
import { allocateRows, FREE_AT, openRows, STATE } from './rows.ts'

/** Keys of one set, since its number comes from their low bits. */
const key = (high: number, low = 0) => ({ low, high })

describe('rows', () => {
  test('keep what was kept under a key, and show it to every thread', () => {
    const buffer = allocateRows(2, 64)
    const [one, other] = [openRows(buffer, 0), openRows(buffer, 1)]
    one.with(key(7, 3), null, (row) => void (one.cells[row + STATE] = 42))
    expect(other.with(key(7, 3), null, (row) => other.cells[row + STATE])).toBe(42)
    expect(other.with(key(8, 3), null, (row) => other.cells[row + STATE])).toBe(0)
    expect(other.with(key(7, 4), null, (row) => other.cells[row + STATE])).toBe(0)
  })

  test('where a set is full, the one that says nothing the soonest goes', () => {
    const rows = openRows(allocateRows(1, 8), 0)
    const keep = (name: number, until: number) =>
      rows.with(key(name), undefined, (row) => {
        rows.cells[row + FREE_AT] = until
        rows.cells[row + STATE] = name
      })
    for (let name = 1; name <= 8; name++) keep(name, name === 5 ? 10 : 1000)
    keep(9, 2000)
    const kept = [1, 2, 3, 4, 6, 7, 8, 9].map((name) => rows.with(key(name), null, (row) => rows.cells[row + STATE]))
    expect(kept).toEqual([1, 2, 3, 4, 6, 7, 8, 9])
    expect(rows.with(key(5), null, (row) => rows.cells[row + STATE])).toBe(0)
  })

  test('those in use without end stay, and a new key has none then', () => {
    const rows = openRows(allocateRows(1, 8), 0)
    for (let name = 1; name <= 8; name++) rows.with(key(name), null, (row) => void (rows.cells[row + FREE_AT] = Infinity))
    expect(rows.with(key(9), 'none', () => 'a row')).toBe('none')
    expect(rows.with(key(3), 'none', () => 'a row')).toBe('a row')
    let inUse = 0
    rows.eachInUse(() => inUse++)
    expect(inUse).toBe(8)
  })

  test('are left though the work throws', () => {
    const rows = openRows(allocateRows(1, 8), 0)
    expect(() => rows.with(key(1), null, () => { throw new Error('it broke') })).toThrow('it broke')
    expect(rows.with(key(1), 'none', () => 'a row')).toBe('a row')
  })

  test.each([1, 2, 6, 7, 64])('of %i workers do not meet', (workers) => {
    const buffer = allocateRows(workers, 16)
    const rows = openRows(buffer, 0)
    const words = new Int32Array(buffer)
    const places = new Set<number>()
    for (let name = 1; name <= 16; name++) {
      rows.with(key(name, name & 1), null, (row) => {
        rows.cells[row + FREE_AT] = 1
        for (let word = 0; word < Math.max(6, workers); word++) {
          places.add(2 * (row + STATE) + word)
          words[2 * (row + STATE) + word] = name
        }
      })
    }
    expect(places.size).toBe(16 * Math.max(6, workers))
    expect(Math.max(...places)).toBeLessThan(words.length)
    for (let name = 1; name <= 16; name++) rows.with(key(name, name & 1), null, (row) => expect(words[2 * (row + STATE)]).toBe(name))
  })

  test('more workers than a lock can tell apart are refused', () => expect(() => allocateRows(2048)).toThrow(RangeError))
})
