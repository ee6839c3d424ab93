import { AppError } from '#lib/errors.ts'
import type { Write } from '#lib/store/store.ts'
import { compileDraft, type CompiledWorkspace } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { rehearse } from '../objects/rehearse.ts'
import { enabledTests, testImpact, type BrokenTest } from './impact.ts'

const MOST_NAMES = 5

function breaks({ locale }: ServiceContext, broken: BrokenTest[]): AppError {
  const names = broken.slice(0, MOST_NAMES).map(({ name }) => name)
  const more = broken.length > MOST_NAMES ? ', …' : ''
  const message = say(locale, 'breaksRouteTests', { names: `${names.join(', ')}${more}`, count: broken.length })
  const issues = broken.map(({ name, failures, verdict }) => {
    const differing = failures.map(({ field, expected, actual }) => say(locale, 'testDiffers', { field, expected, actual: actual ?? '–' }))
    return { path: ['route-tests', name], message: `${differing.join('; ')} (${verdict})` }
  })
  return new AppError('BREAKS_ROUTE_TESTS', message, issues, { broken })
}

/**
 * Refuses writes after which a stored test fails that passes now. Free where no test is stored, or the writes reach tests alone.
 * @param before what is stored now, compiled
 * @throws {AppError} BREAKS_ROUTE_TESTS (`details.broken`), and as `Store.commit` would
 */
export async function refuseBreaking(ctx: ServiceContext, before: CompiledWorkspace, writes: Write[]): Promise<void> {
  if (enabledTests(before.config).length === 0 || writes.every(({ kind }) => kind === 'route-tests')) return
  const { config, changes } = await rehearse(await ctx.store(), before.config, writes, ctx.now())
  if (!changes) return
  const { snapshot } = await compileDraft(ctx, config)
  const { broken } = await testImpact(ctx, before, { config, snapshot })
  if (broken.length > 0) throw breaks(ctx, broken)
}
