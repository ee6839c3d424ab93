import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { Ask } from '../balancer.ts'
import type { Members } from '../members.ts'
import type { TargetState, UpstreamState } from '../target-state.ts'

/** How one of the members is chosen. What must outlive the algorithm stands in the states. */
export type Algorithm = {
  /** Members or weights have changed; called before anything else. */
  update(members: Members): void
  /** A place out of `members`, which has some that are not in `tried`. */
  pick(ask: Ask, tried: readonly number[]): number
  /** The number in flight to a place has changed. */
  counted?(place: number): void
  /** A try is over. @param tidings milliseconds to the response's head, or that none came */
  measured?(place: number, tidings: number | 'failed'): void
}

export type AlgorithmContext = {
  upstream: CompiledUpstream
  state: UpstreamState
  /** By place. */
  states: readonly TargetState[]
  random: () => number
  now: () => number
}
