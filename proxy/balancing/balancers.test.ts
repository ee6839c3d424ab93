import { describe, expect, test } from 'vitest'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { ALWAYS_UP } from '../health/upstream-health.ts'
import type { Balancer } from './balancer.ts'
import { upstreamKey } from '../upstream-key.ts'
import { createBalancers } from './balancers.ts'
import { ask, seededRandom, testHealth, upstreamOf } from './testing/fixture.ts'

const balancers = (now = () => 1000) => createBalancers({ random: seededRandom(1), now })

describe('the balancer of an upstream', () => {
  const upstream = upstreamOf([1, 1])

  test.each<[string, CompiledUpstream]>([
    ['the same object', upstream],
    ['an equal one', structuredClone(upstream)],
    ['another Host for the targets', { ...upstream, hostHeader: 'shop.test' }],
  ])('is kept for %s', (_, next) => {
    const all = balancers()
    expect(all.of(next, ALWAYS_UP)).toBe(all.of(upstream, ALWAYS_UP))
  })

  test.each<[string, Partial<CompiledUpstream>]>([
    ['other weights', upstreamOf([1, 2])],
    ['another algorithm', { algorithm: 'latency' }],
    ['another slow start', { slowStartMs: 1000 }],
    ['another upstream', { name: 'cart' }],
    ['another workspace', { workspace: 'other' }],
  ])('is another one for %s', (_, more) => {
    const all = balancers()
    const before = all.of(upstream, ALWAYS_UP)
    expect(all.of({ ...upstream, ...more }, ALWAYS_UP)).not.toBe(before)
  })

  test('is another one for another health', () => {
    const all = balancers()
    const before = all.of(upstream, ALWAYS_UP)
    expect(all.of(upstream, testHealth())).not.toBe(before)
  })

  test('is forgotten once nobody names the upstream', () => {
    const all = balancers()
    const cart = upstreamOf([1], { name: 'cart' })
    const [before, other] = [all.of(upstream, ALWAYS_UP), all.of(cart, ALWAYS_UP)]
    all.retain(new Set([upstreamKey(cart)]))
    expect(all.of(cart, ALWAYS_UP)).toBe(other)
    expect(all.of(upstream, ALWAYS_UP)).not.toBe(before)
  })
})

