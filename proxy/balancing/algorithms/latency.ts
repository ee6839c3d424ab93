import type { Members } from '../members.ts'
import type { Algorithm, AlgorithmContext } from './algorithm.ts'

/** Kong balancer/latency.lua, ingress-nginx balancer/ewma.lua. */
const DECAY_MS = 10_000
/** A target that refuses is not a fast one: a try without a response counts as one of so long. */
const FAILED_MS = 1000
/** Below it another target counts as faster, above as fast. */
const CLEARLY = 0.9
/** So many requests in flight more or less than a target's weight accounts for are not much. */
const FEW = 2
const NONE: readonly number[] = []

/**
 * Of two different targets drawn by weight, the one with the lower peak: a latency that takes a higher one at once and lower ones
 * by and by (Finagle PeakEwma.scala), times the requests in flight beyond what its weight accounts for. Where nothing is measured
 * it fades towards 0 (Kong balancer/latency.lua), so that a slow target is tried again, and one that has become fast is known as
 * such from its first request. A new target begins with the average of all (Kong `calculate_slow_start_ewma`).
 */
export function latency({ states, random, now }: AlgorithmContext): Algorithm {
  let members!: Members
  /** By index in `members.places`: the weights up to it, together. */
  let sums = new Float64Array(0)
  /** By place: its index there; -1: none. */
  let indexes = new Int32Array(0)
  /** Of all members, by place and together. */
  let inFlight = new Int32Array(0)
  let allInFlight = 0
  /** Of all latencies that were measured. */
  let measuredSum = 0
  let measuredCount = 0

  const below = (index: number): number => (index === 0 ? 0 : sums[index - 1]!)
  const weightOf = (index: number): number => sums[index]! - below(index)

  /** The first index whose sum is above the lot. @param without indexes that have no lot, ascending */
  function draw(without: readonly number[]): number {
    let lots = sums[sums.length - 1]!
    for (const index of without) lots -= weightOf(index)
    let lot = random() * lots
    for (const index of without) if (lot >= below(index)) lot += weightOf(index)
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > lot) high = middle
      else low = middle + 1
    }
    return low
  }

  const indexesOf = (tried: readonly number[]): number[] => {
    const found = new Set(tried.map((place) => indexes[place]!))
    found.delete(-1)
    return [...found].sort((a, b) => a - b)
  }

  /** @param least milliseconds that do not fade */
  function loadOf(place: number, least: number, at: number): number {
    const { latency: measured, measuredAt } = states[place]!
    const current = measured < 0 ? expected(place) : Math.max(least, measured * Math.exp((measuredAt - at) / DECAY_MS))
    const due = (allInFlight * members.weights[place]!) / sums[sums.length - 1]!
    return (current * (FEW + inFlight[place]!)) / (FEW + due)
  }

  const expected = (place: number): number => {
    const { latency: measured } = states[place]!
    return measured >= 0 ? measured : measuredCount === 0 ? 0 : measuredSum / measuredCount
  }

  return {
    update(next) {
      members = next
      sums = new Float64Array(members.places.length)
      indexes = new Int32Array(states.length).fill(-1)
      inFlight = new Int32Array(states.length)
      allInFlight = 0
      measuredSum = measuredCount = 0
      let sum = 0
      for (const [index, place] of members.places.entries()) {
        sums[index] = sum += members.weights[place]!
        indexes[place] = index
        allInFlight += inFlight[place] = states[place]!.inFlight
        const measured = states[place]!.latency
        if (measured < 0) continue
        measuredSum += measured
        measuredCount++
      }
    },
    pick(_, tried) {
      const { places } = members
      const without = tried.length === 0 ? NONE : indexesOf(tried)
      const drawn = draw(without)
      const one = places[drawn]!
      if (places.length - without.length < 2) return one
      const other = places[draw(without.length === 0 ? [drawn] : [...without, drawn].sort((a, b) => a - b))]!
      const at = now()
      // What both fade below tells nothing of them: with few requests, the one that was measured last would always seem the slower.
      const least = Math.min(expected(one), expected(other))
      return loadOf(other, least, at) < loadOf(one, least, at) * CLEARLY ? other : one
    },
    counted(place) {
      if (indexes[place] === -1) return
      const count = states[place]!.inFlight
      allInFlight += count - inFlight[place]!
      inFlight[place] = count
    },
    measured(place, tidings) {
      const target = states[place]!
      const at = now()
      const sample = tidings === 'failed' ? FAILED_MS : tidings
      const before = target.latency
      const kept = Math.exp((target.measuredAt - at) / DECAY_MS)
      target.latency = before < 0 ? sample : Math.max(sample, before * kept)
      target.measuredAt = at
      if (members.weights[place] === 0) return
      measuredSum += target.latency - Math.max(0, before)
      if (before < 0) measuredCount++
    },
  }
}
