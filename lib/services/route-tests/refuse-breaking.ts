import { AppError } from '#lib/errors.ts'
import type { Change } from '#lib/store/store.ts'
import { compileWith, type CompiledWorkspace } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { rehearse } from '../objects/rehearse.ts'
import { brokenTests, enabledTests, sidesOf, testName, type BrokenTest } from './impact.ts'

const MOST_NAMES = 5

/**
 * @param own the workspace that changes; tests of others are named with theirs
 * @throws {AppError} BREAKS_ROUTE_TESTS (`details.broken`), if there is any
 */
export function refuseBroken({ locale }: ServiceContext, own: string, broken: BrokenTest[]): void {
  if (broken.length === 0) return
  const names = broken.slice(0, MOST_NAMES).map((test) => testName(test, own))
  const more = broken.length > MOST_NAMES ? ', …' : ''
  const message = say(locale, 'breaksRouteTests', { names: `${names.join(', ')}${more}`, count: broken.length })
  const issues = broken.map(({ workspace, name, failures, verdict }) => {
    const differing = failures.map(({ field, expected, actual }) => say(locale, 'testDiffers', { field, expected, actual: actual ?? '–' }))
    const path = [...(workspace === own ? [] : ['workspaces', workspace]), 'route-tests', name]
    return { path, message: `${differing.join('; ')} (${verdict})` }
  })
  throw new AppError('BREAKS_ROUTE_TESTS', message, issues, { broken })
}

/**
 * Refuses writes after which a stored test fails that passes now, of this workspace or of one served beside it. Free where no
 * test is stored, or the writes reach tests alone.
 * @param before what is stored now, compiled
 * @throws {AppError} BREAKS_ROUTE_TESTS (`details.broken`), and as `Store.commit` would
 */
export async function refuseBreaking(ctx: ServiceContext, before: CompiledWorkspace, change: Change): Promise<void> {
  if (before.configs.every((config) => enabledTests(config).length === 0) || change.writes.every(({ kind }) => kind === 'route-tests')) return
  const { config, changes } = await rehearse(await ctx.store(), before.config, change, { now: ctx.now(), asksCluster: false })
  if (!changes) return
  const after = compileWith(ctx, before, config)
  refuseBroken(ctx, ctx.workspace, await brokenTests(ctx, sidesOf(before.snapshot, before.configs), sidesOf(after.snapshot, after.configs)))
}
