import { describe, expect, test } from 'vitest'
import { createCounters, type CounterKey, type Counters } from './counters.ts'
import { createCounterBooks } from './workers/counter-books.ts'

const key = (route: string): CounterKey => ({ workspace: 'w', route, side: 'stable', service: 's', target: 't' })

/** Workers and the one who reads them. */
function makeBooks() {
  const books = createCounterBooks()
  const worker = () => {
    const book = books.open((rows) => counters.drop(rows))
    const counters: Counters = createCounters(book.take)
    return { ...counters, count: (route: string, latencyMs = 1) => counters.record(counters.slotOf(key(route)), 200, latencyMs, 0, 0), close: book.close }
  }
  const requests = () => Object.fromEntries(books.all().map((total) => [total.route, total.requests]))
  return { books, worker, requests }
}

test('fall into the bucket whose bound they do not pass', () => {
  const { books, worker } = makeBooks()
  const { count } = worker()
  for (const latencyMs of [0, 1, 1.01, 10_000, 10_001]) count('r', latencyMs)
  expect(books.all()[0]).toMatchObject({ requests: 5, latency: [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1], latencySumMs: expect.closeTo(20_003.01) as number })
})

test('what one request is counted as', () => {
  const { books, worker } = makeBooks()
  const { slotOf, record } = worker()
  record(slotOf(key('r')), 500, 3, 10, 20)
  record(slotOf(key('r')), 499, 4, 1, 2)
  expect(books.all()).toEqual([expect.objectContaining({ ...key('r'), requests: 2, errors: 1, bytesIn: 11, bytesOut: 22, latencySumMs: 7 })])
})

test('workers are added up, and those that ended stay in the totals', () => {
  const { books, worker, requests } = makeBooks()
  const [first, second] = [worker(), worker()]
  first.count('a')
  second.count('a')
  second.count('b')
  expect(requests()).toEqual({ a: 2, b: 1 })
  second.close()
  expect(requests()).toEqual({ a: 2, b: 1 })
  const version = books.version()
  worker().count('b')
  expect(requests()).toEqual({ a: 2, b: 2 })
  expect(books.version()).toBeGreaterThan(version)
})

test('memory grows by slabs', () => {
  const { worker, requests } = makeBooks()
  const { count } = worker()
  for (let i = 0; i < 1000; i++) count(`r${i}`)
  for (let i = 0; i < 1000; i++) count(`r${i}`)
  expect(Object.values(requests())).toEqual(Array.from({ length: 1000 }, () => 2))
})

describe('counters of routes that are gone', () => {
  /** Two workers with 10,001 counters between them, one of them in both. */
  function crowded() {
    const made = makeBooks()
    const [first, second] = [made.worker(), made.worker()]
    for (let i = 0; i < 10_000; i++) (i % 2 === 0 ? first : second).count(`r${i}`)
    second.count('r0')
    return { ...made, first, second }
  }

  test('stay until there are more than 10,000; the oldest go first, in all workers', () => {
    const { books, first, requests } = crowded()
    books.prune(() => [])
    expect(books.all()).toHaveLength(10_000)
    for (const route of ['x', 'y']) first.count(route)
    books.prune(() => [{ workspace: 'w', name: 'r0' }])
    const routes = Object.keys(requests())
    expect(routes).toHaveLength(10_000)
    expect(routes.slice(0, 2)).toEqual(['r0', 'r3'])
    expect(requests()).toMatchObject({ r0: 2, x: 1, y: 1 })
  })

  test('begin at 0 when they come back; whoever holds their slot counts on', () => {
    const { books, first, requests } = crowded()
    const slot = first.slotOf(key('r0'))
    first.count('x')
    books.prune(() => [])
    expect(requests()).not.toHaveProperty('r0')
    // The row of r0 is free for others now.
    first.count('y')
    first.record(slot, 200, 1, 0, 0)
    first.count('r0')
    expect(requests()).toMatchObject({ r0: 2, y: 1, x: 1 })
  })

  test('are not mixed up when a slot is held twice', () => {
    const { books, first, requests } = crowded()
    const old = first.slotOf(key('r0'))
    first.count('x')
    books.prune(() => [])
    const fresh = first.slotOf(key('r0'))
    first.record(old, 200, 1, 0, 0)
    first.record(fresh, 200, 1, 0, 0)
    expect(requests().r0).toBe(2)
  })
})
