import { expect, test } from 'vitest'
import { counterTotals } from './counter-totals.ts'
import type { Counter } from './protocol.ts'

const counter = (requests: number, route = 'shop'): Counter => ({
  workspace: 'default',
  route,
  side: 'stable',
  service: 'shop',
  target: '127.0.0.1:9001',
  requests,
  errors: 0,
  latency: [requests, 0],
  bytesIn: 10 * requests,
  bytesOut: 0,
})

const requests = (totals: ReturnType<typeof counterTotals>) => totals.all().map((sum) => sum.requests)

test('what two proxies counted is added up, in every field', () => {
  const totals = counterTotals()
  totals.add('p1', [counter(3)], 0)
  totals.add('p2', [counter(4)], 0)
  totals.add('p1', [counter(5)], 1000)
  expect(totals.all()).toEqual([{ ...counter(9) }])
})

test('a process that takes over from another adds its own count, also when reports of both come by turns', () => {
  const totals = counterTotals()
  totals.add('p1 old', [counter(5)], 0)
  totals.add('p1 new', [counter(2)], 1)
  totals.add('p1 old', [counter(6)], 2)
  totals.add('p1 new', [counter(3)], 3)
  expect(requests(totals)).toEqual([9])
})

test('a counter that a proxy drops stays in the totals', () => {
  const totals = counterTotals()
  totals.add('p1', [counter(5), counter(1, 'gone')], 0)
  totals.add('p1', [counter(6)], 1)
  expect(requests(totals)).toEqual([6, 1])
})

test('one that comes back after hours of silence is not counted twice', () => {
  const totals = counterTotals()
  totals.add('p1', [counter(5)], 0)
  totals.add('p2', [counter(1)], 7_200_000)
  totals.add('p1', [counter(8)], 7_200_001)
  totals.add('p1', [counter(9)], 7_200_002)
  expect(requests(totals)).toEqual([7])
})

test('what was given out does not change later', () => {
  const totals = counterTotals()
  const first = counter(1)
  totals.add('p1', [first], 0)
  const before = totals.all()
  totals.add('p1', [counter(2)], 1)
  expect(before).toEqual([counter(1)])
  expect(first).toEqual(counter(1))
})

test('at most ten thousand are kept; the one that was idle the longest goes, and comes back with what is new', () => {
  const totals = counterTotals()
  const routes = Array.from({ length: 10_000 }, (_, index) => counter(1, `r${index}`))
  totals.add('p1', routes, 0)
  totals.add('p1', [counter(2, 'r0'), ...routes.slice(1)], 1)
  totals.add('p1', [counter(2, 'r0'), ...routes.slice(1), counter(1, 'new')], 2)
  const names = () => new Set(totals.all().map(({ route }) => route))
  expect([names().size, names().has('r0'), names().has('r1'), names().has('new')]).toEqual([10_000, true, false, true])
  totals.add('p1', [counter(2, 'r0'), counter(4, 'r1'), ...routes.slice(2), counter(1, 'new')], 3)
  expect([names().size, totals.all().find(({ route }) => route === 'r1')?.requests]).toEqual([10_000, 3])
})

test('a counter that a proxy dropped and began anew counts from its beginning', () => {
  const totals = counterTotals()
  totals.add('p1', [counter(5)], 0)
  totals.add('p1', [], 1)
  totals.add('p1', [counter(2)], 2)
  expect(requests(totals)).toEqual([7])
})
