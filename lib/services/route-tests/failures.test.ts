import { expect, test } from 'vitest'
import type { Expectation } from '#lib/model/route-test.ts'
import { failuresOf, type Known } from './failures.ts'

const FORWARD: Known = {
  outcome: { kind: 'forward' },
  route: 'shop',
  service: 'shop',
  upstream: 'pool',
  targets: [
    { address: '127.0.0.1:1', share: 0.9, side: 'stable', service: 'shop' },
    { address: '127.0.0.1:2', share: 0.1, side: 'canary', service: 'shop-v2' },
    { address: '127.0.0.1:3', share: 0, side: 'canary', service: 'shop-v2' },
  ],
  canary: { side: 'byWeight', share: 0.1 },
  upstreamRequest: { method: 'GET', url: 'http://shop.test/x', headers: {} },
}
const NOWHERE = { route: null, service: null, upstream: null, targets: [], canary: null, upstreamRequest: null }
const REDIRECT: Known = { ...FORWARD, ...NOWHERE, route: 'shop', outcome: { kind: 'redirect', status: 301, location: 'https://shop.test/' } }
const NO_ROUTE: Known = { ...FORWARD, ...NOWHERE, outcome: { kind: 'no-route', status: 404, message: '' } }
const PLAIN: Known = { ...FORWARD, canary: null }
const split = (share: number): Known => ({ ...FORWARD, canary: { ...FORWARD.canary!, share } })

test.each<[string, Expectation, Known]>([
  ['all of a forward', { outcome: 'forward', route: 'shop', service: 'shop', upstream: 'pool', upstreamUrl: 'http://shop.test/x' }, FORWARD],
  ['either target of a split', { target: '127.0.0.1:2' }, FORWARD],
  ['a split', { side: 'byWeight' }, FORWARD],
  ['the stable side of a route without a canary', { side: 'stable' }, PLAIN],
  ['the stable side of a canary of 0 %', { side: 'stable' }, split(0)],
  ['the canary side of 100 %', { side: 'canary' }, split(1)],
  ['all of a redirect', { outcome: 'redirect', status: 301, location: 'https://shop.test/', route: 'shop' }, REDIRECT],
  ['no route', { outcome: 'no-route', status: 404 }, NO_ROUTE],
])('%s holds', (_, expected, explanation) => {
  expect(failuresOf(expected, explanation)).toEqual([])
})

test.each<[string, Expectation, Known, [string, string | number, string | number | null][]]>([
  ['another outcome', { outcome: 'respond' }, FORWARD, [['outcome', 'respond', 'forward']]],
  ['a status of what has none', { status: 200 }, FORWARD, [['status', 200, null]]],
  ['a status in another form', { status: 302 }, REDIRECT, [['status', 302, 301]]],
  ['a target without a share', { target: '127.0.0.1:3' }, FORWARD, [['target', '127.0.0.1:3', '127.0.0.1:1, 127.0.0.1:2']]],
  ['a side where chance decides', { side: 'canary' }, FORWARD, [['side', 'canary', 'byWeight']]],
  ['a side of what is not forwarded', { side: 'stable' }, NO_ROUTE, [['side', 'stable', null]]],
  ['several at once', { route: 'other', service: 'shop', upstreamUrl: 'http://x/' }, NO_ROUTE, [['route', 'other', null], ['service', 'shop', null], ['upstreamUrl', 'http://x/', null]]],
])('%s does not', (_, expected, explanation, failures) => {
  expect(failuresOf(expected, explanation).map(({ field, expected: wanted, actual }) => [field, wanted, actual])).toEqual(failures)
})
