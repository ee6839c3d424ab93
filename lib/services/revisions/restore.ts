import { z } from 'zod'
import { objectKey } from '#lib/store/refusals.ts'
import type { Stored, Write } from '#lib/store/store.ts'
import { applyWrites } from '../objects/apply-writes.ts'
import { AllowBrokenTests, Comment, Flag } from '../objects/input.ts'
import { retryUnconditional } from '../objects/precondition.ts'
import { WritesOut } from '../objects/schemas.ts'
import { storedAmong } from '../objects/stored-among.ts'
import { refuseInput } from '../parse-input.ts'
import { presentMixed } from '../present.ts'
import { say } from '../messages.ts'
import { KindWord } from '../tester/input.ts'
import { verb } from '../verb.ts'
import { findRevision } from './find.ts'
import { RevisionNumber } from './schemas.ts'
import { changedSince, type Past } from './state-at.ts'

function writeOf({ kind, name, object }: Past, stored: Stored | undefined): Write[] {
  if (object !== null) return [{ op: 'put', kind, name, object, expect: stored?.version ?? 'absent' } as Write]
  return stored ? [{ op: 'delete', kind, name, expect: stored.version }] : []
}

export const restoreRevision = verb({
  summary: 'Bring the workspace, or one object, back to how it was right after a revision; as a new revision',
  role: 'editor',
  input: z.strictObject({
    number: RevisionNumber,
    kind: KindWord.optional(),
    name: z.string().optional(),
    comment: Comment,
    dryRun: Flag,
    allowBrokenTests: AllowBrokenTests,
  }),
  output: WritesOut,
  async run(ctx, { number, kind, name, comment, ...options }) {
    if ((kind === undefined) !== (name === undefined)) {
      refuseInput([{ path: [kind ? 'name' : 'kind'], message: say(ctx.locale, 'restoreBoth') }])
    }
    await findRevision(ctx, number)
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
