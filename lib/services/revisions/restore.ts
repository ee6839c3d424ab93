import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { objectKey } from '#lib/store/refusals.ts'
import type { Stored, Write } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { applyWrites } from '../objects/apply-writes.ts'
import { findObject } from '../objects/find.ts'
import { AllowBrokenTests, Comment, Flag } from '../objects/input.ts'
import { retryUnconditional } from '../objects/precondition.ts'
import { OriginOut, WritesOut } from '../objects/schemas.ts'
import { storedAmong } from '../objects/stored-among.ts'
import { refuseInput } from '../parse-input.ts'
import { presentMixed } from '../present.ts'
import { say } from '../messages.ts'
import { KindWord } from '../tester/input.ts'
import { verb } from '../verb.ts'
import { findRevision } from './find.ts'
import { restoreManifests } from './restore-manifests.ts'
import { RevisionNumber } from './schemas.ts'
import { changedSince, type Past } from './state-at.ts'

function writeOf({ kind, name, object }: Past, stored: Stored | undefined): Write[] {
  if (object !== null) return [{ op: 'put', kind, name, object, expect: stored?.version ?? 'absent' } as Write]
  return stored ? [{ op: 'delete', kind, name, expect: stored.version }] : []
}

/** What an object of a cluster was read from. @throws {AppError} NOT_FOUND, BAD_REQUEST (from nothing in particular) */
async function originOf(ctx: ServiceContext, kind: Kind, name: string): Promise<KubernetesRef> {
  const { origin } = await findObject(ctx, kind, name)
  if (!origin) throw new AppError('BAD_REQUEST', say(ctx.locale, 'noOrigin', { kind, name }))
  return origin
}

export const restoreRevision = verb({
  summary: 'Bring the workspace, or one object, back to how it was right after a revision; as a new revision',
  role: 'editor',
  input: z.strictObject({
    number: RevisionNumber,
    kind: KindWord.optional(),
    name: z.string().optional(),
    of: OriginOut.optional().describe('in a cluster: only this Kubernetes object'),
    comment: Comment,
    dryRun: Flag,
    allowBrokenTests: AllowBrokenTests,
  }),
  output: WritesOut,
  async run(ctx, { number, kind, name, of, comment, ...options }) {
    if ((kind === undefined) !== (name === undefined)) {
      refuseInput([{ path: [kind ? 'name' : 'kind'], message: say(ctx.locale, 'restoreBoth') }])
    }
    await findRevision(ctx, number)
    const { kubernetes } = await ctx.store()
    // Route tests of a cluster live beside it, in rows.
    if (kubernetes && kind !== 'route-tests') {
      const one = of ?? (kind && name ? await originOf(ctx, kind, name) : undefined)
      const restored = await restoreManifests(ctx, kubernetes, { number, of: one, comment, ...options })
      return { ...restored, objects: restored.objects.map(presentMixed) }
    }
    const what = kind && name ? `${kind}/${name} to revision` : 'revision'
    const outcome = await retryUnconditional({}, async () => {
      const store = await ctx.store()
      const past = await changedSince(store, number, kind && name ? { kind, name } : {})
      const stored = await storedAmong(store, past)
      const writes = past.flatMap((item) => writeOf(item, stored.get(objectKey(item))))
      return applyWrites(ctx, { writes, comment: comment || `Restore ${what} ${number}`, ...options, action: 'revisions.restore' })
    })
    return { ...outcome, objects: outcome.objects.map(presentMixed) }
  },
})
