import { handle } from '#lib/services/handle.ts'
import { explainRequest } from '#lib/services/tester/explain.ts'

export const POST = handle(explainRequest)
