import { expect, test } from 'vitest'
import { retryDelay, TIMING } from './backoff.ts'

const delays = (random: number, isForbidden: boolean) =>
  [1, 2, 3, 4, 5, 6, 7, 8, 9, 50].map((failures) => retryDelay(failures, isForbidden, { ...TIMING, random: () => random }))

test('waits double up to ten seconds, and up to thirty where the account is refused', () => {
  expect(delays(1, false)).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000, 10_000])
  expect(delays(1, true)).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000])
})

test('chance takes at most half of a wait', () => {
  expect(delays(0, false)).toEqual(delays(1, false).map((delay) => delay / 2))
})
