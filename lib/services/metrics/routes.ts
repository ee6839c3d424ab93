import { CounterSet } from '#lib/link/protocol.ts'
import { verb } from '../verb.ts'
import { workspaceCounters } from './counters.ts'

export const routeMetrics = verb({
  summary: 'Totals per route, side, service and target, of all proxies since they started',
  role: 'viewer',
  output: CounterSet,
  async run(ctx) {
    await ctx.store()
    return workspaceCounters(ctx)
  },
})
