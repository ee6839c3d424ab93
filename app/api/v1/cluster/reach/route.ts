import { listReach } from '#lib/services/cluster/reach.ts'
import { handle } from '#lib/services/handle.ts'

export const GET = handle(listReach)
