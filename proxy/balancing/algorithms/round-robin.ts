import { createPlaceHeap } from '../place-heap.ts'
import type { Algorithm, AlgorithmContext } from './algorithm.ts'
import { createTurns } from './turns.ts'

/** The targets have their turns by weight. */
export function roundRobin(context: AlgorithmContext): Algorithm {
  const heap = createPlaceHeap(context.upstream.targets.length)
  const queue = (place: number): void => heap.set(place, turns.of(place), place)
  const turns = createTurns(context, queue)
  return {
    update(members) {
      turns.update(members)
      heap.clear()
      members.places.forEach(queue)
    },
    pick(_, tried) {
      const place = heap.first(tried)
      turns.take(place, tried)
      return place
    },
  }
}
