import { handle } from '#lib/services/handle.ts'
import { getOpenApi } from '#lib/services/openapi/get.ts'

export const GET = handle(getOpenApi)
