import { hashFor } from '#lib/routing/balancing/ring.ts'
import { bindsSide, bondCookie, sessionBond, targetBond, type BondFacts } from '#lib/routing/filters/affinity.ts'
import { bondsOf, ringFor, type Bonds } from '#lib/routing/filters/bound-place.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'

type Affinity = FilterOf<'affinity'>
type Side = 'stable' | 'canary'

/** How a request came to its target: `bound` as `boundPlace` gave it, the places that were tried, and the one that answered. */
export type Journey = { bound: number; tried: readonly number[]; place: number }

/**
 * The Set-Cookie header that binds the client to the target that answered; null: it needs none. One is set where the request was
 * bound to nothing, where its target was not to be had, and after a failed try if `changeOnFailure` (ingress-nginx sticky.lua).
 * @param random 0 ≤ n < 1
 */
export function affinityCookie(
  filter: Affinity, side: Side, upstream: CompiledUpstream, { bound, tried, place }: Journey, facts: BondFacts, random: () => number,
): string | null {
  if (!bindsSide(filter, side) || place === bound) return null
  if (bound !== -1 && tried.includes(bound) && !filter.changeOnFailure) return null
  const bonds = bondsOf(upstream)
  return bondCookie(filter, { upstream: bonds.key, target: targetText(filter, bonds, upstream, place, random) }, facts)
}

function targetText({ mode }: Affinity, bonds: Bonds, upstream: CompiledUpstream, place: number, random: () => number): string {
  if (mode === 'persistent') return targetBond(bonds.key, upstream.targets[place]!)
  return sessionBond(hashFor(ringFor(bonds, upstream), place, random)!)
}
