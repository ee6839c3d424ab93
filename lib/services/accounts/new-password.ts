import { hashPassword, passwordProblem } from '#lib/auth/password.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'

/**
 * Hashes a new password.
 * @param field where it stands in the input
 * @throws {AppError} INVALID if it is too weak
 */
export function hashNewPassword(ctx: ServiceContext, given: { password: string; user: string; field: string }): Promise<string> {
  const problem = passwordProblem(given.password, given.user)
  if (problem) refuseInput([{ path: [given.field], message: say(ctx.locale, problem) }])
  return hashPassword(given.password)
}
