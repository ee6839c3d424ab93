import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { createBalancers, type Balancers } from './balancing/balancers.ts'
import type { EndpointStates } from './balancing/endpoint.ts'
import type { Buckets } from './buckets/buckets.ts'
import type { Deadlines } from './deadlines.ts'
import type { UpstreamHealth } from './health/upstream-health.ts'
import type { HealthView } from './health/view.ts'
import type { Log } from './log.ts'
import { createIdentities, type Identities } from './tls/identities.ts'
import { createPools, type Pools } from './upstream/pool.ts'
import type { RetryBudgets } from './upstream/retry-budget.ts'

/** What outlives snapshots, keyed by address, by upstream, by service, or by settings. */
export type Runtime = {
  endpoints: EndpointStates
  balancers: Balancers
  health: HealthView
  /** What `health` has given out. */
  healths: WeakMap<CompiledUpstream, UpstreamHealth>
  buckets: Buckets
  retries: RetryBudgets
  pools: Pools
  identities: Identities
  log: Log
}

export type RuntimeParts = {
  deadlines: Deadlines
  health: HealthView
  buckets: Buckets
  log: Log
  /** 0 ≤ n < 1. */
  random: () => number
  /** The same for all workers, so that a TLS session goes on at any of them; absent: random. */
  ticketSecret?: Uint8Array
}

export const createRuntime = ({ deadlines, health, buckets, log, random, ticketSecret }: RuntimeParts): Runtime => ({
  endpoints: new Map(),
  balancers: createBalancers({ random, now: () => performance.timeOrigin + performance.now() }),
  health, buckets, log,
  healths: new WeakMap(),
  retries: new Map(),
  pools: createPools(deadlines),
  identities: createIdentities(ticketSecret),
})
