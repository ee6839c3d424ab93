import { expect, test } from 'vitest'
import { buildRing, markOf } from '#lib/routing/balancing/ring.ts'
import { xxhash32 } from '#lib/routing/balancing/xxhash32.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { createBalancer } from '../create-balancer.ts'
import { ask, seededRandom, testHealth, upstreamOf } from '../testing/fixture.ts'

const hashing = (weights: readonly number[], more: Partial<CompiledUpstream> = {}) =>
  upstreamOf(weights, { algorithm: 'consistent-hashing', hash: [{ from: 'ip' }], ...more })

const balancerOf = (upstream: CompiledUpstream, health = testHealth()) => createBalancer({ upstream, health, random: seededRandom(1), now: () => 0 })

const KEYS = Array.from({ length: 2000 }, (_, key) => xxhash32(`key ${key}`))

test('a hash goes where the ring says, every time', () => {
  const upstream = hashing([1, 2, 3, 4, 5])
  const balancer = balancerOf(upstream)
  const ring = buildRing(upstream.targets, upstream.slots)
  for (let times = 0; times < 2; times++) for (const key of KEYS) expect(balancer.choose(ask({ hash: () => key }))).toBe(ring.holders[markOf(ring, key)])
})

test('of a request that has nothing of what is hashed, all go to one target', () => {
  const upstream = hashing([1, 1, 1, 1, 1])
  const balancer = balancerOf(upstream)
  const chosen = new Set(Array.from({ length: 50 }, () => balancer.choose(ask())))
  expect(chosen).toEqual(new Set([balancer.choose(ask({ hash: () => xxhash32('') }))]))
})

test('where nothing is to be hashed, chance decides, and the request is not asked', () => {
  const balancer = balancerOf(hashing([1, 1, 1], { hash: [] }))
  const counts = [0, 0, 0]
  for (let choice = 0; choice < 3000; choice++) counts[balancer.choose(ask({ hash: () => { throw new Error('asked') } }))]!++
  expect(Math.min(...counts)).toBeGreaterThan(700)
})

test('while a target is down its keys go elsewhere, and all others stay', () => {
  const health = testHealth()
  const balancer = balancerOf(hashing([1, 1, 1, 1]), health)
  const owners = () => KEYS.map((key) => balancer.choose(ask({ hash: () => key })))
  const before = owners()
  health.set(2, false)
  const during = owners()
  expect(during).not.toContain(2)
  for (const [key, place] of before.entries()) if (place !== 2) expect(during[key]).toBe(place)
  expect(new Set(during.filter((_, key) => before[key] === 2)).size).toBe(3)
  health.set(2, true)
  expect(owners()).toEqual(before)
})

test('retries of a key go the same way each time', () => {
  const balancer = balancerOf(hashing([1, 1, 1, 1, 1, 1]))
  for (const key of KEYS.slice(0, 200)) {
    const way = () => {
      const tried: number[] = []
      for (let times = 0; times < 6; times++) tried.push(balancer.choose(ask({ hash: () => key, tried })))
      return tried
    }
    const first = way()
    expect(new Set(first).size).toBe(6)
    expect(way()).toEqual(first)
  }
})
