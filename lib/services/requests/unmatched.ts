import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { UnmatchedRequest } from '#lib/link/requests.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'

export const listUnmatched = verb({
  summary: 'The last requests that no route took, with the route that came nearest and why it did not; of all workspaces',
  role: 'viewer',
  output: z.object({ items: z.array(UnmatchedRequest) }),
  async run(ctx) {
    try {
      return { items: await ctx.controller.unmatched() }
    } catch (err) {
      ctx.log.warn({ err }, 'no unmatched requests from the controller')
      throw new AppError('UNAVAILABLE', say(ctx.locale, 'controllerAway'))
    }
  },
})
