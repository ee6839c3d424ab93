import { describe, expect, test } from 'vitest'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { addressOf, endpointOf } from './endpoint.ts'
import { policyOf } from './policies.ts'
import { smoothRoundRobin } from './round-robin.ts'

const pool = (weights: Record<string, number>) =>
  Object.entries(weights).map(([host, weight]) => endpointOf({ host, port: 80, weight }, new Map()))

describe('smooth weighted round-robin', () => {
  test.each([
    ['5 1 1', { a: 5, b: 1, c: 1 }, 'aabacaa'],
    ['equal weights', { a: 100, b: 100 }, 'abab'],
    ['a weight of 0', { a: 0, b: 1 }, 'bbb'],
    ['one target', { a: 7 }, 'aaa'],
  ])('%s', (_, weights, expected) => {
    const policy = smoothRoundRobin()
    const endpoints = pool(weights)
    const seen = Array.from(expected, () => policy.select(endpoints)?.host).join('')
    expect(seen).toBe(expected)
  })

  test.each([['no target', {}], ['weights of 0 alone', { a: 0, b: 0 }]])('%s gives none', (_, weights) => {
    expect(smoothRoundRobin().select(pool(weights))).toBeNull()
  })

  test('shares are exact over one round of the sum of weights', () => {
    const policy = smoothRoundRobin()
    const endpoints = pool({ a: 13, b: 5, c: 82 })
    const counts: Record<string, number> = {}
    for (let i = 0; i < 300; i++) {
      const host = policy.select(endpoints)!.host
      counts[host] = (counts[host] ?? 0) + 1
    }
    expect(counts).toEqual({ a: 39, b: 15, c: 246 })
  })
})

describe('the position of an upstream', () => {
  const upstream = (weight: number): CompiledUpstream => ({
    workspace: 'w', name: 'u', algorithm: 'round-robin', hostHeader: null,
    targets: [{ host: 'a', port: 80, weight }, { host: 'b', port: 80, weight }],
  })

  test('outlives a snapshot that leaves its targets alone', () => {
    const policies = new Map()
    const endpoints = pool({ a: 1, b: 1 })
    const first = policyOf(upstream(1), policies).select(endpoints)?.host
    expect([first, policyOf(upstream(1), policies).select(endpoints)?.host]).toEqual(['a', 'b'])
  })

  test('starts again when weights change, so that no target gets a burst', () => {
    const policies = new Map()
    policyOf(upstream(60_000), policies).select(pool({ a: 60_000, b: 60_000 }))
    const policy = policyOf(upstream(1), policies)
    const endpoints = pool({ a: 1, b: 1 })
    expect(Array.from({ length: 4 }, () => policy.select(endpoints)?.host).join('')).toBe('abab')
  })
})

test('addresses', () => {
  expect(addressOf('shop.test', 80)).toBe('shop.test:80')
  expect(addressOf('::1', 80)).toBe('[::1]:80')
})
