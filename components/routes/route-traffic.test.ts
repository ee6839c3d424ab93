import { expect, test } from 'vitest'
import type { Counter, CounterSet } from '#components/api/types.ts'
import { rateByRoute, trafficRows } from './route-traffic.ts'

const zeros = Array.from({ length: 14 }, () => 0)
const counter = (given: Partial<Counter>): Counter => ({
  workspace: 'default', route: 'shop', side: 'stable', service: 'shop', target: 'a:1', requests: 0, errors: 0, latency: zeros, bytesIn: 0, bytesOut: 0, ...given,
})
const set = (second: number, counters: Partial<Counter>[]): CounterSet => ({ at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), counters: counters.map(counter) })

test('rates add up sides and targets, per route and workspace', () => {
  const before = set(0, [{ requests: 10 }])
  const after = set(5, [{ requests: 20 }, { target: 'b:1', side: 'canary', requests: 15 }, { route: 'cart', requests: 5 }, { workspace: 'other', requests: 99 }])
  expect(rateByRoute(before, after, 'default')).toEqual(new Map([['shop', 5], ['cart', 1]]))
})

test('counters that fell give no negative rate', () => expect(rateByRoute(set(0, [{ requests: 9 }]), set(1, []), 'default').get('shop')).toBe(0))

test('rows by side, service and target: stable first', () => {
  const fast = zeros.with(2, 10)
  const before = set(0, [{ requests: 100, errors: 1 }])
  const after = set(10, [{ requests: 110, errors: 6, latency: fast }, { side: 'canary', service: 'v2', target: 'c:1', requests: 5 }, { route: 'cart' }])
  const rows = trafficRows(before, after, 'shop', 'default')
  expect(rows).toMatchObject([
    { side: 'stable', target: 'a:1', requestsPerSecond: 1, errorShare: 0.5, total: 110 },
    { side: 'canary', service: 'v2', requestsPerSecond: 0.5, errorShare: 0, p50: null, total: 5 },
  ])
  expect(rows[0]!.p50).toBeCloseTo(3.5)
})
