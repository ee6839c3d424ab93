import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Reporter, TestModule, TestSuite } from 'vitest/node'
import type { Tally } from './tally.ts'

/** Writes the tally of a Vitest run to `SLUICE_TALLY_FILE`: the JSON report of Vitest has no reasons for skips. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const output = process.env.SLUICE_TALLY_FILE
    if (!output) return
    const tally: Tally = { passed: 0, failed: unhandled.length, skipped: [] }
    for (const file of modules) {
      tally.failed += failuresOutside(file)
      for (const test of file.children.allTests()) {
        const result = test.result()
        if (result.state === 'passed') tally.passed++
        else if (result.state === 'failed') tally.failed++
        else tally.skipped.push({ name: `${file.relativeModuleId}: ${test.fullName}`, reason: reasonOf(result) })
      }
    }
    mkdirSync(path.dirname(output), { recursive: true })
    writeFileSync(output, JSON.stringify(tally))
  }
}

const reasonOf = (result: { state: string; note?: string }): string =>
  result.note ?? (result.state === 'pending' ? 'it never ran' : 'no reason given')

/** A file or a suite that failed beside its tests: it could not be loaded, or a hook threw. */
function failuresOutside(node: TestModule | TestSuite): number {
  const suites = [...node.children.suites()].reduce((sum, suite) => sum + failuresOutside(suite), 0)
  return suites + (node.errors().length > 0 ? 1 : 0)
}
