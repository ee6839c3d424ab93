import { describe, expect, test } from 'vitest'
import { buildRing, markOf } from '#lib/routing/balancing/ring.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { createBalancer } from './create-balancer.ts'
import { ask, drive, seededRandom, testHealth, upstreamOf, type TestHealth } from './testing/fixture.ts'

type Algorithm = CompiledUpstream['algorithm']

const ALGORITHMS: Algorithm[] = ['round-robin', 'least-connections', 'consistent-hashing', 'latency']

type Setup = Partial<CompiledUpstream> & { health?: TestHealth; seed?: number }

function setUp(algorithm: Algorithm, weights: readonly number[], { health = testHealth(), seed = 1, ...more }: Setup = {}) {
  const hash: CompiledUpstream['hash'] = algorithm === 'consistent-hashing' ? [{ from: 'ip' }] : []
  const upstream = upstreamOf(weights, { algorithm, hash, slots: 65_536, ...more })
  const clock = { at: 1_000_000 }
  const random = seededRandom(seed)
  const balancer = createBalancer({ upstream, health, random, now: () => clock.at })
  const run = (count: number, inFlight = weights.length * 8, ms?: (place: number) => number) =>
    drive(balancer, count, { places: weights.length, inFlight, random, ...(ms && { ms }), each: () => clock.at++ })
  return { balancer, health, clock, run, upstream }
}

/** Of hashes, a ring gives each target about its share; the shares that it gives are exact. */
function sharesOf(algorithm: Algorithm, { targets, slots }: CompiledUpstream): number[] {
  const total = targets.reduce((sum, { weight }) => sum + weight, 0)
  if (algorithm !== 'consistent-hashing') return targets.map(({ weight }) => weight / total)
  const ring = buildRing(targets, slots)
  const random = seededRandom(99)
  const counts = targets.map(() => 0)
  for (let sample = 0; sample < 200_000; sample++) counts[ring.holders[markOf(ring, Math.floor(random() * 2 ** 32))]!]!++
  return counts.map((count) => count / 200_000)
}

const chiSquare = (counts: readonly number[], shares: readonly number[]): number => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce((sum, count, place) => (shares[place] === 0 ? sum : sum + (count - total * shares[place]!) ** 2 / (total * shares[place]!)), 0)
}

/** One in a thousand is above, by degrees of freedom. */
const CRITICAL: Record<number, number> = { 1: 10.83, 2: 13.82, 3: 16.27, 9: 27.88 }

describe.each(ALGORITHMS)('%s', (algorithm) => {
  test.each([[[100, 100, 100]], [[3, 1, 2, 2]], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]], [[50, 0, 30, 20, 100]]])('shares follow the weights %j', (weights) => {
    const { run, upstream } = setUp(algorithm, weights)
    const counts = run(6000)
    const degrees = weights.filter((weight) => weight > 0).length - 1
    expect(chiSquare(counts, sharesOf(algorithm, upstream))).toBeLessThan(CRITICAL[degrees]!)
    for (const [place, weight] of weights.entries()) expect(counts[place]! > 0).toBe(weight > 0)
  })

  test.each([[[100, 99]], [[100, 50, 1]], [[1, 2, 3, 4]]])('shares follow the weights %j also with one request at a time', (weights) => {
    const { run, upstream } = setUp(algorithm, weights)
    expect(chiSquare(run(6000, 0), sharesOf(algorithm, upstream))).toBeLessThan(CRITICAL[weights.length - 1]!)
  })

  test('only targets that are up are chosen, from the next choice on', () => {
    const { run, health } = setUp(algorithm, [1, 1, 1, 1])
    run(100)
    health.set(2, false)
    health.set(0, false)
    const counts = run(400)
    expect([counts[0], counts[2]]).toEqual([0, 0])
    health.set(2, true)
    expect(run(400)[2]).toBeGreaterThan(40)
  })

  test('nobody starves, however often targets come and go', () => {
    const { balancer, health, clock, upstream } = setUp(algorithm, [5, 1, 1, 1, 1])
    const random = seededRandom(7)
    let next = 0
    const each = () => {
      clock.at++
      if (++next % 3 === 0) health.set(4, next % 2 === 0)
      if (next % 7 === 0) health.set(3, next % 2 === 0)
    }
    const counts = drive(balancer, 9000, { places: 5, inFlight: 40, random, each })
    const share = 9000 / 9
    expect(Math.min(...counts.slice(1, 3))).toBeGreaterThan(share * 0.6)
    expect(Math.min(...counts)).toBeGreaterThan(share * 0.25)
    expect(upstream.targets).toHaveLength(5)
  })

  test('a retry never goes to a target that was tried while there is another', () => {
    const { balancer, run } = setUp(algorithm, [100, 1, 1, 50, 0, 7])
    run(50)
    for (let round = 0; round < 50; round++) {
      const tried: number[] = []
      for (let times = 0; times < 5; times++) tried.push(balancer.choose(ask({ hash: () => round * 77_777_777, tried })))
      expect(tried.toSorted()).toEqual([0, 1, 2, 3, 5])
      expect([0, 1, 2, 3, 5]).toContain(balancer.choose(ask({ tried })))
    }
  })

  test('weight 0 takes nothing but the clients that are bound to it', () => {
    const { balancer, run, health } = setUp(algorithm, [1, 0, 1])
    expect(run(300)[1]).toBe(0)
    expect(balancer.choose(ask({ bound: 1 }))).toBe(1)
    expect(balancer.choose(ask({ bound: 1, tried: [1] }))).not.toBe(1)
    health.set(1, false)
    expect([0, 2]).toContain(balancer.choose(ask({ bound: 1 })))
    health.set(0, false)
    health.set(2, false)
    health.set(1, true)
    expect(balancer.choose(ask())).toBe(-1)
    expect(balancer.hasAny()).toBe(false)
    expect(balancer.choose(ask({ bound: 1 }))).toBe(1)
  })

  test('one target gets everything, also a second try', () => {
    const { balancer, run } = setUp(algorithm, [3])
    expect(run(20)).toEqual([20])
    expect(balancer.choose(ask({ tried: [0] }))).toBe(0)
  })

  test.each([['no target', []], ['weights of 0', [0, 0]]])('%s gives none', (_, weights) => {
    const { balancer } = setUp(algorithm, weights)
    expect(balancer.choose(ask())).toBe(-1)
    expect(balancer.hasAny()).toBe(false)
  })

  test('below the threshold of weight that is up, nothing is chosen', () => {
    const { balancer, health } = setUp(algorithm, [50, 30, 20], { health: testHealth(50) })
    health.set(0, false)
    expect(balancer.hasAny()).toBe(true)
    health.set(2, false)
    expect(balancer.hasAny()).toBe(false)
    expect([balancer.choose(ask()), balancer.choose(ask({ bound: 1 }))]).toEqual([-1, -1])
    health.set(2, true)
    expect([1, 2]).toContain(balancer.choose(ask()))
  })

  test('a choice among many takes its share in time', () => {
    const { run } = setUp(algorithm, Array.from({ length: 1000 }, (_, place) => 1 + (place % 3)))
    const counts = run(20_000, 2000)
    expect(counts.filter((count) => count === 0).length).toBeLessThan(algorithm === 'consistent-hashing' || algorithm === 'latency' ? 20 : 1)
  })
})
