import { expect, test } from 'vitest'
import { median, percentile } from './statistics.ts'

const HUNDRED = Array.from({ length: 100 }, (_, index) => 100 - index)

test.each([
  [0, 1],
  [0.5, 50],
  [0.99, 99],
  [0.991, 100],
  [1, 100],
])('share %d of 1 to 100 lies at or below %d', (share, value) => {
  expect(percentile(HUNDRED, share)).toBe(value)
})

test.each([
  [[7], 7],
  [[10, 2, 9], 9],
  [[10, 2, 9, 4], 6.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected)
})

test('nothing has no percentile', () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError)
})

test('the values keep their order', () => {
  const values = [3, 1, 2]
  median(values)
  expect(values).toEqual([3, 1, 2])
})
