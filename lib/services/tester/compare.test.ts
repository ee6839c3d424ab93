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
  choice: null,
  rewrite: null,
  filters: [],
  upstreamRequest: null,
  verdict: '',
  candidates: [],
  candidatesTotal: 0,
  revision: 1,
}
const LIMIT: Explanation['filters'][number] = { type: 'rateLimit', template: null, verdict: 'depends', why: '', may: [429] }
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
  ['a redirect elsewhere', { outcome: { kind: 'redirect', status: 308, location: 'https://y/' } }, { target: null }, 308, ['location']],
  ['a redirect, as predicted', { outcome: { kind: 'redirect', status: 308, location: 'https://x/' } }, { target: null }, 308, []],
  ['a target without a share', { targets: prediction.targets.map((target, place) => ({ ...target, share: place })) }, {}, 200, ['target']],
  ['a target without a share, at a second try', { targets: prediction.targets.map((target, place) => ({ ...target, share: place })) }, { tries: 2 }, 200, []],
  ['another path', { upstreamRequest: { method: 'GET', url: 'http://shop.test/a?b', headers: {} } }, { upstreamUrl: 'http://127.0.0.1:1/a' }, 200, ['path']],
  ['the same path', { upstreamRequest: { method: 'GET', url: 'http://shop.test/a?b', headers: {} } }, { upstreamUrl: 'http://127.0.0.1:1/a?b' }, 200, []],
  ['the path of the other side', { upstreamRequest: { method: 'GET', url: 'http://shop.test/a', headers: {} } }, { side: 'canary', service: 'shop-v2', target: '127.0.0.1:2' }, 200, []],
  ['a limit that was reached', { filters: [LIMIT] }, { side: null, service: null, target: null }, 429, []],
  ['another refusal', { filters: [LIMIT] }, { side: null, service: null, target: null }, 403, ['service', 'side', 'target']],
  ['a limit of the target’s own', { filters: [LIMIT] }, { route: 'other' }, 429, ['route']],
  ['a limit before a redirect', { filters: [LIMIT], outcome: { kind: 'redirect', status: 308, location: 'https://y/' } }, { service: null, target: null }, 429, []],
  ['another status', { outcome: { kind: 'redirect', status: 308, location: 'https://x/' } }, {}, 404, ['status']],
])('%s', (_, given, actual, status, fields) => {
  expect(compareDecision({ ...prediction, ...given }, { ...decided, ...actual }, { status, location: 'https://x/' }).map(({ field }) => field)).toEqual(fields)
})
