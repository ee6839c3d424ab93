import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { concurrently } from './concurrently.ts'

test('each item once, no more at a time than asked for, and no fewer', async () => {
  const done: number[] = []
  let running = 0
  let most = 0
  await concurrently(Array.from({ length: 20 }, (_, index) => index), 3, async (item) => {
    running += 1
    most = Math.max(most, running)
    await setImmediate()
    running -= 1
    done.push(item)
  })
  expect(most).toBe(3)
  expect(done.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index))
})

test('the first error ends it', async () => {
  const work = (item: number) => (item === 2 ? Promise.reject(new Error('two')) : Promise.resolve())
  await expect(concurrently([1, 2, 3], 2, work)).rejects.toThrow('two')
})
