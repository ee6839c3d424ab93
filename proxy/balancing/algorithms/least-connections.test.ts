import { expect, test } from 'vitest'
import { createBalancer } from '../create-balancer.ts'
import { ask, seededRandom, testHealth, upstreamOf } from '../testing/fixture.ts'

const balancerOf = (weights: readonly number[]) => {
  const upstream = upstreamOf(weights, { algorithm: 'least-connections' })
  return createBalancer({ upstream, health: testHealth(), random: Math.random, now: () => 0 })
}

test('always one of the lowest (in flight + 1) / weight', () => {
  const random = seededRandom(2)
  const weights = [100, 50, 25, 25, 300, 1]
  const balancer = balancerOf(weights)
  const inFlight = weights.map(() => 0)
  const load = (place: number) => (inFlight[place]! + 1) / weights[place]!
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
