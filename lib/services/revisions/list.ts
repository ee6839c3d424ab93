import { z } from 'zod'
import { KindWord } from '../tester/input.ts'
import { presentRevision } from '../present.ts'
import { pageOf } from '../objects/schemas.ts'
import { verb } from '../verb.ts'
import { RevisionOut } from './schemas.ts'

export const listRevisions = verb({
  summary: 'The history, newest first; `kind` and `name` narrow it to what touched them',
  role: 'viewer',
  input: z.object({
    kind: KindWord.optional(),
    name: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    cursor: z.string().optional(),
  }),
  output: pageOf(RevisionOut),
  async run(ctx, { kind, name, limit, cursor }) {
    const store = await ctx.store()
    const page = await store.revisions({ limit, ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(cursor ? { cursor } : {}) })
    return { ...page, items: page.items.map(presentRevision) }
  },
})
