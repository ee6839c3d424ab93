import { expect, test } from 'vitest'
import { judge } from './bars.ts'
import type { BenchCase, CaseResult, MatchResult } from './case.ts'
import { CASES, selectCases } from './registry.ts'
import { report } from './report.ts'

const matched = (name: string, medianNs: number, subject = 'sluice'): MatchResult => ({
  case: name, subject, version: '1.0.0', medianNs, p99Ns: 2 * medianNs, bytesPerRoute: 1024, bytesPerMatch: 100,
})

const figures = (results: CaseResult[]) => Object.fromEntries(judge(results).map(({ figure, value, isMet }) => [figure, [value, isMet]]))

test('bars at most, at least and between cases are judged', () => {
  const results = [
    matched('match-100', 500),
    matched('match-10k', 900),
    matched('match-10k', 80_000, 'scan'),
    matched('match-100k', 1100),
    { case: 'compile-10k', subject: 'sluice', version: '1.0.0', medianMs: 400 },
  ]
  expect(figures(results)).toMatchObject({
    'match-10k median': [0.9, true],
    'match-10k memory a route': [1, true],
    'match-100k median against match-100': [2.2, false],
    'match-10k ahead of the scan': [80_000 / 900, false],
    'compile-10k': [400, true],
  })
})

test('a case that did not run has no bar', () => {
  expect(Object.keys(figures([matched('match-100', 500)]))).toEqual([])
})

test('the table shows the subjects with their ratio, the notes and the bars', () => {
  const results = [matched('match-10k', 2000), { ...matched('match-10k', 3000, 'scan'), note: 'slow' }]
  const text = report({ cpu: 'A', cores: 2, memoryMiB: 3, node: '24', platform: 'linux' }, results)
  expect(text).toMatch(/match-10k +scan +1\.0\.0 +3\.00 µs +6\.00 µs +1\.50 /)
  expect(text).toContain('match-10k scan: slow')
  expect(text).toContain('missed  match-10k median: 2.00 µs (bar: ≤ 1 µs)')
})

const named = (cases: BenchCase[]) => cases.map(({ name }) => name)

test('cases are chosen by name or group', () => {
  const routing = ['match-100', 'match-10k', 'match-100k', 'match-one-host', 'compile-10k', 'recompile-10k']
  expect(named(selectCases(CASES, 'match'))).toEqual(routing)
  expect(named(selectCases(CASES, 'match-100'))).toEqual(['match-100'])
  expect(selectCases(CASES, null)).toBe(CASES)
  expect(selectCases(CASES, 'nothing')).toEqual([])
})
