import { buildRing, hashFor, placeFor, type Ring } from '#lib/routing/balancing/ring.ts'
import {
  bindsSide, bondCookie, readBond, sessionBond, sessionHash, targetBond, upstreamBond, type BondFacts,
} from '#lib/routing/filters/affinity.ts'
import type { HeaderValues } from '#lib/routing/request.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { UpstreamHealth } from '../health/upstream-health.ts'

type Affinity = FilterOf<'affinity'>
type Side = 'stable' | 'canary'

/** What cookies say of an upstream. */
type Bonds = { key: string; places: Map<string, number>; ring: Ring | null }

const known = new WeakMap<CompiledUpstream, Bonds>()

function bondsOf(upstream: CompiledUpstream): Bonds {
  let bonds = known.get(upstream)
  if (!bonds) {
    const key = upstreamBond(upstream)
    const places = new Map(upstream.targets.map((target, place) => [targetBond(key, target), place]))
    known.set(upstream, (bonds = { key, places, ring: null }))
  }
  return bonds
}

/** Weights do not count on it: a target that drains keeps its sessions. */
const ringFor = (bonds: Bonds, { targets, slots }: CompiledUpstream): Ring =>
  (bonds.ring ??= buildRing(targets.map(({ host, port }) => ({ host, port, weight: 1 })), slots))

/** The target of a session: the one that it falls to if that is up, else the next one below that takes new clients. */
function placeOfSession(ring: Ring, hash: number, { targets }: CompiledUpstream, health: UpstreamHealth): number {
  const own = placeFor(ring, hash, () => true)
  if (own === -1 || health.isUp(own)) return own
  return placeFor(ring, hash, (place) => targets[place]!.weight > 0 && health.isUp(place))
}

/**
 * The target to which the client's cookie binds it: `bound` of an Ask. -1: to none. `persistent`: the target that the cookie names,
 * also while it is down; `balanced`: the one to which a ring gives the cookie's session.
 */
export function boundPlace(
  filter: Affinity, side: Side, headers: HeaderValues, upstream: CompiledUpstream, health: UpstreamHealth,
): number {
  const bond = bindsSide(filter, side) ? readBond(filter, headers) : null
  if (bond === null) return -1
  const bonds = bondsOf(upstream)
  if (bond.upstream !== bonds.key) return -1
  if (filter.mode === 'persistent') return bonds.places.get(bond.target) ?? -1
  const hash = sessionHash(bond.target)
  return hash === null ? -1 : placeOfSession(ringFor(bonds, upstream), hash, upstream, health)
}

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
