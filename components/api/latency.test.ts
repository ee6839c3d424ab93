import { expect, test } from 'vitest'
import { LATENCY_BOUNDS_MS as LINK_BOUNDS } from '#lib/link/latency-bounds.ts'
import { LATENCY_BOUNDS_MS, quantile } from './latency.ts'

test('the bounds are those that proxies count in', () => expect(LATENCY_BOUNDS_MS).toEqual(LINK_BOUNDS))

const counts = (at: Record<number, number>) => Array.from({ length: LINK_BOUNDS.length + 1 }, (_, index) => at[index] ?? 0)

test.each([
  ['nothing', counts({}), 0.5, null],
  ['half of the first bucket', counts({ 0: 10 }), 0.5, 0.5],
  ['the end of a bucket', counts({ 2: 10 }), 1, 5],
  ['across buckets', counts({ 0: 50, 3: 50 }), 0.75, 7.5],
  ['above the last bound', counts({ 13: 4 }), 0.5, 10_000],
])('quantile of %s', (_, input, share, expected) => expect(quantile(input, share)).toBe(expected))
