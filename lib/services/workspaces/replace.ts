import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { bodyObject } from '../objects/input.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { addWorkspace, expectedWorkspace, parseWorkspace, saveWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const replaceWorkspace = verb({
  summary: 'Replace the settings of a workspace, or create it (201)',
  role: 'admin',
  input: z.object({ name: z.string(), object: z.unknown(), ifMatch: z.string().optional(), ifNoneMatch: z.string().optional() }),
  body: 'object',
  output: WorkspaceWriteOut,
  async run(ctx, { name, object, ...condition }) {
    const workspace = parseWorkspace(ctx, bodyObject(ctx, object), name)
    const stored = (await ctx.stores.workspaces()).find((item) => item.object.name === name)
    if (stored) return saveWorkspace(ctx, workspace, expectedWorkspace(ctx, condition, stored), stored)
    if (condition.ifMatch !== undefined) {
      throw new AppError('STALE_VERSION', say(ctx.locale, 'stale', { kind: 'workspaces', name }), [], { current: null })
    }
    ctx.response.status = 201
    return addWorkspace(ctx, workspace)
  },
})
