import { z } from 'zod'
import { RouteTest } from '#lib/model/route-test.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { compileStored } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { refuseInput } from '../parse-input.ts'
import { proxyPorts } from '../tester/explain.ts'
import { verb } from '../verb.ts'
import { enabledTests } from './impact.ts'
import { runTests } from './run-tests.ts'
import { TestRunOut } from './schemas.ts'

/** The stored tests of these names, disabled ones too. @throws {AppError} INVALID */
function named({ locale }: ServiceContext, config: RoutingConfig, names: string[]): RouteTest[] {
  const stored = new Map(config['route-tests'].map(({ object }) => [object.name, object]))
  const missing = names.flatMap((name, index) => (stored.has(name) ? [] : [{ name, index }]))
  if (missing.length > 0) {
    refuseInput(missing.map(({ name, index }) => ({ path: ['names', index], message: say(locale, 'noSuchObject', { kind: 'route-tests', name }) })))
  }
  return names.map((name) => stored.get(name)!)
}

export const runRouteTests = verb({
  summary: 'Run route tests against the stored configuration: those given, the stored ones of these names, or all enabled ones',
  role: 'viewer',
  input: z.strictObject({ tests: z.array(RouteTest).max(10_000).optional(), names: z.array(z.string()).max(10_000).optional() }),
  output: TestRunOut,
  async run(ctx, { tests, names }) {
    if (tests && names) refuseInput([{ path: ['names'], message: say(ctx.locale, 'testsOrNames') }])
    const { snapshot, config } = await compileStored(ctx, ctx.workspace)
    const chosen = tests ?? (names ? named(ctx, config, names) : enabledTests(config))
    const items = runTests({ snapshot, config, ports: await proxyPorts(ctx), locale: ctx.locale }, chosen)
    const passed = items.filter((item) => item.passed).length
    return { items, passed, failed: items.length - passed, revision: config.revision }
  },
})
