import { handle } from '#lib/services/handle.ts'
import { abortCanary } from '#lib/services/canaries/abort.ts'

export const POST = handle(abortCanary)
