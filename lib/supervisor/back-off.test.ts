import { expect, test } from 'vitest'
import { backOff } from './back-off.ts'

test('the wait doubles up to ten seconds, and begins anew after a long run', () => {
  const waits = backOff()
  expect(Array.from({ length: 8 }, () => waits.next(100))).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000])
  expect(waits.next(30_000)).toBe(250)
  expect(waits.next(29_999)).toBe(500)
})
