import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { AllowBrokenTests, bodyObject, Flag } from '../objects/input.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { addWorkspace, expectedWorkspace, parseWorkspace, saveWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const replaceWorkspace = verb({
  summary: 'Replace the settings of a workspace, or create it (201). A kubeconfig that is left out stays as it is',
  role: 'admin',
  input: z.object({
    name: z.string(),
    object: z.unknown(),
    ifMatch: z.string().optional(),
    ifNoneMatch: z.string().optional(),
    dryRun: Flag,
    allowBrokenTests: AllowBrokenTests,
  }),
  body: 'object',
  output: WorkspaceWriteOut,
  async run(ctx, { name, object, dryRun, allowBrokenTests, ...condition }) {
    const stored = (await ctx.stores.workspaces()).find((item) => item.object.name === name)
    const workspace = await parseWorkspace(ctx, bodyObject(ctx, object), { name, stored })
    if (stored) return saveWorkspace(ctx, workspace, stored, { dryRun, allowBrokenTests, expect: expectedWorkspace(ctx, condition, stored) })
    if (condition.ifMatch !== undefined) {
      throw new AppError('STALE_VERSION', say(ctx.locale, 'stale', { kind: 'workspaces', name }), [], { current: null })
    }
    if (!dryRun) ctx.response.status = 201
    return addWorkspace(ctx, workspace, { dryRun })
  },
})
