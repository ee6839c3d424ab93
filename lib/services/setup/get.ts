import { z } from 'zod'
import { verb } from '../verb.ts'

export const getSetup = verb({
  summary: 'Whether the first admin is still to be made',
  role: 'public',
  output: z.object({ needed: z.boolean() }),
  run: async (ctx) => ({ needed: (await ctx.accounts.userCount()) === 0 }),
})
