import { handle } from '#lib/services/handle.ts'
import { getStatus } from '#lib/services/status/get.ts'

export const GET = handle(getStatus)
