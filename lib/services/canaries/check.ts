import type { Store, Write } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'

/** The service that the route will go to once the writes are made; undefined where there is no such route. */
async function serviceOfRoute(store: Store, writes: Write[], name: string): Promise<string | undefined> {
  const write = writes.findLast((item) => item.kind === 'routes' && item.name === name)
  if (write?.op === 'put' && write.kind === 'routes') return write.object.service
  return write ? undefined : (await store.get('routes', name))?.object.service
}

/**
 * An active canary goes to another service than its route. That it is the only one of the route is the store's to check.
 * @param pathOf where the write stands in the input, for the paths of issues
 * @throws {AppError} INVALID
 */
export async function checkCanaries(ctx: ServiceContext, writes: Write[], pathOf: (write: Write) => (string | number)[]): Promise<void> {
  for (const write of writes) {
    if (write.op !== 'put' || write.kind !== 'canaries' || write.object.state !== 'active') continue
    const { route, service } = write.object
    if ((await serviceOfRoute(await ctx.store(), writes, route)) === service) {
      refuseInput([{ path: [...pathOf(write), 'service'], message: say(ctx.locale, 'canarySameService', { service }) }])
    }
  }
}
