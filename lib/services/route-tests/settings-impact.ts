import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { routingDialect, type Workspace } from '#lib/model/workspace.ts'
import type { StoredWorkspace } from '#lib/store/store.ts'
import { compileConfigs, readableConfigs } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { enabledTests, sidesOf, testImpact, type Side, type TestImpact } from './impact.ts'

const NONE: TestImpact = { passed: 0, failed: 0, broken: [], mended: [] }

/** The served workspaces together, and the one in question, where it is not served, against what its tests run then. */
function settingSides(ctx: ServiceContext, served: readonly RoutingConfig[], own: RoutingConfig | undefined, isAlone: boolean): Side[] {
  const together = compileConfigs(ctx, served).snapshot
  const sides = sidesOf(together, served)
  if (!own || served.includes(own)) return sides
  return [...sides, { config: own, snapshot: isAlone ? compileConfigs(ctx, [own]).snapshot : together }]
}

/**
 * What other settings of a workspace mean to the route tests of all: whether it is served, and by whose rules. The tests of one
 * that is served no more run against what is left; of one that was not served, against itself alone.
 */
export async function settingsImpact(ctx: ServiceContext, before: StoredWorkspace, wanted: Workspace): Promise<TestImpact> {
  const dialect = routingDialect(wanted)
  if (wanted.served === before.object.served && dialect === routingDialect(before.object)) return NONE
  const { name } = wanted
  const rows = (await ctx.stores.workspaces()).filter(({ object }) => object.served || object.name === name)
  const configs = await readableConfigs(ctx, rows)
  if (configs.every((config) => enabledTests(config).length === 0)) return NONE
  const others = new Set(rows.filter(({ object }) => object.name !== name).map(({ object }) => object.name))
  const changed = configs.map((config) => (config.workspace === name ? { ...config, dialect } : config))
  const sides = (list: readonly RoutingConfig[], isServed: boolean) => {
    const together = list.filter(({ workspace }) => isServed || others.has(workspace))
    return settingSides(ctx, together, list.find(({ workspace }) => workspace === name), !before.object.served)
  }
  return testImpact(ctx, name, sides(configs, before.object.served), sides(changed, wanted.served))
}

/** What it means to the route tests of the others that a workspace is no more. Its own go with it. */
export async function removalImpact(ctx: ServiceContext, { object: { name, served } }: StoredWorkspace): Promise<TestImpact> {
  if (!served) return NONE
  const configs = await readableConfigs(ctx, (await ctx.stores.workspaces()).filter(({ object }) => object.served))
  const others = configs.filter(({ workspace }) => workspace !== name)
  if (others.every((config) => enabledTests(config).length === 0)) return NONE
  const sides = (list: readonly RoutingConfig[]) => sidesOf(compileConfigs(ctx, list).snapshot, list)
  return testImpact(ctx, name, sides(configs), sides(others))
}
