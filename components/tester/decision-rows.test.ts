import { expect, test } from 'vitest'
import { decisionRows } from './decision-rows.ts'
import type { Explanation, SentAnswer } from './explanation.ts'

const prediction: Explanation = {
  outcome: { kind: 'forward' },
  listener: 'http',
  route: 'shop',
  service: 'shop',
  upstream: 'shop',
  targets: [
    { address: 'a:1', share: 0.9, side: 'stable', service: 'shop' },
    { address: 'b:1', share: 0.1, side: 'canary', service: 'shop-v2' },
  ],
  canary: { name: 'v2', side: 'byWeight', share: 0.1, reason: 'weight', service: 'shop-v2', why: '', steps: [] },
  choice: null,
  rewrite: null,
  filters: [],
  upstreamRequest: null,
  verdict: '',
  candidates: [],
  candidatesTotal: 0,
  revision: 1,
}
const SENT: SentAnswer = {
  response: { status: 200, headers: [], body: '', truncated: false, durationMs: 1 },
  decided: {
    proxy: 'p',
    listener: 'http',
    route: 'shop',
    rank: 0,
    side: 'canary',
    service: 'shop-v2',
    target: 'b:1',
    upstreamUrl: null,
    tries: 1,
  },
  prediction,
  asPredicted: true,
  differences: [],
}
const rows = (given: Partial<SentAnswer> = {}) =>
  decisionRows({ ...SENT, ...given }).map(({ field, predicted, decided, differs }) => [field, predicted.join(' | '), decided, differs])

test('what chance allows stands beside what was decided', () => {
  expect(rows()).toEqual([
    ['listener', 'http', 'http', false],
    ['route', 'shop', 'shop', false],
    ['service', 'shop | shop-v2', 'shop-v2', false],
    ['side', 'stable | canary', 'canary', false],
    ['target', 'a:1 | b:1', 'b:1', false],
    ['status', '', '200', false],
  ])
})

test('without a canary there is no side', () => {
  const fields = rows({ prediction: { ...prediction, canary: null } }).map(([field]) => field)
  expect(fields).toEqual(['listener', 'route', 'service', 'target', 'status'])
})

test('an answer of the proxy is compared by its status', () => {
  const decided = { ...SENT.decided!, route: null, side: null, service: null, target: null }
  const outcome = { kind: 'no-route', status: 404, message: '' } as const
  const nowhere: Explanation = { ...prediction, outcome, route: null, service: null, targets: [], canary: null }
  expect(rows({ prediction: nowhere, decided, response: { ...SENT.response, status: 404 } })).toEqual([
    ['listener', 'http', 'http', false],
    ['status', '404', '404', false],
  ])
})

test('what differs is marked', () => {
  const differences = [{ field: 'target' as const, predicted: 'a:1', decided: 'c:1' }]
  expect(rows({ asPredicted: false, differences }).filter(([, , , differs]) => differs).map(([field]) => field)).toEqual(['target'])
})

test('a path and a location are told where they differ', () => {
  const differences = [{ field: 'path' as const, predicted: '/a', decided: '/b' }, { field: 'location' as const, predicted: 'http://x/', decided: null }]
  expect(rows({ differences }).filter(([field]) => field === 'path' || field === 'location')).toEqual([
    ['path', '/a', '/b', true],
    ['location', 'http://x/', null, true],
  ])
})
