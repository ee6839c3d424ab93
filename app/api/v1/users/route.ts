import { handle } from '#lib/services/handle.ts'
import { createUser } from '#lib/services/users/create.ts'
import { listUsers } from '#lib/services/users/list.ts'

export const GET = handle(listUsers)
export const POST = handle(createUser, { status: 201 })
