import { expect, test } from 'vitest'
import type { Counter, CounterSet } from '#components/api/types.ts'
import { axisMax, setBefore, sideRate, sideSeries, splitBetween, timesOf, windowStart } from './split-counters.ts'

const counter = (given: Partial<Counter>): Counter => ({
  workspace: 'default', route: 'shop', side: 'stable', service: 'shop', target: 'a:1', requests: 0, errors: 0, latency: Array.from({ length: 14 }, () => 0), bytesIn: 0, bytesOut: 0, ...given,
})
const latency = (bucket: number, count: number) => Array.from({ length: 14 }, (_, index) => (index === bucket ? count : 0))
const at = (second: number, counters: Partial<Counter>[]): CounterSet => ({ at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), counters: counters.map(counter) })

test('the split counts both sides, over all their targets, of this route and workspace alone', () => {
  const before = at(0, [{ requests: 100 }, { side: 'canary', service: 'v2', requests: 5 }])
  const after = at(10, [
    { requests: 160 },
    { target: 'b:1', requests: 15 },
    { side: 'canary', service: 'v2', requests: 30 },
    { route: 'other', side: 'canary', requests: 500 },
    { workspace: 'staging', side: 'canary', requests: 500 },
    // Answered by a filter.
    { service: '', target: '', requests: 500 },
  ])
  expect(splitBetween(before, after, 'shop', 'default')).toEqual({ stable: 75, canary: 25, share: 0.25 })
})

test('without requests there is no share', () => expect(splitBetween(at(0, []), at(1, []), 'shop', 'default')).toEqual({ stable: 0, canary: 0, share: null }))

test('rates of a side', () => {
  const rate = sideRate(at(0, []), at(4, [{ side: 'canary', requests: 20, errors: 5 }]), 'shop', 'canary', 'default')
  expect(rate).toMatchObject({ requestsPerSecond: 5, errorShare: 0.25 })
})

test('a window reaches back to the newest set that is old enough, or to the first', () => {
  const sets = [0, 1, 2, 3, 4, 5, 6].map((second) => at(second, []))
  expect(setBefore(sets, 6, 5_000)).toBe(sets[1])
  expect(setBefore(sets, 3, 5_000)).toBe(sets[0])
  expect(setBefore([], 0, 5_000)).toBeUndefined()
})

test('a window begins no earlier than the last change, and is empty when that is newer than all sets', () => {
  const sets = [0, 20, 40, 60, 80].map((second) => at(second, []))
  expect(windowStart(sets, 60_000, at(0, []).at)).toBe(sets[1])
  expect(windowStart(sets, 60_000, at(50, []).at)).toBe(sets[3])
  expect(windowStart(sets, 60_000, at(90, []).at)).toBe(sets[4])
  expect(windowStart([], 60_000, at(0, []).at)).toBeUndefined()
})

test('series have one value a set: rates over five seconds, quantiles from the buckets', () => {
  const sets = [0, 1, 2, 3, 4, 5, 6].map((second) => at(second, [{ requests: second * 10, errors: second, latency: latency(3, second * 10) }]))
  const { rate, errors, p50, p95 } = sideSeries(sets, 'shop', 'stable', 'default')
  expect(rate).toEqual([null, 10, 10, 10, 10, 10, 10])
  expect(errors.at(-1)).toBeCloseTo(0.1)
  expect(p50.at(-1)).toBeCloseTo(7.5)
  expect(p95.at(-1)).toBeCloseTo(9.75)
  expect(timesOf(sets)[1]! - timesOf(sets)[0]!).toBe(1)
})

test('a side without requests has a rate of zero and no latency', () => {
  const sets = [at(0, []), at(1, [])]
  expect(sideSeries(sets, 'shop', 'canary', 'default')).toEqual({ rate: [null, 0], errors: [null, null], p50: [null, null], p95: [null, null] })
})

test.each([
  [[3, null], 1, 5],
  [[], 1, 1],
  [[0.004], 0.01, 0.01],
  [[120], 10, 200],
  [[1000], 1, 1000],
])('the axis for %j, at least %d, ends at %d', (line, least, max) => expect(axisMax([line], least)).toBeCloseTo(max))
