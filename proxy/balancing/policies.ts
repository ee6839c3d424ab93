import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import type { Policy } from './policy.ts'
import { smoothRoundRobin } from './round-robin.ts'

/** The policies in use, by upstream, each with the description of the upstream that it was made for. */
export type Policies = Map<string, { made: string; policy: Policy }>

// Other algorithms fall back to it; compile() has warned NOT_SERVED_YET.
const make = (_upstream: CompiledUpstream): Policy => smoothRoundRobin()

/**
 * The policy of an upstream. It keeps its position over snapshots as long as algorithm, targets and weights are the same:
 * positions earned under old weights would send all requests to one target for a while.
 */
export function policyOf(upstream: CompiledUpstream, policies: Policies): Policy {
  const key = policyKey(upstream)
  const made = JSON.stringify([upstream.algorithm, upstream.targets])
  const kept = policies.get(key)
  if (kept?.made === made) return kept.policy
  const policy = make(upstream)
  policies.set(key, { made, policy })
  return policy
}

/** Workspace and name: what an upstream is known by from snapshot to snapshot. */
export const policyKey = (upstream: CompiledUpstream): string => `${upstream.workspace}/${upstream.name}`
