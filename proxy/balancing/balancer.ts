import type { UpstreamHealth } from '../health/upstream-health.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'

/** What a choice among targets hangs on. Targets are named by their places in the upstream. */
export type Ask = {
  /** 32 bits, unsigned; only asked for where the upstream hashes. Null: the request has nothing of what is hashed. */
  hash(): number | null
  /** The target that the client is bound to; -1: none. It is taken if it can be, whatever its weight. */
  bound: number
  /** Targets that were tried already for this request. */
  tried: readonly number[]
}

/** What a try tells of its target: milliseconds until the response's head; `failed`: none came; null: it tells nothing. */
export type Tidings = number | 'failed' | null

/** Chooses targets for the requests of one upstream in one worker. It outlives snapshots that leave the upstream alone. */
export type Balancer = {
  /** The place of a target that is up and takes requests, or -1. One that was tried is only given where no other is left. */
  choose(ask: Ask): number
  /** A try at the target begins. Its end is told to the same balancer, also when another one has taken over meanwhile. */
  began(place: number): void
  /** A try is over: nothing of it is in flight any more, also of the response's body. A client that leaves early tells nothing. */
  ended(place: number, tidings: Tidings): void
  /** Whether any target takes new requests now; one of weight 0 may take those that are bound to it all the same. */
  hasAny(): boolean
}

export type BalancerOptions = {
  upstream: CompiledUpstream
  health: UpstreamHealth
  /** 0 ≤ n < 1. */
  random: () => number
  /** Milliseconds on a clock that never goes back, the one of `UpstreamHealth.upSince`. */
  now: () => number
}
