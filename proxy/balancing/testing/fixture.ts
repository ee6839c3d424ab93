import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { UpstreamHealth } from '../../health/upstream-health.ts'
import type { Ask, Balancer } from '../balancer.ts'

/** Health that a test switches. */
export type TestHealth = UpstreamHealth & { set(place: number, isUp: boolean, since?: number): void }

export function testHealth(threshold = 0): TestHealth {
  const down = new Set<number>()
  const since = new Map<number, number>()
  let version = 0
  return {
    threshold,
    version: () => version,
    isUp: (place) => !down.has(place),
    upSince: (place) => since.get(place) ?? 0,
    report: () => {},
    set(place, isUp, at = 0) {
      if (isUp) down.delete(place)
      else down.add(place)
      since.set(place, at)
      version++
    },
  }
}

/** Numbers like those of chance, the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const poolOf = (weights: readonly number[]): CompiledUpstream['targets'] =>
  weights.map((weight, place) => ({ host: `10.0.${place >> 8}.${place & 255}`, port: 80, weight }))

export const upstreamOf = (weights: readonly number[], more: Partial<CompiledUpstream> = {}): CompiledUpstream => ({
  workspace: 'default', name: 'shop', algorithm: 'round-robin', hash: [], slots: 10_000, slowStartMs: 0, hostHeader: null,
  healthchecks: null, targets: poolOf(weights), ...more,
})

export const ask = (more: Partial<Ask> = {}): Ask => ({ hash: () => null, bound: -1, tried: [], ...more })

export type Drive = { places: number; inFlight: number; random: () => number; ms?: (place: number) => number; each?: () => void }

/**
 * So many requests, of which always some are in flight; the oldest ends when another one begins.
 * @returns how many each place got
 */
export function drive(balancer: Balancer, count: number, { places, inFlight, random, ms = () => 5, each = () => {} }: Drive): number[] {
  const counts = Array.from({ length: places }, () => 0)
  const flying: number[] = []
  for (let request = 0; request < count; request++) {
    each()
    const place = balancer.choose(ask({ hash: () => Math.floor(random() * 2 ** 32) }))
    if (place === -1) continue
    counts[place]!++
    balancer.began(place)
    flying.push(place)
    if (flying.length > inFlight) {
      const ended = flying.shift()!
      balancer.ended(ended, ms(ended))
    }
  }
  for (const place of flying) balancer.ended(place, ms(place))
  return counts
}
