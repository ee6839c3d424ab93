import { buildRing, markOf, placeFor, ringOf, type Ring } from '#lib/routing/balancing/ring.ts'
import { xxhash32 } from '#lib/routing/balancing/xxhash32.ts'
import type { Algorithm, AlgorithmContext } from './algorithm.ts'

/** Of a request that has nothing of what is hashed: all such go to one target (Kong). */
const HASH_OF_NOTHING = xxhash32('')

/**
 * By a hash of the request on a ring (Kong balancer/consistent_hashing.lua), down from it to the first target that takes requests;
 * a retry goes further down. Where nothing is to be hashed, chance gives the hash.
 */
export function consistentHashing({ upstream, random }: AlgorithmContext): Algorithm {
  const whole = buildRing(upstream.targets, upstream.slots)
  let ring: Ring
  return {
    update({ weights, places }) {
      const all = upstream.targets.filter(({ weight }) => weight > 0).length
      ring = places.length === all ? whole : ringOf(whole, (place) => weights[place]! > 0)
    },
    pick(ask, tried) {
      const hash = upstream.hash.length === 0 ? Math.floor(random() * 2 ** 32) : (ask.hash() ?? HASH_OF_NOTHING)
      return tried.length === 0 ? ring.holders[markOf(ring, hash)]! : placeFor(ring, hash, (place) => !tried.includes(place))
    },
  }
}
