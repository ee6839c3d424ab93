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

test.each([[2, 500, 1], [3, 50, 2], [5, 200, 5]])('of %i targets one that takes %i ms and not %i is tried now and then, and left alone', (count, slow, fast) => {
  const { run } = setUp(Array.from({ length: count }, () => 1))
  const counts = run(120_000, (place) => (place === 0 ? slow : fast), 4)
  expect(counts[0]).toBeGreaterThan(1)
  expect(counts[0]).toBeLessThan(40)
  for (const others of counts.slice(1)) expect(others).toBeGreaterThan((0.9 * 120_000) / (count - 1))
})

test('one that was slow and is no more gets its share again within a minute or so', () => {
  const { run } = setUp([1, 1])
  run(2000, (place) => (place === 0 ? 500 : 1))
  run(80_000, () => 1)
  expect(run(2000, () => 1)[0]).toBeGreaterThan(900)
})

test('shares follow the weights also where requests are rare', () => {
  const { run, clock } = setUp([3, 1])
  let first = 0
  for (let request = 0; request < 2000; request++) {
    clock.at += 5000
    first += run(1, () => 5)[0]!
  }
  expect(first / 2000).toBeGreaterThan(0.71)
  expect(first / 2000).toBeLessThan(0.79)
})

test('the same speed gives shares by weight', () => {
  const counts = setUp([3, 1]).run(8000, () => 5)
  expect(counts[0]! / 8000).toBeGreaterThan(0.73)
  expect(counts[0]! / 8000).toBeLessThan(0.77)
})

test('a light target that is idle is not preferred for that: its weight gives it nothing to do', () => {
  const counts = setUp([100, 1]).run(20_000, () => 5, 10)
  expect(counts[1]).toBeGreaterThan(100)
  expect(counts[1]).toBeLessThan(400)
})

test('a retry is shared by weight among those that were not tried', () => {
  const { balancer } = setUp([1, 50, 1000, 150])
  const picks = Array.from({ length: 2000 }, () => balancer.choose(ask({ tried: [2, 2] })))
  const share = (place: number) => picks.filter((chosen) => chosen === place).length / 2000
  expect(share(2)).toBe(0)
  expect(share(1)).toBeGreaterThan(0.2)
  expect(share(1)).toBeLessThan(0.3)
  expect(share(0)).toBeLessThan(0.02)
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
