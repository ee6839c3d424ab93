import { z } from 'zod'
import { AllowBrokenTests, bodyObject, Flag } from '../objects/input.ts'
import { verb } from '../verb.ts'
import { findWorkspace } from './find.ts'
import { patchFields } from './keep-kubeconfig.ts'
import { expectedWorkspace, parseWorkspace, saveWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const patchWorkspace = verb({
  summary: 'Change settings of a workspace by merge patch (RFC 7386); a connection of another type replaces the one before',
  role: 'admin',
  input: z.object({ name: z.string(), patch: z.unknown(), ifMatch: z.string().optional(), dryRun: Flag, allowBrokenTests: AllowBrokenTests }),
  body: 'patch',
  output: WorkspaceWriteOut,
  async run(ctx, { name, patch, ifMatch, ...options }) {
    const stored = await findWorkspace(ctx, name)
    const workspace = await parseWorkspace(ctx, patchFields(stored.object, bodyObject(ctx, patch)), { name, stored })
    return saveWorkspace(ctx, workspace, stored, { ...options, expect: expectedWorkspace(ctx, { ifMatch }, stored) })
  },
})
