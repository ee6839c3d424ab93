import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { Ask } from '../balancing/balancer.ts'
import { createBalancer } from '../balancing/create-balancer.ts'
import { ALWAYS_UP } from '../health/upstream-health.ts'
import { readTask } from './run-child.ts'
import { median } from './statistics.ts'

type AlgorithmName = CompiledUpstream['algorithm']

/** `inFlight`: how many requests are under way at all times. */
export type BalanceTask = { algorithm: AlgorithmName; targets: number; inFlight: number; choices: number; rounds: number }
export type BalanceAnswer = { choiceNs: number }

const upstreamOf = ({ algorithm, targets }: BalanceTask): CompiledUpstream => ({
  workspace: 'default', name: 'bench', algorithm, hash: algorithm === 'consistent-hashing' ? [{ from: 'ip' }] : [], slots: 10_000,
  slowStartMs: 0, hostHeader: null, healthchecks: null,
  targets: Array.from({ length: targets }, (_, place) => ({ host: `10.0.${place >> 8}.${place & 255}`, port: 80, weight: 1 + (place % 7) })),
})

/** Nanoseconds for all that a request asks of a balancer: a choice, its beginning and its end. */
export function measure(task: BalanceTask): BalanceAnswer {
  const { inFlight, choices, rounds } = task
  const upstream = upstreamOf(task)
  const now = () => performance.timeOrigin + performance.now()
  const balancer = createBalancer({ upstream, health: ALWAYS_UP, random: Math.random, now })
  let hash = 1
  const ask: Ask = { hash: () => (hash = (Math.imul(hash, 1_664_525) + 1_013_904_223) >>> 0), bound: -1, tried: [] }
  const flying = new Int32Array(inFlight).fill(-1)
  const round = () => {
    for (let choice = 0; choice < choices; choice++) {
      const place = balancer.choose(ask)
      const over = flying[choice % inFlight]!
      if (over !== -1) balancer.ended(over, 5 + (over % 3))
      balancer.began(place)
      flying[choice % inFlight] = place
    }
  }
  round()
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now()
    round()
    return ((performance.now() - begin) * 1e6) / choices
  })
  return { choiceNs: median(times) }
}

if (process.send) process.send(measure(readTask<BalanceTask>()))
