import { describe, expect, test } from 'vitest'
import { createBalancer } from '../create-balancer.ts'
import { ask, seededRandom, testHealth, upstreamOf } from '../testing/fixture.ts'

function pick(weights: readonly number[], count: number, health = testHealth()): number[] {
  const balancer = createBalancer({ upstream: upstreamOf(weights), health, random: seededRandom(5), now: () => 0 })
  return Array.from({ length: count }, () => balancer.choose(ask()))
}

/** The most often that a place comes, less the fewest, in any stretch of choices of this length. */
function unevenness(choices: readonly number[], place: number, length: number): number {
  const counts = choices.slice(0, choices.length - length).map((_, from) => choices.slice(from, from + length).filter((chosen) => chosen === place).length)
  return Math.max(...counts) - Math.min(...counts)
}

test.each([
  ['5 1 1', [5, 1, 1], '0100020 0100020'],
  ['equal weights', [100, 100, 100], '012012'],
  ['2 1', [2, 1], '010 010'],
  ['a weight of 0', [0, 1], '111'],
  ['one target', [7], '000'],
])('%s', (_, weights, expected) => {
  const sequence = expected.replaceAll(' ', '')
  expect(pick(weights, sequence.length).join('')).toBe(sequence)
})

test('shares are exact over the sum of weights, wherever one begins', () => {
  const choices = pick([13, 5, 82], 350)
  for (const from of [0, 17, 250]) {
    const round = choices.slice(from, from + 100)
    expect([0, 1, 2].map((place) => round.filter((chosen) => chosen === place).length)).toEqual([13, 5, 82])
  }
})

test('no stretch of choices is uneven', () => {
  const choices = pick([50, 20, 20, 5, 5], 1000)
  for (const place of [0, 1, 2, 3, 4]) for (const length of [7, 20, 100]) expect(unevenness(choices, place, length)).toBeLessThanOrEqual(2)
})

describe('when targets come and go', () => {
  test('the others keep their turns', () => {
    const health = testHealth()
    const balancer = createBalancer({ upstream: upstreamOf([1, 1, 1]), health, random: () => 0.5, now: () => 0 })
    const next = () => balancer.choose(ask())
    expect([next(), next()]).toEqual([0, 1])
    health.set(2, false)
    expect([next(), next(), next()]).toEqual([0, 1, 0])
    health.set(2, true)
    const after = Array.from({ length: 6 }, next)
    expect([0, 1, 2].map((place) => after.filter((chosen) => chosen === place).length)).toEqual([2, 2, 2])
  })

  test('one that comes back after long gets no burst', () => {
    const health = testHealth()
    const balancer = createBalancer({ upstream: upstreamOf([1, 1, 1]), health, random: () => 0.5, now: () => 0 })
    health.set(2, false)
    for (let choice = 0; choice < 5000; choice++) balancer.choose(ask())
    health.set(2, true)
    const after = Array.from({ length: 9 }, () => balancer.choose(ask()))
    expect(after.filter((chosen) => chosen === 2)).toHaveLength(3)
  })
})

test.each([
  ['of two', [1, 1]],
  ['of three', [1, 1, 1]],
  ['a heavy one', [3, 1, 2]],
])('a target that fails, %s, is tried first as often as its weight says: retries do not bring its turn nearer', (_, weights) => {
  const balancer = createBalancer({ upstream: upstreamOf(weights), health: testHealth(), random: () => 0.5, now: () => 0 })
  const counts = weights.map(() => 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  for (let request = 0; request < 100 * total; request++) {
    const first = balancer.choose(ask())
    counts[first]!++
    if (first === 0) balancer.choose(ask({ tried: [0] }))
  }
  expect(Math.abs(counts[0]! - 100 * weights[0]!)).toBeLessThanOrEqual(1)
})
