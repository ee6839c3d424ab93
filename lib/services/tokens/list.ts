import { TokenOut } from '../accounts/schemas.ts'
import { pageOf } from '../objects/schemas.ts'
import { verb } from '../verb.ts'

export const listTokens = verb({
  summary: 'All API tokens, without their secrets',
  role: 'admin',
  output: pageOf(TokenOut),
  async run(ctx) {
    const items = await ctx.accounts.tokens()
    return { items, next: null, total: items.length }
  },
})
