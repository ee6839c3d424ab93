import { z } from 'zod'
import type { Stored, Write } from '#lib/store/store.ts'
import { verb } from '../verb.ts'
import { writeAnswer } from './answer.ts'
import { applyWrites } from './apply-writes.ts'
import { findObject } from './find.ts'
import { bodyObject, kindOf, OfObject, WriteOptions } from './input.ts'
import { mergePatch } from './merge-patch.ts'
import { expectedVersion, retryUnconditional } from './precondition.ts'
import { homeOf, prepareObject } from './prepare.ts'
import { WriteOut } from './schemas.ts'

export const patchObject = verb({
  summary: 'Change fields of an object by merge patch (RFC 7386); null sets a field back to its default',
  role: 'editor',
  input: z.object({ ...OfObject, patch: z.unknown(), ...WriteOptions }),
  body: 'patch',
  output: WriteOut,
  async run(ctx, { kind: word, name, patch: body, ifMatch, ...options }) {
    const kind = kindOf(ctx, word)
    const patch = bodyObject(ctx, body)
    const home = await homeOf(ctx)
    return retryUnconditional({ ifMatch }, async () => {
      const stored = (await findObject(ctx, kind, name)) as Stored
      const expect = expectedVersion(ctx, { ifMatch }, { kind, name, stored })
      const fields = mergePatch(stored.object, patch) as Record<string, unknown>
      const object = await prepareObject(ctx, { kind, name, fields, stored, home })
      const write = { op: 'put', kind, name, object, expect } as Write
      return writeAnswer(await applyWrites(ctx, { writes: [write], ...options, action: `${kind}.patch` }))
    })
  },
})
