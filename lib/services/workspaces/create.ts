import { z } from 'zod'
import { bodyObject } from '../objects/input.ts'
import { verb } from '../verb.ts'
import { addWorkspace, parseWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const createWorkspace = verb({
  summary: 'Create a workspace',
  role: 'admin',
  input: z.object({ object: z.unknown() }),
  body: 'object',
  output: WorkspaceWriteOut,
  run: async (ctx, { object }) => addWorkspace(ctx, parseWorkspace(ctx, bodyObject(ctx, object))),
})
