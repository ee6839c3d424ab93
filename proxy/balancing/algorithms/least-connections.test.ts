import { expect, test } from 'vitest'
import { createBalancer } from '../create-balancer.ts'
import { ask, drive, seededRandom, testHealth, upstreamOf } from '../testing/fixture.ts'

const balancerOf = (weights: readonly number[]) => {
  const upstream = upstreamOf(weights, { algorithm: 'least-connections' })
  return createBalancer({ upstream, health: testHealth(), random: Math.random, now: () => 0 })
}

test('always one of the lowest in flight / weight', () => {
  const random = seededRandom(2)
  const weights = [100, 50, 25, 25, 300, 1]
  const balancer = balancerOf(weights)
  const inFlight = weights.map(() => 0)
  const load = (place: number) => inFlight[place]! / weights[place]!
  const flying: number[] = []
  for (let step = 0; step < 4000; step++) {
    if (random() < 0.55) {
      const place = balancer.choose(ask())
      expect(load(place)).toBe(Math.min(...weights.map((_, other) => load(other))))
      balancer.began(place)
      inFlight[place]!++
      flying.push(place)
    } else if (flying.length > 0) {
      const [over] = flying.splice(Math.floor(random() * flying.length), 1)
      balancer.ended(over!, 1)
      inFlight[over!]!--
    }
  }
  expect(flying.length).toBeGreaterThan(100)
})

test('of idle targets each has its turn', () => {
  const balancer = balancerOf([1, 1, 1])
  const chosen = Array.from({ length: 9 }, () => {
    const place = balancer.choose(ask())
    balancer.began(place)
    balancer.ended(place, 1)
    return place
  })
  expect(chosen).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2])
})

test('a request at a time is shared by weight, also between weights that are nearly equal', () => {
  const weights = [100, 99, 1]
  const counts = drive(balancerOf(weights), 2000, { places: 3, inFlight: 0, random: Math.random })
  expect(counts).toEqual([1000, 990, 10])
})

test('one that was busy for long has no turns left over', () => {
  const balancer = balancerOf([1, 1])
  balancer.began(0)
  drive(balancer, 500, { places: 2, inFlight: 0, random: Math.random })
  balancer.ended(0, 1)
  expect(drive(balancer, 10, { places: 2, inFlight: 0, random: Math.random })).toEqual([5, 5])
})

test('one that refuses at once is tried first as often as its weight says', () => {
  const balancer = balancerOf([1, 1, 2])
  let first = 0
  for (let request = 0; request < 400; request++) {
    if (balancer.choose(ask()) !== 0) continue
    first++
    balancer.choose(ask({ tried: [0] }))
  }
  expect(Math.abs(first - 100)).toBeLessThanOrEqual(1)
})

test('a target that answers nothing gets nothing more while others do', () => {
  const balancer = balancerOf([1, 1])
  balancer.began(0)
  for (let request = 0; request < 20; request++) {
    const place = balancer.choose(ask())
    expect(place).toBe(1)
    balancer.began(place)
    balancer.ended(place, 1)
  }
})
