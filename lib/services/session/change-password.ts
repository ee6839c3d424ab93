import { z } from 'zod'
import { verifyPassword } from '#lib/auth/password.ts'
import { startSession } from '#lib/auth/sign-in.ts'
import { beginAttempt } from '#lib/auth/throttle.ts'
import { AppError } from '#lib/errors.ts'
import { hashNewPassword } from '../accounts/new-password.ts'
import { audit } from '../audit/record.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'
import { verb } from '../verb.ts'
import { ownSession } from './own.ts'
import { giveCookie } from './start.ts'

export const changePassword = verb({
  summary: 'Change the own password; other sessions end',
  role: 'viewer',
  withOldPassword: true,
  input: z.strictObject({ current: z.string().min(1).max(1024), next: z.string() }),
  async run(ctx, { current, next }) {
    const { name } = ownSession(ctx)
    const { accounts, clientAddress } = ctx
    // A stolen session must not be a way to guess the password.
    const attempt = await beginAttempt(accounts, name, clientAddress, ctx.now())
    if (!attempt.succeeded) {
      const { seconds } = attempt
      throw new AppError('TOO_MANY_REQUESTS', say(ctx.locale, 'signInThrottled', { seconds }), [], { retryAfterSeconds: seconds })
    }
    const found = await accounts.userWithHash(name)
    if (!(await verifyPassword(found?.passwordHash ?? null, current))) {
      refuseInput([{ path: ['current'], message: say(ctx.locale, 'passwordWrong') }])
    }
    await attempt.succeeded()
    const passwordHash = await hashNewPassword(ctx, { password: next, user: name, field: 'next' })
    await accounts.updateUser(name, { passwordHash, mustChangePassword: false })
    await audit(ctx, { action: 'session.password', subject: `users/${name}` })
    // The change ended all sessions; this browser gets a new one.
    giveCookie(ctx, await startSession(accounts, name, ctx.now()))
  },
})
