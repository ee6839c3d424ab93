import { expect, test } from 'vitest'
import type { TraceResult } from '#lib/link/protocol.ts'
import { compareDecision } from './compare.ts'
import type { Explanation } from './result.ts'

const prediction: Explanation = {
  outcome: { kind: 'forward' },
  listener: 'http',
  route: 'shop',
  service: 'shop',
  upstream: 'shop',
  targets: [
    { address: '127.0.0.1:1', share: 0.9, side: 'stable', service: 'shop' },
    { address: '127.0.0.1:2', share: 0.1, side: 'canary', service: 'shop-v2' },
  ],
  canary: { name: 'c', side: 'byWeight', share: 0.1, reason: 'weight', service: 'shop-v2', why: '', steps: [] },
  rewrite: null,
  upstreamRequest: null,
  verdict: '',
  candidates: [],
  candidatesTotal: 0,
  revision: 1,
}
const decided: TraceResult = {
  proxy: 'p',
  digest: 'd',
  listener: 'http',
  workspace: 'default',
  route: 'shop',
  rank: 0,
  side: 'stable',
  service: 'shop',
  target: '127.0.0.1:1',
  upstreamUrl: 'http://shop.test/',
  tries: 1,
}

test.each<[string, Partial<Explanation>, Partial<TraceResult>, number, string[]]>([
  ['as predicted', {}, {}, 200, []],
  ['either side of a chance', {}, { side: 'canary', service: 'shop-v2', target: '127.0.0.1:2' }, 200, []],
  ['another route', {}, { route: 'other' }, 200, ['route']],
  ['a target that was not predicted', {}, { target: '127.0.0.1:9' }, 200, ['target']],
  ['no route, as predicted', { outcome: { kind: 'no-route', status: 404, message: '' }, route: null }, { route: null }, 404, []],
  ['another status', { outcome: { kind: 'redirect', status: 308, location: 'https://x/' } }, {}, 404, ['status']],
])('%s', (_, given, actual, status, fields) => {
  expect(compareDecision({ ...prediction, ...given }, { ...decided, ...actual }, status).map(({ field }) => field)).toEqual(fields)
})
