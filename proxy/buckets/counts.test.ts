import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openBuckets } from './buckets.ts'
import { REFUSED } from './counts.ts'
import { allocateRows } from './rows.ts'

const RULE = 'default/shop/connectionLimit/0'

describe('a count of what is under way', () => {
  test('lets in as many as there may be, and another for each that leaves', () => {
    const count = openBuckets(allocateRows(1, 64), 0).count(RULE, 2)
    const [first, second] = [count.enter('a'), count.enter('a')]
    expect(count.enter('a')).toBe(REFUSED)
    count.leave(first)
    expect(count.enter('a')).not.toBe(REFUSED)
    expect(count.enter('a')).toBe(REFUSED)
    expect(count.enter('b')).not.toBe(REFUSED)
    count.leave(second)
  })

  test('is that of all workers', () => {
    const buffer = allocateRows(3, 64)
    const counts = [0, 1, 2].map((worker) => openBuckets(buffer, worker).count(RULE, 3))
    const entered = counts.map((count) => count.enter('a'))
    expect(counts.map((count) => count.enter('a'))).toEqual([REFUSED, REFUSED, REFUSED])
    counts[1]!.leave(entered[1]!)
    expect(counts[0]!.enter('a')).not.toBe(REFUSED)
    expect(counts[2]!.enter('a')).toBe(REFUSED)
  })

  test('what a worker had under way when it was ended is let go of by its successor', () => {
    const buffer = allocateRows(2, 64)
    const [ended, other] = [0, 1].map((worker) => openBuckets(buffer, worker).count(RULE, 3))
    ended!.enter('a')
    ended!.enter('a')
    ended!.enter('b')
    other!.enter('a')
    expect(other!.enter('a')).toBe(REFUSED)
    const successor = openBuckets(buffer, 0).count(RULE, 3)
    expect([successor.enter('a'), successor.enter('a'), successor.enter('a')].map((counted) => counted === REFUSED)).toEqual([false, false, true])
  })

  test('without memory for it, a request passes uncounted', () => {
    const count = openBuckets(allocateRows(1, 8), 0).count(RULE, 1)
    const entered = Array.from({ length: 9 }, (_, client) => count.enter(`${client}`))
    expect(entered).not.toContain(REFUSED)
    count.leave(entered[8]!)
    expect(count.enter('8')).not.toBe(REFUSED)
    expect(count.enter('0')).toBe(REFUSED)
  })

  test('never more than the rule are in, and whoever comes while there is room gets in', () => {
    const steps = fc.array(fc.record({ worker: fc.nat(2), client: fc.constantFrom('a', 'b', 'c'), enters: fc.boolean() }), { maxLength: 100 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), steps, (limit, all) => {
        const buffer = allocateRows(3, 64)
        const counts = [0, 1, 2].map((worker) => openBuckets(buffer, worker).count(RULE, limit))
        const inside: { worker: number; client: string; counted: number }[] = []
        for (const { worker, client, enters } of all) {
          if (enters) {
            const before = inside.filter((one) => one.client === client).length
            const counted = counts[worker]!.enter(client)
            expect(counted === REFUSED).toBe(before >= limit)
            if (counted !== REFUSED) inside.push({ worker, client, counted })
          } else {
            const place = inside.findIndex((one) => one.worker === worker && one.client === client)
            if (place !== -1) counts[worker]!.leave(inside.splice(place, 1)[0]!.counted)
          }
        }
      }),
    )
  })
})
