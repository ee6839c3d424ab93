/** What one level of the tests came to. A level that has one answer only (types, lint) counts as one test. */
export type Tally = { passed: number; failed: number; skipped: Skip[] }
export type Skip = { name: string; reason: string }

export const PASSED: Tally = { passed: 1, failed: 0, skipped: [] }
export const FAILED: Tally = { passed: 0, failed: 1, skipped: [] }

/** Adds up; with `strict`, as in CI, a skipped test counts as failed. */
export function total(tallies: readonly Tally[], strict: boolean): Tally {
  const skipped = tallies.flatMap((tally) => tally.skipped)
  const sum = (pick: (tally: Tally) => number) => tallies.reduce((so, tally) => so + pick(tally), 0)
  const failed = sum((tally) => tally.failed)
  return { passed: sum((tally) => tally.passed), failed: strict ? failed + skipped.length : failed, skipped: strict ? [] : skipped }
}

/** The last line of a run: `N passed, N failed`, and `, N skipped` where there are any. */
export const closingLine = ({ passed, failed, skipped }: Tally): string =>
  `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`

type BrowserTest = { status: 'expected' | 'unexpected' | 'flaky' | 'skipped'; annotations: { type: string; description?: string }[] }
type BrowserSuite = { suites?: BrowserSuite[]; specs?: { title: string; file: string; tests: BrowserTest[] }[] }
export type BrowserReport = { suites: BrowserSuite[]; errors: unknown[] }

/** Counts Playwright's JSON report; a file that could not be loaded is a failure. */
export function browserTally(report: BrowserReport): Tally {
  const tally: Tally = { passed: 0, failed: report.errors.length, skipped: [] }
  const visit = (suite: BrowserSuite): void => {
    suite.suites?.forEach(visit)
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        if (test.status === 'skipped') tally.skipped.push({ name: `${spec.file}: ${spec.title}`, reason: skipReason(test) })
        else if (test.status === 'unexpected') tally.failed++
        else tally.passed++
      }
    }
  }
  report.suites.forEach(visit)
  return tally
}

const skipReason = (test: BrowserTest): string =>
  test.annotations.find((annotation) => ['skip', 'fixme'].includes(annotation.type))?.description ?? 'no reason given'
