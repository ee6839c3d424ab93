import { z } from 'zod'
import { signIn } from '#lib/auth/sign-in.ts'
import { AppError } from '#lib/errors.ts'
import { SessionUserOut } from '../accounts/schemas.ts'
import { audit } from '../audit/record.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { giveCookie, sessionUser } from './start.ts'

export const createSession = verb({
  summary: 'Sign in: sets the session cookie',
  role: 'public',
  input: z.strictObject({ username: z.string().min(1).max(256), password: z.string().min(1).max(1024) }),
  output: z.object({ user: SessionUserOut }),
  async run(ctx, { username, password }) {
    const result = await signIn(ctx.accounts, { username, password, address: ctx.clientAddress, now: ctx.now() })
    if (!result.ok) {
      const { reason, seconds } = result
      if (reason === 'wrong') {
        // Tries during the wait that begins here leave no entry: a stranger could fill the audit with them.
        const detail = seconds > 0 ? `wrong; further tries wait ${seconds} s` : 'wrong'
        await audit(ctx, { actor: username, action: 'session.refused', subject: `users/${username}`, detail })
        throw new AppError('UNAUTHENTICATED', say(ctx.locale, 'signInFailed'))
      }
      throw new AppError('TOO_MANY_REQUESTS', say(ctx.locale, 'signInThrottled', { seconds }), [], { retryAfterSeconds: seconds })
    }
    await audit(ctx, { actor: result.user.name, action: 'session.create', subject: `users/${result.user.name}` })
    giveCookie(ctx, result.token)
    return { user: sessionUser(result.user) }
  },
})
