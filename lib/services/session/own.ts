import type { Actor } from '#lib/auth/authenticate.ts'
import { AppError } from '#lib/errors.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** The caller's session. @throws {AppError} FORBIDDEN for an API token, which has none */
export function ownSession(ctx: ServiceContext): Extract<Actor, { via: 'session' }> {
  if (ctx.actor.via === 'session') return ctx.actor
  throw new AppError('FORBIDDEN', say(ctx.locale, 'sessionNeeded'))
}
