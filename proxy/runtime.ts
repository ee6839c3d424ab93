import type { EndpointStates } from './balancing/endpoint.ts'
import type { Policies } from './balancing/policies.ts'
import type { Deadlines } from './deadlines.ts'
import { createIdentities, type Identities } from './tls/identities.ts'
import { createPools, type Pools } from './upstream/pool.ts'
import type { RetryBudgets } from './upstream/retry-budget.ts'

/** What outlives snapshots, keyed by address, by upstream, by service, or by settings. */
export type Runtime = { endpoints: EndpointStates; policies: Policies; retries: RetryBudgets; pools: Pools; identities: Identities }

/** @param ticketSecret the same for all workers, so that a TLS session goes on at any of them; absent: random */
export const createRuntime = (deadlines: Deadlines, ticketSecret?: Uint8Array): Runtime => ({
  endpoints: new Map(), policies: new Map(), retries: new Map(), pools: createPools(deadlines), identities: createIdentities(ticketSecret),
})
