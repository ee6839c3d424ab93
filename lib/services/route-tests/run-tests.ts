import { AppError } from '#lib/errors.ts'
import type { HttpRequest } from '#lib/model/request.ts'
import type { RouteTest } from '#lib/model/route-test.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { arrive, type Grounds } from '../tester/arrival.ts'
import { foretell } from '../tester/predict.ts'
import { failuresOf, type Failure } from './failures.ts'
import { otherNames } from './other-names.ts'

/** `verdict`: one sentence for a person, as the tester says it. */
export type TestResult = { name: string; passed: boolean; failures: Failure[]; verdict: string; route: string | null }

/** Against what the tests of a workspace run. */
export type Bench = Grounds & { config: Pick<RoutingConfig, 'routes'> }

/** The one place where tests ask for a prediction. */
const explained = (bench: Bench, request: HttpRequest) => foretell(bench.snapshot, arrive(bench, request), bench.locale)

function runTest(bench: Bench, { name, request, expect }: RouteTest): TestResult {
  try {
    const explanation = explained(bench, request)
    const failures = failuresOf(expect, { ...explanation, alsoCalled: otherNames(bench.config, explanation.route) })
    return { name, passed: failures.length === 0, failures, verdict: explanation.verdict, route: explanation.route }
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    const expected = request.listener ?? request.url.split(':', 1)[0]!
    return { name, passed: false, failures: [{ field: 'listener', expected, actual: null }], verdict: cause.message, route: null }
  }
}

/** The outcome of each test, in their order. A request for a listener that is not there fails, and throws nothing. */
export const runTests = (bench: Bench, tests: readonly RouteTest[]): TestResult[] => tests.map((test) => runTest(bench, test))
