import { handle } from '#lib/services/handle.ts'
import { createSession } from '#lib/services/session/create.ts'
import { getSession } from '#lib/services/session/get.ts'
import { removeSession } from '#lib/services/session/remove.ts'

export const GET = handle(getSession)
export const POST = handle(createSession)
export const DELETE = handle(removeSession)
