import { listServices } from '#lib/services/cluster/services.ts'
import { handle } from '#lib/services/handle.ts'

export const GET = handle(listServices)
