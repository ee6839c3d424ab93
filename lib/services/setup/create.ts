import { z } from 'zod'
import { isSetupToken, removeSetupToken } from '#lib/auth/setup-token.ts'
import { startSession } from '#lib/auth/sign-in.ts'
import { AppError } from '#lib/errors.ts'
import { Name } from '#lib/model/common.ts'
import { hashNewPassword } from '../accounts/new-password.ts'
import { SessionUserOut } from '../accounts/schemas.ts'
import { audit } from '../audit/record.ts'
import { say } from '../messages.ts'
import { giveCookie, sessionUser } from '../session/start.ts'
import { verb } from '../verb.ts'

export const createSetup = verb({
  summary: 'Make the first admin with the one-time token that the process prints, and sign in; 410 afterwards',
  role: 'public',
  input: z.strictObject({ token: z.string().max(1024), username: Name, password: z.string() }),
  output: z.object({ user: SessionUserOut }),
  async run(ctx, { token, username, password }) {
    const done = () => new AppError('GONE', say(ctx.locale, 'setupDone'))
    if ((await ctx.accounts.userCount()) > 0) throw done()
    if (!isSetupToken(ctx.env, token)) throw new AppError('FORBIDDEN', say(ctx.locale, 'setupTokenWrong'))
    const passwordHash = await hashNewPassword(ctx, { password, user: username, field: 'password' })
    const user = await ctx.accounts.createFirstAdmin(username, passwordHash)
    if (!user) throw done()
    removeSetupToken(ctx.env)
    await audit(ctx, { actor: username, action: 'setup', subject: `users/${username}` })
    giveCookie(ctx, await startSession(ctx.accounts, username, ctx.now()))
    return { user: sessionUser(user) }
  },
})
