import { listNetworkPolicies } from '#lib/services/cluster/network-policies.ts'
import { handle } from '#lib/services/handle.ts'

export const GET = handle(listNetworkPolicies)
