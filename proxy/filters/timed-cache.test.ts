import { expect, test } from 'vitest'
import { TimedCache } from './timed-cache.ts'

test('a value counts until its time, and not at it', () => {
  const cache = new TimedCache<number>(10)
  cache.set('a', 1, 100)
  expect(cache.get('a', 99.9)).toBe(1)
  expect(cache.get('a', 100)).toBeUndefined()
  expect(cache.size).toBe(0)
  expect(cache.get('a', 0)).toBeUndefined()
})

test('a later value takes the place of an earlier one', () => {
  const cache = new TimedCache<number>(10)
  cache.set('a', 1, 100)
  cache.set('a', 2, 200)
  expect(cache.get('a', 150)).toBe(2)
  expect(cache.size).toBe(1)
})

test('where there are too many, the oldest goes', () => {
  const cache = new TimedCache<number>(2)
  cache.set('a', 1, 100)
  cache.set('b', 2, 100)
  cache.set('a', 3, 100)
  cache.set('c', 4, 100)
  expect(cache.size).toBe(2)
  expect([cache.get('a', 0), cache.get('b', 0), cache.get('c', 0)]).toEqual([3, undefined, 4])
})
