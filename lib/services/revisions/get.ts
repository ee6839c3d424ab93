import { z } from 'zod'
import { presentRevision } from '../present.ts'
import { verb } from '../verb.ts'
import { findRevision } from './find.ts'
import { RevisionNumber, RevisionOut } from './schemas.ts'

export const getRevision = verb({
  summary: 'One revision: who, when, why, and each object before and after',
  role: 'viewer',
  input: z.object({ number: RevisionNumber }),
  output: RevisionOut,
  run: async (ctx, { number }) => presentRevision(await findRevision(ctx, number)),
})
