import { z } from 'zod'
import type { Stored } from '#lib/store/store.ts'
import { presentObject } from '../present.ts'
import { verb } from '../verb.ts'
import { findObject } from './find.ts'
import { kindOf, OfObject } from './input.ts'
import { ObjectOut } from './schemas.ts'

export const getObject = verb({
  summary: 'One object',
  role: 'viewer',
  input: z.object(OfObject),
  output: ObjectOut,
  run: async (ctx, { kind, name }) => presentObject((await findObject(ctx, kindOf(ctx, kind), name)) as Stored),
})
