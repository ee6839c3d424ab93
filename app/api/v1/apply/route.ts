import { handle } from '#lib/services/handle.ts'
import { applyObjects } from '#lib/services/objects/apply.ts'

export const POST = handle(applyObjects)
