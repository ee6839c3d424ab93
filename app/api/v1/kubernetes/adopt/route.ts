import { handle } from '#lib/services/handle.ts'
import { adoptObjects } from '#lib/services/kubernetes/adopt.ts'

export const POST = handle(adoptObjects)
