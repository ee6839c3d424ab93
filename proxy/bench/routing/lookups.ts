import type { RoutingRequest } from '#lib/routing/request.ts'
import { median, percentile } from '../statistics.ts'
import { freshRequest, type MixedRequest } from './request-mix.ts'

const BATCH = 64

/** How many lookups to make; a slow subject makes as many as fit into the milliseconds of each of the three phases. */
export type Effort = { warmUps: number; batched: number; single: number; milliseconds: number }

export const EFFORT: Effort = { warmUps: 100_000, batched: 80_000, single: 60_000, milliseconds: 2000 }

export type Find = (request: RoutingRequest) => unknown
export type Timing = { medianNs: number; p99Ns: number; bytesPerMatch: number }

/** Where every answer goes, so that no lookup can be optimised away. */
export const sink: { found: unknown } = { found: null }

/** Nanoseconds of these lookups together, the timer included. */
function timed(find: Find, requests: readonly RoutingRequest[]): number {
  const begin = process.hrtime.bigint()
  for (let index = 0; index < requests.length; index++) sink.found = find(requests[index]!)
  return Number(process.hrtime.bigint() - begin)
}

/**
 * Hands out batches of requests, each made just before it is used, as a server makes them: new strings without a hash,
 * still in the processor's cache. Ends after `count` requests or the time, but not before the first batch.
 */
function* batches(mix: readonly MixedRequest[], count: number, milliseconds: number): Generator<RoutingRequest[]> {
  const end = performance.now() + milliseconds
  for (let done = 0; done < count; done += BATCH) {
    if (done > 0 && performance.now() > end) return
    yield Array.from({ length: BATCH }, (_, index) => freshRequest(mix[(done + index) % mix.length]!))
  }
}

const timerNs = (): number => median(Array.from({ length: 10_001 }, () => timed(() => null, [])))

/** The growth of the heap over a batch; where a collection fell into it, it shrank, and the median leaves that out. */
function grownBytes(find: Find, requests: readonly RoutingRequest[]): number {
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < requests.length; index++) sink.found = find(requests[index]!)
  return (process.memoryUsage().heapUsed - before) / requests.length
}

/**
 * Times lookups of requests that nobody has looked up before. The median is that of batches, where the timer counts for
 * nothing; the 99th percentile is that of single lookups, less the timer's own time, collections of garbage included.
 */
export function timeLookups(find: Find, mix: readonly MixedRequest[], { warmUps, batched, single, milliseconds }: Effort): Timing {
  for (const batch of batches(mix, warmUps, milliseconds)) timed(find, batch)
  const batchNs: number[] = []
  for (const batch of batches(mix, batched, milliseconds)) batchNs.push(timed(find, batch) / BATCH)
  const timer = timerNs()
  const singleNs: number[] = []
  for (const batch of batches(mix, single, milliseconds)) {
    for (const request of batch) singleNs.push(Math.max(0, timed(find, [request]) - timer))
  }
  const grown: number[] = []
  for (const batch of batches(mix, 101 * BATCH, milliseconds)) grown.push(grownBytes(find, batch))
  return { medianNs: median(batchNs), p99Ns: percentile(singleNs, 0.99), bytesPerMatch: Math.max(0, median(grown)) }
}
