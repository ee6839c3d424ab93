import { handle } from '#lib/services/handle.ts'
import { createToken } from '#lib/services/tokens/create.ts'
import { listTokens } from '#lib/services/tokens/list.ts'

export const GET = handle(listTokens)
export const POST = handle(createToken, { status: 201 })
