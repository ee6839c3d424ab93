import { handle } from '#lib/services/handle.ts'
import { changePassword } from '#lib/services/session/change-password.ts'

export const POST = handle(changePassword)
