import type { ServiceContext } from '../context.ts'
import { verb } from '../verb.ts'
import { workspaceCounters } from './counters.ts'

const EVERY_MS = 1000

/** A comment keeps the connection open and tells nothing, while the controller is away. */
const eventOf = (ctx: ServiceContext): Promise<string> =>
  workspaceCounters(ctx).then(
    (counters) => `data: ${JSON.stringify(counters)}\n\n`,
    () => ': the controller does not answer\n\n',
  )

/** One event a second, the next one only when the last one was taken; ends when the client goes. */
function eventStream(ctx: ServiceContext, everyMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let wake = () => {}
  let ended = false
  let isFirst = true
  const end = () => {
    ended = true
    wake()
  }
  const wait = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  return new ReadableStream({
    start: () => ctx.signal.addEventListener('abort', end, { once: true }),
    async pull(controller) {
      if (!isFirst && !ended) await wait()
      isFirst = false
      const event = ended ? null : await eventOf(ctx)
      if (ended || event === null) return controller.close()
      controller.enqueue(encoder.encode(event))
    },
    cancel: end,
  })
}

export const streamRouteMetrics = verb({
  summary: 'The same as server-sent events, one a second',
  role: 'viewer',
  async run(ctx) {
    await ctx.store()
    return eventStream(ctx, EVERY_MS)
  },
})
