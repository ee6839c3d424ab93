import { AppError } from '#lib/errors.ts'
import type { Canary } from '#lib/model/canary.ts'
import type { Store, Write } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'

async function storedCanaries(store: Store): Promise<Canary[]> {
  const found: Canary[] = []
  let cursor: string | undefined
  do {
    const page = await store.list('canaries', { limit: 1000, ...(cursor === undefined ? {} : { cursor }) })
    found.push(...page.items.map(({ object }) => object))
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return found
}

/** The service that the route will go to once the writes are made; undefined where there is no such route. */
async function serviceOfRoute(store: Store, writes: Write[], name: string): Promise<string | undefined> {
  const write = writes.findLast((item) => item.kind === 'routes' && item.name === name)
  if (write?.op === 'put' && write.kind === 'routes') return write.object.service
  return write ? undefined : (await store.get('routes', name))?.object.service
}

/**
 * What holds between canaries and routes: one active canary a route, and two different services.
 * @param pathOf where the write stands in the input, for the paths of issues
 * @throws {AppError} CONFLICT, INVALID
 */
export async function checkCanaries(ctx: ServiceContext, writes: Write[], pathOf: (write: Write) => (string | number)[]): Promise<void> {
  const starting = writes.flatMap((write) =>
    write.op === 'put' && write.kind === 'canaries' && write.object.state === 'active' ? [{ write, canary: write.object }] : [],
  )
  if (starting.length === 0) return
  const store = await ctx.store()
  const written = new Set(writes.filter(({ kind }) => kind === 'canaries').map(({ name }) => name))
  const others = (await storedCanaries(store)).filter(({ name, state }) => state === 'active' && !written.has(name))
  for (const { write, canary } of starting) {
    const { name, route, service } = canary
    const rival = [...others, ...starting.map((item) => item.canary)].find((other) => other.name !== name && other.route === route)
    if (rival) throw new AppError('CONFLICT', say(ctx.locale, 'canaryTaken', { route, name: rival.name }), [], { canary: rival.name })
    if ((await serviceOfRoute(store, writes, route)) === service) {
      refuseInput([{ path: [...pathOf(write), 'service'], message: say(ctx.locale, 'canarySameService', { service }) }])
    }
  }
}
