import { expect, test } from 'vitest'
import { judge } from '../bars.ts'
import type { TrafficResult } from '../case.ts'
import { report } from '../report.ts'
import { offRule } from './cases/rate-limit.ts'
import { parseAccepted } from './cases/workers.ts'

const result = (name: string, subject: string, figures: Partial<TrafficResult>): TrafficResult => ({
  case: name, subject, version: '1.0', ...figures,
})

const verdicts = (results: TrafficResult[]) =>
  Object.fromEntries(judge(results).map(({ figure, value, isMet }) => [figure, [value, isMet]]))

test('Sluice is judged against those peers that ran', () => {
  const results = [
    result('http1-1k', 'sluice', { cpuMicrosPerRequest: 30 }),
    result('http1-1k', 'nginx', { cpuMicrosPerRequest: 20 }),
    result('http1-1k', 'caddy', { cpuMicrosPerRequest: 60 }),
  ]
  expect(verdicts(results)).toEqual({ 'http1-1k against nginx': [1.5, true], 'http1-1k against caddy': [0.5, false] })
})

test('variants are compared with their like', () => {
  const results = [
    result('handshakes', 'sluice', { variant: 'full', cpuMicrosPerRequest: 130 }),
    result('handshakes', 'nginx', { variant: 'full', cpuMicrosPerRequest: 100 }),
    result('handshakes', 'sluice', { variant: 'resumed', cpuMicrosPerRequest: 130 }),
    result('handshakes', 'nginx', { variant: 'resumed', cpuMicrosPerRequest: 100 }),
  ]
  expect(verdicts(results)).toEqual({ 'handshakes full against nginx': [1.3, true], 'handshakes resumed against nginx': [1.3, false] })
})

test('bars of Sluice alone', () => {
  const results = [
    result('idle-10k', 'sluice', { variant: 'plain', bytesPerConnection: 7168 }),
    result('idle-10k', 'sluice', { variant: 'tls', bytesPerConnection: 7168 }),
    result('workers', 'sluice', { variant: '1 worker', cpuMicrosPerRequest: 20 }),
    result('workers', 'sluice', { variant: '2 workers', cpuMicrosPerRequest: 20.8, leastSharePercent: 34 }),
    result('reload-10k', 'sluice', { worstPauseMs: 19, errors: 1 }),
  ]
  expect(verdicts(results)).toEqual({
    'idle-10k a plain connection': [7, false],
    'idle-10k a TLS connection': [7, true],
    'workers: two against one': [1.04, true],
    'workers: least share of the connections': [34, false],
    'reload-10k worst pause': [19, true],
    'reload-10k failed requests': [1, false],
  })
})

test('filters are judged against a route without, and limits by each number of workers', () => {
  const results = [
    result('filters', 'sluice', { cpuMicrosPerRequest: 20 }),
    result('filters', 'sluice-filters', { cpuMicrosPerRequest: 28 }),
    result('rate-limit', 'sluice-limited', { variant: '1 worker', offRulePercent: 0.1 }),
    result('rate-limit', 'sluice-limited', { variant: '2 workers', offRulePercent: 1.2 }),
  ]
  expect(verdicts(results)).toEqual({
    'filters: against a bare route': [1.4, false],
    'rate-limit: off the rule, 1 worker': [0.1, true],
    'rate-limit: off the rule, 2 workers': [1.2, false],
  })
})

test('what is accepted is measured against the burst and the time', () => {
  expect(offRule({ requests: 100_000, errors: 100_000 - 5101, seconds: 10 })).toBe(0)
  expect(offRule({ requests: 5101 * 1.02, errors: 0, seconds: 10 })).toBeCloseTo(2)
  expect(offRule({ requests: 5101 * 0.98, errors: 0, seconds: 10 })).toBeCloseTo(2)
})

test('a case has a table of its own, with the columns that it has figures for', () => {
  const results = [
    result('body-1m', 'sluice', { cpuMsPerGiB: 500, errors: 0 }),
    result('body-1m', 'nginx', { cpuMsPerGiB: 1000, errors: 0 }),
    result('handshakes', 'nginx', { variant: 'full', cpuMicrosPerRequest: 400 }),
  ]
  const text = report({ cpu: 'A', cores: 2, memoryMiB: 3, node: '24', platform: 'linux' }, results)
  expect(text).toMatch(/^case +subject +version +× nginx +CPU ms\/GiB +errors$/m)
  expect(text).toMatch(/^body-1m +sluice +1\.0 +0\.50 +500 +0$/m)
  expect(text).toMatch(/^handshakes full +nginx +1\.0 +1\.00 +400$/m)
})

test('the connections of each worker are read from the metrics', () => {
  const metrics = `# TYPE sluice_worker_connections_accepted_total counter
sluice_worker_connections_accepted_total{worker="1"} 480
sluice_worker_connections_accepted_total{worker="2"} 520
sluice_connections_accepted_total 1000
`
  expect(parseAccepted(metrics)).toEqual([480, 520])
})
