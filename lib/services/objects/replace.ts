import { z } from 'zod'
import type { Stored, Write } from '#lib/store/store.ts'
import { verb } from '../verb.ts'
import { writeAnswer } from './answer.ts'
import { applyWrites } from './apply-writes.ts'
import { bodyObject, kindOf, OfObject, WriteOptions } from './input.ts'
import { expectedVersion, retryUnconditional } from './precondition.ts'
import { homeOf, prepareObject } from './prepare.ts'
import { WriteOut } from './schemas.ts'

export const replaceObject = verb({
  summary: 'Replace an object, or create it under this name (201)',
  role: 'editor',
  input: z.object({ ...OfObject, object: z.unknown(), ...WriteOptions, ifNoneMatch: z.string().optional() }),
  body: 'object',
  output: WriteOut,
  async run(ctx, { kind: word, name, object: body, comment, dryRun, allowBrokenTests, allowShared, ...precondition }) {
    const kind = kindOf(ctx, word)
    const fields = bodyObject(ctx, body)
    const home = await homeOf(ctx)
    return retryUnconditional(precondition, async () => {
      const stored = (await (await ctx.store()).get(kind, name)) as Stored | null
      const expect = expectedVersion(ctx, precondition, { kind, name, stored })
      const object = await prepareObject(ctx, { kind, name, fields, stored, home })
      const write = { op: 'put', kind, name, object, expect } as Write
      const outcome = await applyWrites(ctx, { writes: [write], comment, dryRun, allowBrokenTests, allowShared, action: `${kind}.replace` })
      if (!stored && !dryRun) ctx.response.status = 201
      return writeAnswer(outcome)
    })
  },
})
