import { z } from 'zod'
import { SessionUserOut } from '../accounts/schemas.ts'
import { signedIn } from '../context.ts'
import { verb } from '../verb.ts'

export const getSession = verb({
  summary: 'Who am I',
  role: 'viewer',
  withOldPassword: true,
  output: z.object({ user: SessionUserOut, via: z.enum(['session', 'token']) }),
  async run(ctx) {
    const actor = signedIn(ctx)
    const { name, role, via } = actor
    return { user: { name, role, mustChangePassword: actor.via === 'session' && actor.mustChangePassword }, via }
  },
})
