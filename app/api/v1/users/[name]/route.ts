import { handle } from '#lib/services/handle.ts'
import { removeUser } from '#lib/services/users/remove.ts'
import { updateUser } from '#lib/services/users/update.ts'

export const PATCH = handle(updateUser)
export const DELETE = handle(removeUser)
