import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPace } from './pace.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a burst at once, then so many a second, also for those that wait together', async () => {
  const pace = createPace({ perSecond: 10, burst: 3, now: Date.now })
  let passed = 0
  const { signal } = new AbortController()
  const all = Promise.all(Array.from({ length: 13 }, () => pace(signal).then(() => (passed += 1))))
  await vi.advanceTimersByTimeAsync(0)
  expect(passed).toBe(3)
  await vi.advanceTimersByTimeAsync(500)
  expect(passed).toBe(8)
  await vi.advanceTimersByTimeAsync(500)
  expect(passed).toBe(13)
  await all
  // What was not used is saved up, but no more than the burst.
  await vi.advanceTimersByTimeAsync(60_000)
  void Promise.all(Array.from({ length: 5 }, () => pace(signal).then(() => (passed += 1))))
  await vi.advanceTimersByTimeAsync(0)
  expect(passed).toBe(16)
})

test('who is told to stop waits no longer, and may not', async () => {
  const pace = createPace({ perSecond: 0.001, burst: 1, now: Date.now })
  const controller = new AbortController()
  expect(await pace(controller.signal)).toBe(true)
  const second = pace(controller.signal)
  controller.abort()
  expect(await second).toBe(false)
})
