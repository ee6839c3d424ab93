import { AppError } from '#lib/errors.ts'
import type { Canary } from '#lib/model/canary.ts'
import { canonicalJson } from '#lib/store/canonical.ts'
import type { Stored } from '#lib/store/store.ts'
import { actorName, type ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'

type StoredCanary = Stored<'canaries'> | null
type Given = { fields: Record<string, unknown>; at: (string | number)[] }

/** Set by us alone: what a client sends of these is what it read. */
const OURS = ['state', 'startedBy', 'startedAt', 'endedAt'] as const

const without = (canary: Canary, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(canary).filter(([field]) => !fields.includes(field)))

const ours = (canary: Canary) => Object.fromEntries(OURS.flatMap((field) => (canary[field] === undefined ? [] : [[field, canary[field]]])))

const started = (ctx: ServiceContext, canary: Canary): Canary => ({
  ...(without(canary, OURS) as Canary),
  state: 'active',
  startedBy: actorName(ctx),
  startedAt: ctx.now().toISOString(),
})

/**
 * The canary to store. Who started it, when, and its state are ours; an ended one stays as it is, until an active one of
 * its name replaces it.
 * @throws {AppError} INVALID (ended by a write instead of by promote or abort), CONFLICT (an ended one was changed)
 */
export function prepareCanary(ctx: ServiceContext, canary: Canary, stored: StoredCanary, { fields, at }: Given): Canary {
  const before = stored?.object
  // A record of the past, as another workspace had it, may be written as it is.
  if (!before) return canary.state === 'active' ? started(ctx, canary) : canary
  if (before.state === 'active') {
    if (canary.state !== 'active') refuseInput([{ path: [...at, 'state'], message: say(ctx.locale, 'canaryState') }])
    return { ...(without(canary, OURS) as Canary), ...ours(before) }
  }
  if (fields.state === undefined || canary.state === 'active') return started(ctx, canary)
  const free = [...OURS, 'tags']
  if (canary.state === before.state && canonicalJson(without(canary, free)) === canonicalJson(without(before, free))) {
    return { ...before, tags: canary.tags }
  }
  throw new AppError('CONFLICT', say(ctx.locale, 'canaryEnded', { name: canary.name }), [], { state: before.state })
}
