import { z } from 'zod'
import { audit } from '../audit/record.ts'
import { verb } from '../verb.ts'

export const removeUser = verb({
  summary: 'Delete an account and its sessions',
  role: 'admin',
  input: z.strictObject({ name: z.string() }),
  async run(ctx, { name }) {
    await ctx.accounts.deleteUser(name)
    await audit(ctx, { action: 'users.delete', subject: `users/${name}` })
  },
})
