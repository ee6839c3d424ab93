import { describe, expect, test } from 'vitest'
import type { Tidings } from '../balancer.ts'
import { createBalancer } from '../create-balancer.ts'
import { ask, drive, seededRandom, testHealth, upstreamOf } from '../testing/fixture.ts'

function setUp(weights: readonly number[], seed = 1) {
  const clock = { at: 1000 }
  const random = seededRandom(seed)
  const health = testHealth()
  const balancer = createBalancer({ upstream: upstreamOf(weights, { algorithm: 'latency' }), health, random, now: () => clock.at })
  const run = (count: number, ms: (place: number) => number, inFlight = 0) => drive(balancer, count, { places: weights.length, inFlight, random, ms, each: () => clock.at++ })
  const answer = (place: number, tidings: Tidings) => {
    balancer.began(place)
    balancer.ended(place, tidings)
  }
  return { balancer, clock, run, answer, health }
}

test('a slow target gets what falls to it when it is drawn twice, and little else', () => {
  const counts = setUp([1, 1, 1, 1, 1]).run(5000, (place) => (place === 3 ? 200 : 5))
  expect(counts[3]).toBeLessThan(5000 / 25 + 100)
  expect(counts[3]).toBeGreaterThan(50)
  for (const place of [0, 1, 2, 4]) expect(counts[place]).toBeGreaterThan(900)
})

test('the same speed gives shares by weight', () => {
  const counts = setUp([3, 1]).run(8000, () => 5)
  expect(counts[0]! / 8000).toBeGreaterThan(0.73)
  expect(counts[0]! / 8000).toBeLessThan(0.77)
})

test('a target that hangs is left alone', () => {
  const { balancer, run, clock } = setUp([1, 1, 1])
  run(300, () => 5)
  for (let request = 0; request < 40; request++) balancer.began(1)
  clock.at += 5
  expect(run(900, () => 5)[1]).toBeLessThan(170)
})

test('one that refuses at once does not look fast', () => {
  const { answer, run } = setUp([1, 1, 1])
  for (let request = 0; request < 5; request++) answer(0, 'failed')
  expect(run(900, () => 20)[0]).toBeLessThan(170)
})

test('clients that leave early say nothing of a target', () => {
  const { answer, run } = setUp([1, 1, 1])
  run(300, () => 5)
  for (let request = 0; request < 50; request++) answer(0, null)
  expect(run(900, () => 5)[0]).toBeGreaterThan(250)
})

describe('what was measured', () => {
  test('a peak counts at once, and fades', () => {
    const { answer, run, clock } = setUp([1, 1])
    run(200, () => 5)
    answer(1, 500)
    expect(run(400, () => 5)[1]).toBeLessThan(150)
    clock.at += 120_000
    expect(run(400, () => 5)[1]).toBeGreaterThan(150)
  })

  test('a new target begins with the average of the others', () => {
    const { balancer, run, health } = setUp([1, 1, 1])
    health.set(2, false)
    run(400, (place) => (place === 0 ? 5 : 50))
    health.set(2, true)
    const picks = Array.from({ length: 900 }, () => balancer.choose(ask()))
    const share = (place: number) => picks.filter((chosen) => chosen === place).length / 900
    expect(share(0)).toBeGreaterThan(share(2))
    expect(share(2)).toBeGreaterThan(share(1))
  })
})
