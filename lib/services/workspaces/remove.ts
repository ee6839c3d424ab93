import { z } from 'zod'
import { audit } from '../audit/record.ts'
import { presentWorkspace } from '../present.ts'
import { tellController } from '../tell-controller.ts'
import { verb } from '../verb.ts'
import { findWorkspace } from './find.ts'
import { expectedWorkspace } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const removeWorkspace = verb({
  summary: 'Delete a workspace with all that it holds; `default` stays',
  role: 'admin',
  input: z.object({ name: z.string(), ifMatch: z.string().optional() }),
  output: WorkspaceWriteOut,
  async run(ctx, { name, ifMatch }) {
    const stored = await findWorkspace(ctx, name)
    await ctx.stores.deleteWorkspace(name, expectedWorkspace(ctx, { ifMatch }, stored))
    ctx.compiled.configs.delete(name)
    await audit(ctx, { action: 'workspaces.delete', subject: `workspaces/${name}` })
    await tellController(ctx, name, stored.revision)
    return { object: presentWorkspace(stored), revision: stored.revision, diagnostics: [] }
  },
})
