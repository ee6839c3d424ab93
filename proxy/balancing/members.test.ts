import { describe, expect, test } from 'vitest'
import { createBalancer } from './create-balancer.ts'
import { readMembers } from './members.ts'
import { createTargetState, createUpstreamState } from './target-state.ts'
import { ask, drive, seededRandom, testHealth, upstreamOf } from './testing/fixture.ts'

const weightsAt = (at: number, { slowStartMs = 10_000, since = 1000, algorithm = 'round-robin' as const, addedAt = 0 } = {}) => {
  const health = testHealth()
  health.set(1, true, since)
  const states = [createTargetState(0), createTargetState(addedAt)]
  const members = readMembers({ upstream: upstreamOf([100, 100], { slowStartMs, algorithm }), health, states, now: () => at })
  return { weights: [...members.weights], until: members.until }
}

describe('slow start', () => {
  const steps = [[1000, 10], [2000, 19], [6000, 55], [10_900, 99.1], [11_000, 100], [99_000, 100]] as const

  test.each(steps)('at %i ms a target that came up at 1,000 ms has %d of 100', (at, weight) => {
    expect(weightsAt(at).weights[0]).toBe(100)
    expect(weightsAt(at).weights[1]).toBeCloseTo(weight, 6)
  })

  test('it counts from whichever came later, the check or the target', () => {
    expect(weightsAt(6000, { addedAt: 6000 }).weights[1]).toBeCloseTo(10, 6)
    expect(weightsAt(6000, { addedAt: 500 }).weights[1]).toBeCloseTo(55, 6)
  })

  test('weights are looked at again while somebody starts, and no longer', () => {
    expect(weightsAt(2000).until).toBe(2100)
    expect(weightsAt(2000, { slowStartMs: 1500 }).until).toBe(2020)
    expect(weightsAt(20_000).until).toBe(Infinity)
  })

  test.each([[{ slowStartMs: 0 }], [{ algorithm: 'consistent-hashing' as never }]])('there is none with %j', (options) => {
    expect(weightsAt(1000, options)).toEqual({ weights: [100, 100], until: Infinity })
  })

  const algorithms = ['round-robin', 'least-connections', 'latency'] as const

  test.each(algorithms)('%s: a target that comes back takes little at first, and its share in the end', (algorithm) => {
    const health = testHealth()
    const clock = { at: 1000 }
    const random = seededRandom(1)
    const balancer = createBalancer({ upstream: upstreamOf([1, 1], { algorithm, slowStartMs: 1000 }), health, random, now: () => clock.at })
    const run = (count: number) => drive(balancer, count, { places: 2, inFlight: 30, random, each: () => clock.at++ })[1]! / count
    run(100)
    health.set(1, false)
    run(100)
    health.set(1, true, clock.at)
    const shares = [run(200), run(400), run(400), run(400)]
    expect(shares[0]).toBeGreaterThan(0.05)
    expect(shares[0]).toBeLessThan(0.3)
    expect(shares[1]).toBeGreaterThan(shares[0]!)
    expect(shares[3]).toBeGreaterThan(0.42)
  })

  test('whole upstreams start at once, and what joins them later does not', () => {
    const clock = { at: 1000 }
    const state = createUpstreamState()
    const count = (weights: number[]) => {
      const upstream = upstreamOf(weights, { slowStartMs: 1000 })
      const balancer = createBalancer({ upstream, health: testHealth(), random: seededRandom(1), now: () => clock.at }, state)
      const chosen = Array.from({ length: 110 }, () => balancer.choose(ask()))
      return weights.map((_, place) => chosen.filter((one) => one === place).length)
    }
    expect(count([1, 1])).toEqual([55, 55])
    clock.at += 1
    expect(count([1, 1, 1])[2]).toBeLessThan(10)
    clock.at += 1000
    expect(count([1, 1, 1])[2]).toBeGreaterThan(33)
  })
})
