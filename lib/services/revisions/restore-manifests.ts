import { diffRouting } from '#lib/compile/diff/diff-routing.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { ClusterWrites } from '#lib/store/store.ts'
import { audit } from '../audit/record.ts'
import { compileStored, compileWith, diagnosticsIn } from '../compiled.ts'
import { actorName, type ServiceContext } from '../context.ts'
import type { Outcome } from '../objects/apply-writes.ts'
import { brokenTests, sidesOf, testImpact } from '../route-tests/impact.ts'
import { refuseBroken } from '../route-tests/refuse-breaking.ts'
import { tellController } from '../tell-controller.ts'

export type Restoring = { number: number; of?: KubernetesRef | undefined; comment: string; dryRun: boolean; allowBrokenTests: boolean }

/**
 * Brings the Kubernetes objects of a workspace, or one of them, back to how they were right after a revision.
 * @throws {AppError} as `ClusterWrites.restore`; BREAKS_ROUTE_TESTS
 */
export async function restoreManifests(ctx: ServiceContext, cluster: ClusterWrites, { number, of, comment, dryRun, allowBrokenTests }: Restoring): Promise<Outcome> {
  const what = of ? `${of.kind} ${of.namespace}/${of.name} to revision` : 'revision'
  const options = { actor: actorName(ctx), comment: comment || `Restore ${what} ${number}`, ...(of ? { of } : {}) }
  const before = await compileStored(ctx, ctx.workspace)
  const rehearsed = await cluster.restore(number, { ...options, dryRun: true })
  const after = compileWith(ctx, before, rehearsed.config)
  const sides = [sidesOf(before.snapshot, before.configs), sidesOf(after.snapshot, after.configs)] as const
  const diagnostics = diagnosticsIn(after, ctx.workspace)
  if (dryRun) {
    const routeTests = await testImpact(ctx, ctx.workspace, ...sides)
    return { ...rehearsed, revision: before.config.revision, diagnostics, routingDiff: diffRouting(before.snapshot, after.snapshot), routeTests }
  }
  if (!allowBrokenTests) refuseBroken(ctx, ctx.workspace, await brokenTests(ctx, ...sides))
  const { config: _, ...restored } = await cluster.restore(number, { ...options, dryRun: false })
  if (restored.revision !== null) {
    await audit(ctx, { action: 'revisions.restore', subject: `${ctx.workspace}: ${what} ${number}`, detail: `revision ${restored.revision}` })
    await tellController(ctx, ctx.workspace, restored.revision)
  }
  return { ...restored, diagnostics }
}
