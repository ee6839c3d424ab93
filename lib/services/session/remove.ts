import { z } from 'zod'
import { audit } from '../audit/record.ts'
import { Flag } from '../objects/input.ts'
import { verb } from '../verb.ts'
import { ownSession } from './own.ts'
import { clearCookie } from './start.ts'

export const removeSession = verb({
  summary: 'Sign out; with `everywhere` all sessions of the user',
  role: 'viewer',
  withOldPassword: true,
  input: z.strictObject({ everywhere: Flag }),
  async run(ctx, { everywhere }) {
    const { name, sessionId } = ownSession(ctx)
    if (everywhere) await ctx.accounts.deleteSessionsOf(name)
    else await ctx.accounts.deleteSession(sessionId)
    await audit(ctx, { action: 'session.delete', subject: `users/${name}`, detail: everywhere ? 'everywhere' : '' })
    clearCookie(ctx)
  },
})
