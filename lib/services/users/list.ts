import { UserOut } from '../accounts/schemas.ts'
import { pageOf } from '../objects/schemas.ts'
import { verb } from '../verb.ts'

export const listUsers = verb({
  summary: 'All accounts',
  role: 'admin',
  output: pageOf(UserOut),
  async run(ctx) {
    const items = await ctx.accounts.users()
    return { items, next: null, total: items.length }
  },
})
