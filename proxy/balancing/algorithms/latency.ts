import type { Members } from '../members.ts'
import type { Algorithm, AlgorithmContext } from './algorithm.ts'

/** Kong balancer/latency.lua, ingress-nginx balancer/ewma.lua. */
const DECAY_MS = 10_000
/** A target that refuses is not a fast one: a try without a response counts as one of so long. */
const FAILED_MS = 1000
/** Below it another target counts as faster, above as fast. */
const CLEARLY = 0.9
const DRAWS = 8

/**
 * Of two targets drawn by weight, the one with the lower peak EWMA (Finagle PeakEwma.scala): an average of latencies that takes a
 * higher one at once and lower ones by and by, times the requests in flight beyond what the weight accounts for. What was not
 * measured for long drifts to the average of all, and so does a new target begin (Kong `calculate_slow_start_ewma`).
 */
export function latency({ states, random, now }: AlgorithmContext): Algorithm {
  let members!: Members
  /** By index in `members.places`: the weights up to it, together. */
  let sums = new Float64Array(0)
  let meanWeight = 0
  /** Of all latencies that were measured. */
  let measuredSum = 0
  let measuredCount = 0

  /** The first index whose sum is above the lot. */
  function draw(): number {
    const lot = random() * sums[sums.length - 1]!
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > lot) high = middle
      else low = middle + 1
    }
    return members.places[low]!
  }

  function drawUntried(tried: readonly number[]): number {
    for (let draws = 0; draws < DRAWS; draws++) {
      const place = draw()
      if (!tried.includes(place)) return place
    }
    const left = members.places.filter((place) => !tried.includes(place))
    return left[Math.floor(random() * left.length)]!
  }

  function loadOf(place: number, at: number): number {
    const { inFlight, latency: measured, measuredAt } = states[place]!
    const mean = measuredCount === 0 ? 0 : measuredSum / measuredCount
    const current = measured < 0 ? mean : mean + (measured - mean) * Math.exp((measuredAt - at) / DECAY_MS)
    return current * (1 + (inFlight * meanWeight) / members.weights[place]!)
  }

  return {
    update(next) {
      members = next
      sums = new Float64Array(members.places.length)
      measuredSum = measuredCount = 0
      let sum = 0
      for (const [index, place] of members.places.entries()) {
        sums[index] = sum += members.weights[place]!
        const measured = states[place]!.latency
        if (measured < 0) continue
        measuredSum += measured
        measuredCount++
      }
      meanWeight = sum / members.places.length
    },
    pick(_, tried) {
      const one = tried.length === 0 ? draw() : drawUntried(tried)
      const other = tried.length === 0 ? draw() : drawUntried(tried)
      if (one === other) return one
      const at = now()
      return loadOf(other, at) < loadOf(one, at) * CLEARLY ? other : one
    },
    measured(place, tidings) {
      const target = states[place]!
      const at = now()
      const sample = tidings === 'failed' ? FAILED_MS : tidings
      const before = target.latency
      const kept = Math.exp((target.measuredAt - at) / DECAY_MS)
      target.latency = before < 0 || sample > before ? sample : before * kept + sample * (1 - kept)
      target.measuredAt = at
      if (members.weights[place] === 0) return
      measuredSum += target.latency - Math.max(0, before)
      if (before < 0) measuredCount++
    },
  }
}
