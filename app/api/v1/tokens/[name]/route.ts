import { handle } from '#lib/services/handle.ts'
import { removeToken } from '#lib/services/tokens/remove.ts'

export const DELETE = handle(removeToken)
