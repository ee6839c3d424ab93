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

/** Chooses targets for the requests of one upstream in one worker. It outlives snapshots that leave the upstream alone. */
export type Balancer = {
  /** The place of a target that is up and takes requests, or -1. */
  choose(ask: Ask): number
  /** A try at the target begins. */
  began(place: number): void
  /** A try is over. @param ms from its beginning to the response's head; null where none came */
  ended(place: number, ms: number | null): void
  /** Whether any target may take a request now. */
  hasAny(): boolean
}

export type BalancerOptions = {
  upstream: CompiledUpstream
  health: UpstreamHealth
  /** 0 ≤ n < 1. */
  random: () => number
  /** Milliseconds on a clock that never goes back. */
  now: () => number
}
