import { expect, test } from 'vitest'
import { browserTally, closingLine, total } from './tally.ts'

const skip = { name: 'cluster', reason: 'no Go' }

test('the closing line names skipped tests only where there are any', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: [] })).toBe('3 passed, 0 failed')
  expect(closingLine({ passed: 3, failed: 1, skipped: [skip] })).toBe('3 passed, 1 failed, 1 skipped')
})

test('a skipped test fails a strict run', () => {
  const tallies = [{ passed: 2, failed: 0, skipped: [skip] }, { passed: 1, failed: 1, skipped: [] }]
  expect(closingLine(total(tallies, false))).toBe('3 passed, 1 failed, 1 skipped')
  expect(closingLine(total(tallies, true))).toBe('3 passed, 2 failed')
})

test('a browser report is counted at every depth', () => {
  const spec = (status: 'expected' | 'unexpected' | 'flaky' | 'skipped', description?: string) => ({
    title: status,
    file: 'a.spec.ts',
    tests: [{ status, annotations: description ? [{ type: 'skip', description }] : [] }],
  })
  const inner = { specs: [spec('unexpected'), spec('skipped', 'no browser'), spec('skipped')] }
  const report = { suites: [{ specs: [spec('expected'), spec('flaky')], suites: [inner] }], errors: ['cannot load'] }
  expect(browserTally(report)).toEqual({
    passed: 2,
    failed: 2,
    skipped: [
      { name: 'a.spec.ts: skipped', reason: 'no browser' },
      { name: 'a.spec.ts: skipped', reason: 'no reason given' },
    ],
  })
})
