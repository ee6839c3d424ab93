import { handle } from '#lib/services/handle.ts'
import { promoteCanary } from '#lib/services/canaries/promote.ts'

export const POST = handle(promoteCanary)
