import { expect, test } from 'vitest'
import { createPlaceHeap } from './place-heap.ts'
import { seededRandom } from './testing/fixture.ts'

test('the lowest key is first, and of equal ones the lowest order', () => {
  const heap = createPlaceHeap(4)
  expect(heap.first([])).toBe(-1)
  heap.set(2, 5, 1)
  heap.set(0, 5, 0)
  heap.set(3, 7, 0)
  expect([heap.first([]), heap.first([0]), heap.first([0, 2]), heap.first([0, 2, 3])]).toEqual([0, 2, 3, -1])
  expect([heap.has(3), heap.has(1), heap.size, heap.keyOf(3)]).toEqual([true, false, 3, 7])
  heap.clear()
  expect([heap.first([]), heap.has(3), heap.size]).toEqual([-1, false, 0])
})

test('whatever is moved, the first is what a search finds', () => {
  const random = seededRandom(11)
  const heap = createPlaceHeap(60)
  const keys = new Map<number, number>()
  const firstOf = (tried: number[]) => {
    const left = [...keys].filter(([place]) => !tried.includes(place)).sort(([a, x], [b, y]) => x - y || a - b)
    return left[0]?.[0] ?? -1
  }
  for (let step = 0; step < 3000; step++) {
    const place = Math.floor(random() * 60)
    const key = Math.floor(random() * 20)
    keys.set(place, key)
    heap.set(place, key, place)
    const tried = Array.from({ length: step % 4 }, () => Math.floor(random() * 60))
    expect(heap.first(tried)).toBe(firstOf(tried))
  }
})
