import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { Algorithm, AlgorithmContext } from './algorithms/algorithm.ts'
import { consistentHashing } from './algorithms/consistent-hashing.ts'
import { latency } from './algorithms/latency.ts'
import { leastConnections } from './algorithms/least-connections.ts'
import { roundRobin } from './algorithms/round-robin.ts'
import type { Balancer, BalancerOptions } from './balancer.ts'
import { addressOf } from '#lib/routing/address.ts'
import { readMembers, type Members } from './members.ts'
import { createTargetState, createUpstreamState, type Holder, type TargetState, type UpstreamState } from './target-state.ts'

const ALGORITHMS: Record<CompiledUpstream['algorithm'], (context: AlgorithmContext) => Algorithm> = {
  'round-robin': roundRobin,
  'least-connections': leastConnections,
  'consistent-hashing': consistentHashing,
  latency,
}

const NOBODY: readonly number[] = []

/** By place; what is new begins now, unless the whole upstream does. */
function statesOf({ targets }: CompiledUpstream, state: UpstreamState, now: () => number): TargetState[] {
  const addedAt = state.targets.size === 0 ? 0 : now()
  const seen = new Map<string, number>()
  return targets.map(({ host, port }) => {
    const address = addressOf({ host, port })
    const times = seen.get(address) ?? 0
    seen.set(address, times + 1)
    const key = times === 0 ? address : `${address} ${times}`
    let target = state.targets.get(key)
    if (!target) state.targets.set(key, (target = createTargetState(addedAt)))
    return target
  })
}

/** Forgets targets that are no longer named and have nothing in flight. */
function forgetUnnamed(state: UpstreamState, holder: Holder): void {
  for (const [key, target] of state.targets) if (target.holder !== holder && target.inFlight === 0) state.targets.delete(key)
}

/**
 * Chooses among the targets of an upstream. Nothing is looked at before the first choice, so that a snapshot is built at no cost.
 *
 * A balancer is made for one list of targets; `state` is what it shares with those before and after it. A request that began
 * with an older balancer tells that one of its end, by the older place; the state of that target is the same object,
 * and it tells whichever balancer chooses at present.
 */
export function createBalancer({ upstream, health, random, now }: BalancerOptions, state: UpstreamState = createUpstreamState()): Balancer {
  let states: TargetState[] | null = null
  let algorithm!: Algorithm
  let members!: Members
  let version = 0
  const number = ++state.balancers

  const holder: Holder = {
    counted: (place) => algorithm.counted?.(place),
    measured: (place, tidings) => algorithm.measured?.(place, tidings),
  }

  /** Takes over from the balancer that chose before. */
  function take(): void {
    if (states === null) {
      states = statesOf(upstream, state, now)
      algorithm = ALGORITHMS[upstream.algorithm]({ upstream, state, states, random, now })
    }
    for (const [place, target] of states.entries()) {
      target.holder = holder
      target.place = place
    }
    state.holder = holder
    // An older one takes over for a moment, for the retries of its requests: the targets of the newest are not forgotten for that.
    if (number === state.balancers) forgetUnnamed(state, holder)
    read()
  }

  function read(): void {
    version = health.version()
    members = readMembers({ upstream, health, states: states!, now })
    algorithm.update(members)
  }

  function refresh(): void {
    if (state.holder !== holder) take()
    else if (health.version() !== version || (members.until !== Infinity && now() >= members.until)) read()
  }

  const isEveryoneTried = (tried: readonly number[]): boolean =>
    tried.length >= members.places.length && members.places.every((place) => tried.includes(place))

  return {
    choose(ask) {
      refresh()
      const { bound } = ask
      const tried = ask.tried.length > 0 && isEveryoneTried(ask.tried) ? NOBODY : ask.tried
      if (bound !== -1 && members.isOpen[bound] === 1 && !ask.tried.includes(bound)) return bound
      return members.places.length === 0 ? -1 : algorithm.pick(ask, tried)
    },
    began(place) {
      if (states === null) take()
      const target = states![place]!
      target.inFlight++
      target.holder!.counted(target.place)
    },
    ended(place, tidings) {
      const target = states![place]!
      target.inFlight--
      target.holder!.counted(target.place)
      if (tidings !== null) target.holder!.measured(target.place, tidings)
    },
    hasAny() {
      refresh()
      return members.places.length > 0
    },
  }
}
