import { handle } from '#lib/services/handle.ts'
import { getCluster } from '#lib/services/workspaces/cluster.ts'

export const GET = handle(getCluster)
