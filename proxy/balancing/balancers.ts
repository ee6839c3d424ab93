import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { upstreamKey } from '../upstream-key.ts'
import type { UpstreamHealth } from '../health/upstream-health.ts'
import type { Balancer, BalancerOptions } from './balancer.ts'
import { createBalancer } from './create-balancer.ts'
import { createUpstreamState, type UpstreamState } from './target-state.ts'

type Known = { upstream: CompiledUpstream; health: UpstreamHealth; balancer: Balancer; state: UpstreamState }

/** The balancers of a worker, by upstream. */
export type Balancers = {
  /**
   * The balancer of an upstream: the one that is known as long as nothing that it chooses by has changed. Else a new one, which goes
   * on with what is known of the targets that stay: requests in flight, latencies, turns.
   */
  of(upstream: CompiledUpstream, health: UpstreamHealth): Balancer
  /** Forgets upstreams that no snapshot names any more. @param keys as `upstreamKey` gives them */
  retain(keys: ReadonlySet<string>): void
}

const chosenBy = ({ algorithm, hash, slots, slowStartMs, targets }: CompiledUpstream): string =>
  JSON.stringify([algorithm, hash.length === 0, slots, slowStartMs, targets])

const isSame = (known: Known, upstream: CompiledUpstream, health: UpstreamHealth): boolean =>
  known.health === health && (known.upstream === upstream || chosenBy(known.upstream) === chosenBy(upstream))

/** No balancer at first. */
export function createBalancers(options: Pick<BalancerOptions, 'random' | 'now'>): Balancers {
  const all = new Map<string, Known>()
  return {
    of(upstream, health) {
      const key = upstreamKey(upstream)
      const known = all.get(key)
      if (known && isSame(known, upstream, health)) {
        known.upstream = upstream
        return known.balancer
      }
      const state = known?.state ?? createUpstreamState()
      const balancer = createBalancer({ upstream, health, ...options }, state)
      all.set(key, { upstream, health, balancer, state })
      return balancer
    },
    retain(keys) {
      for (const key of all.keys()) if (!keys.has(key)) all.delete(key)
    },
  }
}
