import { z } from 'zod'
import { KIND_NAMES } from '#lib/model/kinds.ts'
import { referencesOf } from '#lib/model/references.ts'
import { currentConfig } from '../compiled.ts'
import { verb } from '../verb.ts'
import { findObject } from './find.ts'
import { kindOf, OfObject } from './input.ts'
import { RefOut } from './schemas.ts'

export const relatedObjects = verb({
  summary: 'What an object refers to, and what refers to it',
  role: 'viewer',
  input: z.object(OfObject),
  output: z.object({ refersTo: z.array(RefOut), referredBy: z.array(RefOut) }),
  async run(ctx, { kind: word, name }) {
    const kind = kindOf(ctx, word)
    const { object } = await findObject(ctx, kind, name)
    const config = await currentConfig(ctx, ctx.workspace)
    const referredBy = KIND_NAMES.flatMap((other) =>
      config[other]
        .filter((declared) => referencesOf(other, declared.object).some((to) => to.kind === kind && to.name === name))
        .map((declared) => ({ kind: other, name: declared.object.name })),
    )
    return { refersTo: referencesOf(kind, object).map((to) => ({ kind: to.kind, name: to.name })), referredBy }
  },
})
