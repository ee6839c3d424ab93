import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { RouteTest } from '#lib/model/route-test.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { canonicalJson } from '#lib/store/canonical.ts'
import type { ServiceContext } from '../context.ts'
import { proxyPorts } from '../tester/explain.ts'
import type { Failure } from './failures.ts'
import { runTests, type TestResult } from './run-tests.ts'

export type BrokenTest = { name: string; failures: Failure[]; verdict: string }

/** What a change means to the stored tests. `passed` and `failed` count all enabled ones after it. */
export type TestImpact = { passed: number; failed: number; broken: BrokenTest[]; mended: string[] }

/** A configuration and what it compiles to. */
export type Side = { config: RoutingConfig; snapshot: Snapshot }

const NONE: TestImpact = { passed: 0, failed: 0, broken: [], mended: [] }

export const enabledTests = (config: RoutingConfig): RouteTest[] =>
  config['route-tests'].map(({ object }) => object).filter(({ enabled }) => enabled)

const questionOf = ({ request, expect }: RouteTest) => canonicalJson({ request, expect })

/** Those that ask the same on both sides: what a change says of its own tests breaks and mends nothing. */
function sameTests(before: RoutingConfig, tests: RouteTest[]): RouteTest[] {
  const asked = new Map(enabledTests(before).map((test) => [test.name, questionOf(test)]))
  return tests.filter((test) => asked.get(test.name) === questionOf(test))
}

/**
 * Runs the tests of a workspace before and after a change. Broken: passed before and fails after; mended: the reverse. New,
 * edited, deleted and disabled tests are neither.
 */
export async function testImpact(ctx: ServiceContext, before: Side, after: Side): Promise<TestImpact> {
  const tests = enabledTests(after.config)
  if (tests.length === 0) return NONE
  const [ports, { locale }] = [await proxyPorts(ctx), ctx]
  const results = runTests({ snapshot: after.snapshot, ports, locale }, tests)
  const passedBefore = new Map(
    runTests({ snapshot: before.snapshot, ports, locale }, sameTests(before.config, tests)).map(({ name, passed }) => [name, passed]),
  )
  const changed = ({ name, passed }: TestResult) => passedBefore.has(name) && passedBefore.get(name) !== passed
  return {
    passed: results.filter(({ passed }) => passed).length,
    failed: results.filter(({ passed }) => !passed).length,
    broken: results.filter((result) => changed(result) && !result.passed).map(({ name, failures, verdict }) => ({ name, failures, verdict })),
    mended: results.filter((result) => changed(result) && result.passed).map(({ name }) => name),
  }
}
