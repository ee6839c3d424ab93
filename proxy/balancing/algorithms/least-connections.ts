import { createPlaceHeap } from '../place-heap.ts'
import type { Members } from '../members.ts'
import type { Algorithm, AlgorithmContext } from './algorithm.ts'
import { createTurns } from './turns.ts'

/**
 * The target with the fewest requests in flight for its weight; equal ones, as all are that have none, have turns by weight (nginx
 * ngx_http_upstream_least_conn_module.c). Kong reckons as if a target had the request already: with few requests in
 * flight, one of a slightly lower weight would never get any.
 */
export function leastConnections(context: AlgorithmContext): Algorithm {
  const { upstream, states } = context
  const heap = createPlaceHeap(upstream.targets.length)
  let members!: Members

  const queue = (place: number): void => heap.set(place, states[place]!.inFlight / members.weights[place]!, turns.of(place))
  const turns = createTurns(context, queue)

  return {
    update(next) {
      members = next
      turns.update(members)
      heap.clear()
      members.places.forEach(queue)
    },
    pick(_, tried) {
      const place = heap.first(tried)
      turns.take(place, tried)
      return place
    },
    counted(place) {
      if (heap.has(place)) queue(place)
    },
  }
}
