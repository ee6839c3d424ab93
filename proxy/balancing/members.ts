import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { UpstreamHealth } from '../health/upstream-health.ts'
import type { TargetState } from './target-state.ts'

/** The targets of an upstream that take requests at present. */
export type Members = {
  /** Of new requests, ascending. */
  places: readonly number[]
  /** By place; 0 where it takes nothing new. Less than what is configured in a slow start. */
  weights: Float64Array
  /** By place: 1 where a client that is bound to it may go on. */
  isOpen: Uint8Array
  /** When weights will be others; Infinity: not by themselves. */
  until: number
}

/** A slow start begins with this share of the weight, and goes on in so many steps. */
const FIRST_SHARE = 0.1
const STEPS = 100
const SHORTEST_STEP_MS = 20

/** Of its weight, how much a target gets so long after it came: linear from a tenth to the whole. */
const shareAfter = (age: number, slowStartMs: number): number =>
  age >= slowStartMs ? 1 : FIRST_SHARE + (1 - FIRST_SHARE) * Math.max(0, age / slowStartMs)

/** Since it was added or came up, whichever was later; Infinity: it was there from the start. */
function ageAt(at: number, addedAt: number, upSince: number): number {
  const since = Math.max(addedAt, upSince)
  return since === 0 ? Infinity : at - since
}

/** A ring that changed with every step would move keys; nginx has no slow start for hashes either. */
const slowStartOf = ({ algorithm, slowStartMs }: CompiledUpstream): number => (algorithm === 'consistent-hashing' ? 0 : slowStartMs)

type Asked = { upstream: CompiledUpstream; health: UpstreamHealth; states: readonly TargetState[]; now: () => number }

/**
 * Who takes requests: those that are up and have a weight; nobody while less of the weight is up than the threshold asks
 * for (Kong healthchecks.threshold).
 */
export function readMembers({ upstream, health, states, now }: Asked): Members {
  const { targets } = upstream
  const slowStartMs = slowStartOf(upstream)
  const at = slowStartMs > 0 ? now() : 0
  const places: number[] = []
  const weights = new Float64Array(targets.length)
  const isOpen = new Uint8Array(targets.length)
  let total = 0
  let up = 0
  let until = Infinity
  for (const [place, { weight }] of targets.entries()) {
    total += weight
    if (!health.isUp(place)) continue
    up += weight
    isOpen[place] = 1
    if (weight <= 0) continue
    places.push(place)
    const age = slowStartMs > 0 ? ageAt(at, states[place]!.addedAt, health.upSince(place)) : 0
    weights[place] = weight * shareAfter(age, slowStartMs)
    if (age < slowStartMs) until = at + Math.max(SHORTEST_STEP_MS, slowStartMs / STEPS)
  }
  if (up * 100 >= health.threshold * total) return { places, weights, isOpen, until }
  return { places: [], weights: weights.fill(0), isOpen: isOpen.fill(0), until: Infinity }
}
