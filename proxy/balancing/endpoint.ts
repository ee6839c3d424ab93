import { addressOf } from '#lib/routing/address.ts'
import type { CompiledTarget } from '#lib/snapshot/upstream.ts'
import type { PoolGroup } from '../upstream/pool.ts'

/** What is known of an address, whichever upstreams name it. It outlives snapshots. */
export type EndpointState = { inFlight: number }

/** A target of one upstream with the state of its address. */
export type Endpoint = { host: string; port: number; address: string; weight: number; state: EndpointState }

/** An endpoint as a service reaches it: its place in the upstream, its connections, and the name that it must prove to have. */
export type Reached = Endpoint & { place: number; pools: PoolGroup; serverName: string }

/** The states of all addresses. */
export type EndpointStates = Map<string, EndpointState>

/** The endpoint of a target; two targets of the same address share their state. */
export function endpointOf(target: CompiledTarget, states: EndpointStates): Endpoint {
  const address = addressOf(target)
  let state = states.get(address)
  if (!state) states.set(address, (state = { inFlight: 0 }))
  return { ...target, address, state }
}

/** Forgets addresses that no snapshot names any more and no request uses. */
export function forgetUnused(states: EndpointStates, named: ReadonlySet<string>): void {
  for (const [address, state] of states) if (!named.has(address) && state.inFlight === 0) states.delete(address)
}
