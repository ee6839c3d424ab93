import { z } from 'zod'
import { bodyObject } from '../objects/input.ts'
import { mergePatch } from '../objects/merge-patch.ts'
import { verb } from '../verb.ts'
import { findWorkspace } from './find.ts'
import { expectedWorkspace, parseWorkspace, saveWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const patchWorkspace = verb({
  summary: 'Change settings of a workspace by merge patch (RFC 7386)',
  role: 'admin',
  input: z.object({ name: z.string(), patch: z.unknown(), ifMatch: z.string().optional() }),
  body: 'patch',
  output: WorkspaceWriteOut,
  async run(ctx, { name, patch, ifMatch }) {
    const stored = await findWorkspace(ctx, name)
    const merged = mergePatch(stored.object, bodyObject(ctx, patch)) as Record<string, unknown>
    return saveWorkspace(ctx, parseWorkspace(ctx, merged, name), expectedWorkspace(ctx, { ifMatch }, stored), stored)
  },
})
