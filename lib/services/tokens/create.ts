import { z } from 'zod'
import { hashToken, newApiToken } from '#lib/auth/tokens.ts'
import { Name } from '#lib/model/common.ts'
import { Role, TokenOut } from '../accounts/schemas.ts'
import { audit } from '../audit/record.ts'
import { actorName } from '../context.ts'
import { verb } from '../verb.ts'

export const createToken = verb({
  summary: 'Make an API token; its secret is shown this once',
  role: 'admin',
  input: z.strictObject({ name: Name, role: Role }),
  output: z.object({ object: TokenOut, token: z.string(), name: z.string(), role: Role }),
  async run(ctx, { name, role }) {
    const token = newApiToken()
    const object = await ctx.accounts.createToken({ name, role, createdBy: actorName(ctx), tokenHash: hashToken(token) })
    await audit(ctx, { action: 'tokens.create', subject: `tokens/${name}`, detail: role })
    return { object, token, name, role }
  },
})
