import { describe, expect, test } from 'vitest'
import { createLocks } from './row-lock.ts'

const words = () => new Int32Array(new SharedArrayBuffer(8))

describe('a lock', () => {
  test('that is free is had, and is free again when left', () => {
    const shared = words()
    const [one, other] = [createLocks(shared, 0), createLocks(shared, 1)]
    one.leave(0, one.take(0))
    other.leave(0, other.take(0))
    expect([...shared]).toEqual([0, 0])
  })

  test('that its holder has left behind is taken over, and the holder frees it no more', () => {
    const shared = words()
    const [ended, next] = [createLocks(shared, 0), createLocks(shared, 1)]
    const lost = ended.take(0)
    const before = performance.now()
    const ticket = next.take(0)
    expect(performance.now() - before).toBeGreaterThan(40)
    ended.leave(0, lost)
    expect(shared[0]).toBe(ticket)
    next.leave(0, ticket)
    expect(shared[0]).toBe(0)
  })

  test('of one place has nothing to do with that of another', () => {
    const shared = words()
    const [one, other] = [createLocks(shared, 0), createLocks(shared, 1)]
    one.take(0)
    const before = performance.now()
    other.take(1)
    expect(performance.now() - before).toBeLessThan(40)
  })

  test('is told by each hold from the next, by whomever', () => {
    const shared = words()
    const tickets = [0, 1, 2046].flatMap((owner) => {
      const locks = createLocks(shared, owner)
      return Array.from({ length: 3 }, () => {
        const ticket = locks.take(0)
        locks.leave(0, ticket)
        return ticket
      })
    })
    expect(new Set(tickets).size).toBe(9)
    expect(tickets).not.toContain(0)
  })
})
