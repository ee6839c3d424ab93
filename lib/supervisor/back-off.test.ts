import { expect, test } from 'vitest'
import { backOff } from './back-off.ts'

test('the first restart is at once; then the wait doubles up to ten seconds, and begins anew after a long run', () => {
  const waits = backOff()
  expect(Array.from({ length: 9 }, () => waits.next(100))).toEqual([0, 250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  expect(waits.next(30_000)).toBe(0)
  expect(waits.next(29_999)).toBe(250)
})
