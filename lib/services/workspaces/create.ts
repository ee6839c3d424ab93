import { z } from 'zod'
import { bodyObject, Flag } from '../objects/input.ts'
import { verb } from '../verb.ts'
import { addWorkspace, parseWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const createWorkspace = verb({
  summary: 'Create a workspace',
  role: 'admin',
  input: z.object({ object: z.unknown(), dryRun: Flag }),
  body: 'object',
  output: WorkspaceWriteOut,
  async run(ctx, { object, dryRun }) {
    if (dryRun) ctx.response.status = 200
    return addWorkspace(ctx, await parseWorkspace(ctx, bodyObject(ctx, object)), { dryRun })
  },
})
