import { z } from 'zod'
import { audit } from '../audit/record.ts'
import { verb } from '../verb.ts'

export const removeToken = verb({
  summary: 'Revoke an API token',
  role: 'admin',
  input: z.strictObject({ name: z.string() }),
  async run(ctx, { name }) {
    await ctx.accounts.deleteToken(name)
    await audit(ctx, { action: 'tokens.delete', subject: `tokens/${name}` })
  },
})
