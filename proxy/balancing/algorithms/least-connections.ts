import { createPlaceHeap } from '../place-heap.ts'
import type { Members } from '../members.ts'
import type { Algorithm, AlgorithmContext } from './algorithm.ts'

/**
 * The target with the fewest requests in flight for its weight, reckoned as if it had this one already: the lowest
 * (in flight + 1) / weight (Kong balancer/least_connections.lua). Of equal ones, the one that was chosen longest ago.
 */
export function leastConnections({ upstream, states }: AlgorithmContext): Algorithm {
  const heap = createPlaceHeap(upstream.targets.length)
  let members!: Members
  let choices = 0

  const loadOf = (place: number): number => (states[place]!.inFlight + 1) / members.weights[place]!

  return {
    update(next) {
      members = next
      heap.clear()
      for (const place of members.places) heap.set(place, loadOf(place), heap.orderOf(place))
    },
    pick(_, tried) {
      const place = heap.first(tried)
      heap.set(place, heap.keyOf(place), ++choices)
      return place
    },
    counted(place) {
      if (heap.has(place)) heap.set(place, loadOf(place), heap.orderOf(place))
    },
  }
}
