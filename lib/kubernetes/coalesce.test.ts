import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { coalesced } from './coalesce.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const TIMES = { quietMs: 20, maxMs: 100 }

test('a call comes when it was quiet for long enough', () => {
  const call = vi.fn<() => void>()
  const { poke } = coalesced(call, TIMES)
  poke()
  vi.advanceTimersByTime(15)
  poke()
  vi.advanceTimersByTime(19)
  expect(call).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(call).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1000)
  expect(call).toHaveBeenCalledTimes(1)
})

test('without any quiet a call comes at the longest wait', () => {
  const call = vi.fn<() => void>()
  const { poke } = coalesced(call, TIMES)
  for (let ms = 0; ms < 1000; ms += 5) {
    poke()
    vi.advanceTimersByTime(5)
  }
  expect(call.mock.calls.length).toBeGreaterThanOrEqual(9)
  expect(call.mock.calls.length).toBeLessThanOrEqual(10)
})

test('once stopped, nothing is called any more', () => {
  const call = vi.fn<() => void>()
  const { poke, stop } = coalesced(call, TIMES)
  poke()
  stop()
  poke()
  vi.advanceTimersByTime(1000)
  expect(call).not.toHaveBeenCalled()
})
