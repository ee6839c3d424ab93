import { AppError } from '#lib/errors.ts'
import type { CounterSet } from '#lib/link/protocol.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** Counters of the workspace's routes. @throws {AppError} UNAVAILABLE: the controller is away */
export async function workspaceCounters(ctx: ServiceContext): Promise<CounterSet> {
  try {
    const { at, counters } = await ctx.controller.counters()
    return { at, counters: counters.filter(({ workspace }) => workspace === ctx.workspace) }
  } catch (err) {
    ctx.log.warn({ err }, 'no counters from the controller')
    throw new AppError('UNAVAILABLE', say(ctx.locale, 'controllerAway'))
  }
}
