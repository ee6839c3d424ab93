import { z } from 'zod'
import { DEFAULT_WORKSPACE, defaultIsKept } from '#lib/store/workspace-rules.ts'
import { audit } from '../audit/record.ts'
import { AllowBrokenTests, Flag } from '../objects/input.ts'
import { presentWorkspace } from '../present.ts'
import { refuseBroken } from '../route-tests/refuse-breaking.ts'
import { removalImpact } from '../route-tests/settings-impact.ts'
import { tellController } from '../tell-controller.ts'
import { verb } from '../verb.ts'
import { findWorkspace } from './find.ts'
import { expectedWorkspace, refuseStale } from './save.ts'
import { WorkspaceWriteOut } from './schemas.ts'

export const removeWorkspace = verb({
  summary: 'Delete a workspace with all that it holds; `default` stays',
  role: 'admin',
  input: z.object({ name: z.string(), ifMatch: z.string().optional(), dryRun: Flag, allowBrokenTests: AllowBrokenTests }),
  output: WorkspaceWriteOut,
  async run(ctx, { name, ifMatch, dryRun, allowBrokenTests }) {
    const stored = await findWorkspace(ctx, name)
    const answer = { object: presentWorkspace(stored), revision: stored.revision, diagnostics: [] }
    const expect = expectedWorkspace(ctx, { ifMatch }, stored)
    if (name === DEFAULT_WORKSPACE) throw defaultIsKept()
    refuseStale(ctx, expect, stored)
    if (dryRun) return { ...answer, routeTests: await removalImpact(ctx, stored) }
    if (!allowBrokenTests) refuseBroken(ctx, name, (await removalImpact(ctx, stored)).broken)
    await ctx.stores.deleteWorkspace(name, expect)
    ctx.compiled.configs.delete(name)
    await audit(ctx, { action: 'workspaces.delete', subject: `workspaces/${name}` })
    await tellController(ctx, name, stored.revision)
    return answer
  },
})
