import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { TargetState, type KnownHealth } from '#lib/link/health.ts'
import { audit } from '../audit/record.ts'
import { actorName } from '../context.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { askController } from './ask.ts'
import { targetAddresses } from './target-addresses.ts'

/** Later than what was said of the target before, also where the clock of the machine on which that was said goes ahead. */
const nextMoment = (now: number, { marks }: KnownHealth, address: string): number =>
  Math.max(now, ...marks.filter((mark) => mark.address === address).map(({ at }) => at + 1))

export const markTarget = verb({
  summary: 'Take a target out in all proxies (down), until it is let in again (up), which forgets its failures too',
  role: 'editor',
  input: z.strictObject({ name: z.string(), address: z.string().max(300), state: TargetState }),
  output: z.object({ address: z.string(), state: TargetState, at: z.iso.datetime() }),
  async run(ctx, { name, address, state }) {
    if (!(await targetAddresses(ctx, name)).includes(address)) {
      const message = say(ctx.locale, 'notATarget', { address, name })
      throw new AppError('INVALID', message, [{ path: ['address'], message }])
    }
    const { workspace, controller } = ctx
    const at = nextMoment(ctx.now().getTime(), await askController(ctx, controller.health(workspace, name)), address)
    await askController(ctx, controller.mark({ workspace, upstream: name, address, state, at, actor: actorName(ctx) }))
    await audit(ctx, { action: 'upstreams.health', subject: `upstreams/${name}`, detail: `${address} ${state}` })
    return { address, state, at: new Date(at).toISOString() }
  },
})
