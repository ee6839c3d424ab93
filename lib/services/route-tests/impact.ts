import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { RouteTest } from '#lib/model/route-test.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { canonicalJson } from '#lib/store/canonical.ts'
import type { ServiceContext } from '../context.ts'
import { proxyPorts } from '../tester/explain.ts'
import type { Failure } from './failures.ts'
import { runTests, type Bench, type TestResult } from './run-tests.ts'

export type BrokenTest = { workspace: string; name: string; failures: Failure[]; verdict: string }

/**
 * What a change means to the stored tests. `passed` and `failed` count all enabled ones of its workspace after it; broken and
 * mended ones may be another's.
 */
export type TestImpact = { passed: number; failed: number; broken: BrokenTest[]; mended: string[] }

/** A workspace's configuration, and the snapshot against which its tests run. */
export type Side = { config: RoutingConfig; snapshot: Snapshot }

export const enabledTests = (config: RoutingConfig): RouteTest[] =>
  config['route-tests'].map(({ object }) => object).filter(({ enabled }) => enabled)

/** The workspaces of one snapshot. */
export const sidesOf = (snapshot: Snapshot, configs: readonly RoutingConfig[]): Side[] => configs.map((config) => ({ config, snapshot }))

/** How a test is named where it may be one of several workspaces. */
export const testName = ({ workspace, name }: Pick<BrokenTest, 'workspace' | 'name'>, own: string): string =>
  workspace === own ? name : `${workspace}/${name}`

const questionOf = ({ request, expect }: RouteTest) => canonicalJson({ request, expect })

/** Those that ask the same on both sides: what a change says of its own tests breaks and mends nothing. */
function sameTests(before: RoutingConfig, tests: RouteTest[]): RouteTest[] {
  const asked = new Map(enabledTests(before).map((test) => [test.name, questionOf(test)]))
  return tests.filter((test) => asked.get(test.name) === questionOf(test))
}

/** `before` null: nobody asked, or it was another test. */
type Fate = { workspace: string; result: TestResult; before: boolean | null }

/** Which results are compared with those before the change. */
type Asked = (result: TestResult) => boolean

function fatesOf(bench: Pick<Bench, 'ports' | 'locale'>, before: Side | undefined, after: Side, isAsked: Asked): Fate[] {
  const tests = enabledTests(after.config)
  const results = runTests({ ...bench, ...after }, tests)
  const asked = new Set(results.filter(isAsked).map(({ name }) => name))
  const same = before && asked.size > 0 ? sameTests(before.config, tests.filter(({ name }) => asked.has(name))) : []
  const earlier = before && same.length > 0 ? runTests({ ...bench, ...before }, same) : []
  const passed = new Map(earlier.map((result) => [result.name, result.passed]))
  return results.map((result) => ({ workspace: after.config.workspace, result, before: passed.get(result.name) ?? null }))
}

async function fates(ctx: ServiceContext, before: readonly Side[], after: readonly Side[], isAsked: Asked): Promise<Fate[]> {
  const tested = after.filter(({ config }) => enabledTests(config).length > 0)
  if (tested.length === 0) return []
  const bench = { ports: await proxyPorts(ctx), locale: ctx.locale }
  const were = new Map(before.map((side) => [side.config.workspace, side]))
  return tested.flatMap((side) => fatesOf(bench, were.get(side.config.workspace), side, isAsked))
}

const brokenOf = (all: Fate[]): BrokenTest[] =>
  all
    .filter(({ before, result }) => before === true && !result.passed)
    .map(({ workspace, result: { name, failures, verdict } }) => ({ workspace, name, failures, verdict }))

/** The tests that passed before a change and fail after it. What passes after it is not run twice. */
export const brokenTests = async (ctx: ServiceContext, before: readonly Side[], after: readonly Side[]): Promise<BrokenTest[]> =>
  brokenOf(await fates(ctx, before, after, ({ passed }) => !passed))

/**
 * Runs the tests of the workspaces before and after a change. Broken: passed before and fails after; mended: the reverse. New,
 * edited, deleted and disabled tests are neither.
 * @param own the workspace that changes
 */
export async function testImpact(ctx: ServiceContext, own: string, before: readonly Side[], after: readonly Side[]): Promise<TestImpact> {
  const all = await fates(ctx, before, after, () => true)
  const owned = all.filter(({ workspace }) => workspace === own)
  return {
    passed: owned.filter(({ result }) => result.passed).length,
    failed: owned.filter(({ result }) => !result.passed).length,
    broken: brokenOf(all),
    mended: all
      .filter((fate) => fate.before === false && fate.result.passed)
      .map(({ workspace, result: { name } }) => testName({ workspace, name }, own)),
  }
}
