import { AppError } from '#lib/errors.ts'
import type { Canary } from '#lib/model/canary.ts'
import type { Write } from '#lib/store/store.ts'
import { writeAnswer } from '../objects/answer.ts'
import { applyWrites } from '../objects/apply-writes.ts'
import { findObject } from '../objects/find.ts'
import { expectedVersion, retryUnconditional } from '../objects/precondition.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

export type Ending = { name: string; ifMatch?: string | undefined; comment: string; dryRun: boolean; allowBrokenTests: boolean }

/**
 * Ends an active canary as one revision.
 * @param state `promoted` also sends the route to the canary's service
 * @throws {AppError} NOT_FOUND, CONFLICT (not active), STALE_VERSION
 */
export async function endCanary(ctx: ServiceContext, state: 'promoted' | 'aborted', { name, ifMatch, comment, ...options }: Ending) {
  return retryUnconditional({ ifMatch }, async () => {
    const stored = await findObject(ctx, 'canaries', name)
    const expect = expectedVersion(ctx, { ifMatch }, { kind: 'canaries', name, stored })
    if (stored.version !== expect) {
      throw new AppError('STALE_VERSION', say(ctx.locale, 'stale', { kind: 'canaries', name }), [], { current: stored })
    }
    const before = stored.object
    if (before.state !== 'active') {
      throw new AppError('CONFLICT', say(ctx.locale, 'canaryNotActive', { name, state: before.state }), [], { state: before.state })
    }
    const ended: Canary = { ...before, state, endedAt: ctx.now().toISOString() }
    const writes: Write[] = [{ op: 'put', kind: 'canaries', name, object: ended, expect }]
    if (state === 'promoted') {
      const route = await findObject(ctx, 'routes', before.route)
      const object = { ...route.object, service: before.service }
      writes.unshift({ op: 'put', kind: 'routes', name: route.name, object, expect: route.version })
    }
    const action = state === 'promoted' ? 'canaries.promote' : 'canaries.abort'
    const said = comment || (state === 'promoted' ? `Promote canary ${name}` : `Abort canary ${name}`)
    const outcome = await applyWrites(ctx, { writes, comment: said, ...options, action })
    // Where a canary is an object of a cluster, one that is over is not there any more.
    return writeAnswer({ ...outcome, objects: outcome.objects.filter(({ kind }) => kind === 'canaries') }, { ...stored, object: ended })
  })
}