describe('when targets change', () => {
  type Target = CompiledUpstream['targets'][0]
  const [a, b, c] = upstreamOf([1, 1, 1]).targets as [Target, Target, Target]
  const pool = (targets: CompiledUpstream['targets'], algorithm: CompiledUpstream['algorithm']) => upstreamOf([], { targets, algorithm })
  const chosen = (balancer: Balancer, count: number) => Array.from({ length: count }, () => balancer.choose(ask()))

  test('requests in flight count on, and end by their old places', () => {
    const all = balancers()
    const before = all.of(pool([a, b], 'least-connections'), ALWAYS_UP)
    for (let request = 0; request < 3; request++) before.began(1)
    const after = all.of(pool([c, b, a], 'least-connections'), ALWAYS_UP)
    expect(chosen(after, 6)).not.toContain(1)
    for (let request = 0; request < 3; request++) before.ended(1, 1)
    expect(chosen(after, 6)).toContain(1)
  })

  test('an end at a target that is gone is nothing to the others', () => {
    const all = balancers()
    const before = all.of(pool([a, b], 'least-connections'), ALWAYS_UP)
    before.began(0)
    const after = all.of(pool([b, c], 'least-connections'), ALWAYS_UP)
    expect(chosen(after, 4).join('')).toMatch(/^(01)+$|^(10)+$/)
    before.ended(0, 1)
    expect(chosen(after, 4).join('')).toMatch(/^(01)+$|^(10)+$/)
  })

  test('an older balancer goes on choosing by its own places, for requests that began with it', () => {
    const all = balancers()
    const before = all.of(pool([a, b], 'least-connections'), ALWAYS_UP)
    before.choose(ask())
    const after = all.of(pool([b, a], 'least-connections'), ALWAYS_UP)
    after.choose(ask())
    after.began(1)
    expect(chosen(before, 3)).toEqual([1, 1, 1])
    after.ended(1, 1)
    expect(new Set(chosen(before, 4))).toEqual(new Set([0, 1]))
    expect(new Set(chosen(after, 4))).toEqual(new Set([0, 1]))
  })

  test('a retry with an older balancer forgets nothing of the targets that came after it', () => {
    const clock = { at: 1000 }
    const all = balancers(() => clock.at)
    const slow = (targets: CompiledUpstream['targets']) => ({ ...pool(targets, 'round-robin'), slowStartMs: 10_000 })
    const before = all.of(slow([a, b]), ALWAYS_UP)
    before.choose(ask())
    const after = all.of(slow([a, b, c]), ALWAYS_UP)
    after.choose(ask())
    clock.at = 100_000
    before.choose(ask({ tried: [0] }))
    const latest = all.of(slow([c, b, a]), ALWAYS_UP)
    expect(chosen(latest, 30).filter((place) => place === 0).length).toBeGreaterThanOrEqual(10)
  })

  test('turns go on', () => {
    const all = balancers()
    expect(chosen(all.of(pool([a, b, c], 'round-robin'), ALWAYS_UP), 4)).toEqual([0, 1, 2, 0])
    expect(chosen(all.of(pool([c, b, a], 'round-robin'), ALWAYS_UP), 4)).toEqual([1, 0, 2, 1])
    expect(chosen(all.of(pool([a, b], 'round-robin'), ALWAYS_UP), 4)).toEqual([0, 1, 0, 1])
  })

  test('weights that were high leave no burst behind', () => {
    const all = balancers()
    chosen(all.of(upstreamOf([60_000, 60_000]), ALWAYS_UP), 1)
    expect(chosen(all.of(upstreamOf([1, 1]), ALWAYS_UP), 6).join('')).toMatch(/^(10){3}$|^(01){3}$/)
  })

  test('latencies go on', () => {
    const all = balancers()
    const before = all.of(pool([a, b], 'latency'), ALWAYS_UP)
    for (const [place, ms] of [[0, 500], [1, 5]] as const) {
      before.began(place)
      before.ended(place, ms)
    }
    const after = all.of(pool([b, a], 'latency'), ALWAYS_UP)
    const counts = chosen(after, 400).filter((place) => place === 1).length
    expect(counts).toBeLessThan(160)
  })

  test('a new algorithm knows what is in flight', () => {
    const all = balancers()
    const before = all.of(pool([a, b], 'round-robin'), ALWAYS_UP)
    before.began(0)
    expect(chosen(all.of(pool([a, b], 'least-connections'), ALWAYS_UP), 3)).toEqual([1, 1, 1])
  })
})

const ALGORITHMS = ['round-robin', 'least-connections', 'consistent-hashing', 'latency'] as const

test.each(ALGORITHMS)('%s: however targets and algorithms change under requests, every end is counted once', (algorithm) => {
  const random = seededRandom(4)
  const all = balancers()
  const everyone = upstreamOf([1, 1, 1, 1, 1, 1]).targets
  const flying: { balancer: Balancer; place: number }[] = []
  let current = all.of(upstreamOf([], { targets: everyone, algorithm }), ALWAYS_UP)
  let listed = everyone
  for (let step = 0; step < 4000; step++) {
    if (step % 50 === 0) {
      listed = everyone.filter(() => random() < 0.7).sort(() => random() - 0.5)
      current = all.of(upstreamOf([], { targets: listed, algorithm: random() < 0.3 ? 'least-connections' : algorithm }), ALWAYS_UP)
    }
    const place = current.choose(ask({ hash: () => Math.floor(random() * 2 ** 32) }))
    expect(place >= 0 && place < listed.length).toBe(listed.length > 0)
    if (place === -1) continue
    current.began(place)
    flying.push({ balancer: current, place })
    if (flying.length > 40) {
      const [over] = flying.splice(Math.floor(random() * flying.length), 1)
      over!.balancer.ended(over!.place, 5)
    }
  }
  for (const { balancer, place } of flying) balancer.ended(place, 5)
  const idle = all.of(upstreamOf([], { targets: everyone, algorithm: 'least-connections' }), ALWAYS_UP)
  for (const inFlight of [1, 2]) {
    const chosen = everyone.map(() => {
      const place = idle.choose(ask())
      idle.began(place)
      return place
    })
    expect(chosen.sort(), `${inFlight} in flight to each`).toEqual([0, 1, 2, 3, 4, 5])
  }
})

test('two targets of one address are two', () => {
  const { targets } = upstreamOf([1])
  const balancer = balancers().of(upstreamOf([], { targets: [targets[0]!, targets[0]!], algorithm: 'least-connections' }), ALWAYS_UP)
  balancer.began(0)
  expect(balancer.choose(ask())).toBe(1)
  balancer.ended(0, 1)
})
