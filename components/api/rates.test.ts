import { expect, test } from 'vitest'
import { rateBetween } from './rates.ts'
import type { Counter, CounterSet } from './types.ts'

const counter = (fields: Partial<Counter>): Counter => ({
  workspace: 'default', route: 'shop', side: 'stable', service: 'shop', target: 'a:1', requests: 0, errors: 0, latency: [0, 0], bytesIn: 0, bytesOut: 0, ...fields,
})
const at = (second: number, ...counters: Counter[]): CounterSet => ({ at: new Date(second * 1000).toISOString(), counters })

test('a rate is the difference over the time', () => {
  const rate = rateBetween(at(0, counter({ requests: 10, latency: [10, 0] })), at(2, counter({ requests: 30, errors: 5, latency: [20, 10] })))
  expect(rate).toEqual({ requests: 20, errors: 5, latency: [10, 10], requestsPerSecond: 10, errorShare: 0.25 })
})

test('only the counters asked for', () => {
  const after = at(1, counter({ requests: 4 }), counter({ side: 'canary', requests: 6 }))
  expect(rateBetween(at(0), after, (one) => one.side === 'canary').requests).toBe(6)
})

test('a counter that fell starts from zero', () => {
  expect(rateBetween(at(0, counter({ requests: 100 })), at(1, counter({ requests: 3 }))).requests).toBe(3)
})

test('no requests: no share of errors', () => expect(rateBetween(at(0), at(1)).errorShare).toBeNull())
