import { buildRing, placeFor, type Ring } from '../balancing/ring.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { HeaderValues } from '../request.ts'
import { bindsSide, readBond, sessionHash, targetBond, upstreamBond } from './affinity.ts'

type Affinity = FilterOf<'affinity'>
type Side = 'stable' | 'canary'

/** Whether a target, by its place, is up. */
type Up = { isUp(place: number): boolean }

/** What cookies say of an upstream. */
export type Bonds = { key: string; places: Map<string, number>; ring: Ring | null }

const known = new WeakMap<CompiledUpstream, Bonds>()

/** They hang on the upstream alone. */
export function bondsOf(upstream: CompiledUpstream): Bonds {
  let bonds = known.get(upstream)
  if (!bonds) {
    const key = upstreamBond(upstream)
    const places = new Map(upstream.targets.map((target, place) => [targetBond(key, target), place]))
    known.set(upstream, (bonds = { key, places, ring: null }))
  }
  return bonds
}

/** Weights do not count on it: a target that drains keeps its sessions. */
export const ringFor = (bonds: Bonds, { targets, slots }: CompiledUpstream): Ring =>
  (bonds.ring ??= buildRing(targets.map(({ host, port }) => ({ host, port, weight: 1 })), slots))

/** The target of a session: the one that it falls to if that is up, else the next one below that takes new clients. */
function placeOfSession(ring: Ring, hash: number, { targets }: CompiledUpstream, health: Up): number {
  const own = placeFor(ring, hash, () => true)
  if (own === -1 || health.isUp(own)) return own
  return placeFor(ring, hash, (place) => targets[place]!.weight > 0 && health.isUp(place))
}

/**
 * The target to which the client's cookie binds it: `bound` of an Ask. -1: to none. `persistent`: the target that the cookie names,
 * also while it is down; `balanced`: the one to which a ring gives the cookie's session.
 */
export function boundPlace(
  filter: Affinity, side: Side, headers: HeaderValues, upstream: CompiledUpstream, health: Up,
): number {
  const bond = bindsSide(filter, side) ? readBond(filter, headers) : null
  if (bond === null) return -1
  const bonds = bondsOf(upstream)
  if (bond.upstream !== bonds.key) return -1
  if (filter.mode === 'persistent') return bonds.places.get(bond.target) ?? -1
  const hash = sessionHash(bond.target)
  return hash === null ? -1 : placeOfSession(ringFor(bonds, upstream), hash, upstream, health)
}
