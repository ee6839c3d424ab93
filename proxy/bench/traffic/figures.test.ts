import { expect, test } from 'vitest'
import { cpuPerGiB, figuresOf } from './figures.ts'
import type { Round } from './rounds.ts'

const round = (given: Partial<Round>): Round => ({
  requests: 1000, bytes: 2 ** 30, seconds: 2, p50Ms: 1, p99Ms: 5, errors: 0, cpuMicros: 30_000, rssMiB: 100, ...given,
})

test('figures are medians, errors a sum', () => {
  const rounds = [round({}), round({ cpuMicros: 90_000, errors: 2, p99Ms: 50 }), round({ cpuMicros: 40_000, errors: 1, p99Ms: 7 })]
  expect(figuresOf(rounds)).toEqual({ cpuMicrosPerRequest: 40, requestsPerSecond: 500, p50Ms: 1, p99Ms: 7, rssMiB: 100, errors: 3 })
})

test('what the platform does not tell is left out', () => {
  const figures = figuresOf([round({ cpuMicros: null, rssMiB: null })])
  expect(Object.keys(figures)).toEqual(['requestsPerSecond', 'p50Ms', 'p99Ms', 'errors'])
})

test('a round without an answer is no figure but for its errors', () => {
  expect(figuresOf([round({ requests: 0, p50Ms: NaN, p99Ms: NaN, errors: 9 })])).toEqual({ requestsPerSecond: 0, rssMiB: 100, errors: 9 })
})

test('CPU for a GiB goes by what clients read', () => {
  expect(cpuPerGiB([round({ bytes: 2 ** 29, cpuMicros: 500_000 })])).toEqual({ cpuMsPerGiB: 1000 })
})
