import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import { BUILT_IN_LISTENERS } from '#lib/model/listener.ts'
import type { Stored, Write } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { writeAnswer } from './answer.ts'
import { applyWrites } from './apply-writes.ts'
import { findObject } from './find.ts'
import { kindOf, OfObject, WriteOptions } from './input.ts'
import { expectedVersion, retryUnconditional } from './precondition.ts'
import { WriteOut } from './schemas.ts'

export const isBuiltIn = (kind: Kind, name: string): boolean =>
  kind === 'listeners' && (BUILT_IN_LISTENERS as readonly string[]).includes(name)

function keepBuiltIn(ctx: ServiceContext, kind: Kind, name: string): void {
  if (isBuiltIn(kind, name)) throw new AppError('CONFLICT', say(ctx.locale, 'builtInListener', { name }))
}

export const removeObject = verb({
  summary: 'Delete an object; answers it as it was. Refused (409) while others refer to it',
  role: 'editor',
  input: z.object({ ...OfObject, ...WriteOptions }),
  output: WriteOut,
  async run(ctx, { kind: word, name, ifMatch, ...options }) {
    const kind = kindOf(ctx, word)
    keepBuiltIn(ctx, kind, name)
    return retryUnconditional({ ifMatch }, async () => {
      const stored = (await findObject(ctx, kind, name)) as Stored
      const expect = expectedVersion(ctx, { ifMatch }, { kind, name, stored })
      const writes: Write[] = [{ op: 'delete', kind, name, expect }]
      const outcome = await applyWrites(ctx, { writes, ...options, action: `${kind}.delete` })
      return writeAnswer(outcome, stored)
    })
  },
})
