import { z } from 'zod'
import { audit } from '../audit/record.ts'
import { Flag } from '../objects/input.ts'
import { presentWorkspace } from '../present.ts'
import { tellController } from '../tell-controller.ts'
import { verb } from '../verb.ts'
import { findWorkspace } from './find.ts'
import { expectedWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const removeWorkspace = verb({
  summary: 'Delete a workspace with all that it holds; `default` stays',
  role: 'admin',
  input: z.object({ name: z.string(), ifMatch: z.string().optional(), dryRun: Flag }),
  output: WorkspaceWriteOut,
  async run(ctx, { name, ifMatch, dryRun }) {
    const stored = await findWorkspace(ctx, name)
    const answer = { object: presentWorkspace(stored), revision: stored.revision, diagnostics: [] }
    const expect = expectedWorkspace(ctx, { ifMatch }, stored)
    if (dryRun) return answer
    await ctx.stores.deleteWorkspace(name, expect)
    ctx.compiled.configs.delete(name)
    await audit(ctx, { action: 'workspaces.delete', subject: `workspaces/${name}` })
    await tellController(ctx, name, stored.revision)
    return answer
  },
})
