import { expect, test } from 'vitest'
import { createWaker, pause } from './waker.ts'

const LONG_MS = 3_600_000

test('wakes a sleeper, and one that goes to sleep later', async () => {
  const waker = createWaker()
  const { signal } = new AbortController()
  const sleeping = waker.sleep(LONG_MS, signal)
  waker.wake()
  await expect(sleeping).resolves.toBeUndefined()
  waker.wake()
  await expect(waker.sleep(LONG_MS, signal)).resolves.toBeUndefined()
})

test('a call counts once, and whoever is told to stop sleeps no more', async () => {
  const waker = createWaker()
  const controller = new AbortController()
  waker.wake()
  await waker.sleep(LONG_MS, controller.signal)
  let isAwake = false
  const sleeping = waker.sleep(LONG_MS, controller.signal).then(() => (isAwake = true))
  await new Promise(setImmediate)
  expect(isAwake).toBe(false)
  controller.abort()
  await sleeping
  await expect(waker.sleep(LONG_MS, controller.signal)).resolves.toBeUndefined()
})

test('wakes by itself when the time has passed', async () => {
  const begin = performance.now()
  await pause(20, new AbortController().signal)
  expect(performance.now() - begin).toBeGreaterThan(15)
})
