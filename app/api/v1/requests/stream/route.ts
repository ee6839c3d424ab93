import { handle } from '#lib/services/handle.ts'
import { tailRequests } from '#lib/services/requests/tail.ts'

export const GET = handle(tailRequests)
