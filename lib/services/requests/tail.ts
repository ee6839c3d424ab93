import { TailFilter } from '#lib/link/requests.ts'
import { verb } from '../verb.ts'
import { eventStream } from './event-stream.ts'

export const tailRequests = verb({
  summary:
    'Requests as they end, as server-sent events: `state` {controllers, proxies} first of all and at each change, `requests` {records, skipped}; those without a route belong to every workspace',
  role: 'viewer',
  input: TailFilter.omit({ workspace: true }).strict(),
  async run(ctx, filter) {
    await ctx.store()
    const watch = ctx.controller.tail.bind(ctx.controller, { ...filter, workspace: ctx.workspace })
    return eventStream(watch, ctx.signal)
  },
})
