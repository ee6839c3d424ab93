import { expect, test } from 'vitest'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { makeCanary, makeConfig, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { compile } from './compile.ts'
import { diffRouting } from './diff-routing.ts'

const diff = (before: RoutingConfig, after: RoutingConfig) => {
  const snapshot = (config: RoutingConfig) => compile([config], { now: new Date(0) }).snapshot
  return diffRouting(snapshot(before), snapshot(after)).filter(({ pattern }) => pattern.startsWith('http '))
}
const SHOP = makeConfig({ routes: [makeRoute()] })
const SERVED = 'shop → http://127.0.0.1:9001'

test('nothing changes between equal configurations', () => {
  expect(diff(SHOP, { ...SHOP, revision: 2 })).toEqual([])
})

test('a new route', () => {
  expect(diff(makeConfig({ ...SHOP, routes: [] }), SHOP)).toEqual([{ pattern: 'http shop.test', before: '404 no route', after: SERVED }])
})

test('a removed route', () => {
  expect(diff(SHOP, makeConfig({ ...SHOP, routes: [] }))).toEqual([{ pattern: 'http shop.test', before: SERVED, after: '404 no route' }])
})

test('a route that takes requests from another', () => {
  const taker = makeRoute({ name: 'cart', hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/cart' }], service: 'cart' })
  const after = makeConfig({ routes: [makeRoute(), taker], upstreams: [makeUpstream(), makeUpstream({ name: 'cart', targets: [{ host: 'c.test', port: 1 }] })] })
  expect(diff(SHOP, after)).toEqual([{ pattern: 'http shop.test/cart…', before: SERVED, after: 'cart → http://c.test:1' }])
})

test('targets that change', () => {
  const after = makeConfig({ routes: [makeRoute()], upstreams: [makeUpstream({ targets: [{ host: 'b.test', port: 2 }, { host: 'c.test', port: 3, weight: 50 }] })] })
  expect(diff(SHOP, after)[0]?.after).toBe('shop → http://b.test:2 (100), c.test:3 (50)')
})

test('a canary, its weight, and its end', () => {
  const split = makeConfig({ routes: [makeRoute()], canaries: [makeCanary({ header: { name: 'x-canary' } })] })
  const after = `${SERVED}; canary 10 %, header x-canary: shop-v2 → http://127.0.0.1:9001`
  const shop = makeConfig({ routes: [makeRoute()], services: [makeService(), makeService({ name: 'shop-v2', upstream: 'shop-v2' })] })
  expect(diff(shop, split)).toEqual([{ pattern: 'http shop.test', before: SERVED, after }])
})

test('a redirect to https', () => {
  const after = makeConfig({ routes: [makeRoute({ protocols: ['https'], httpsRedirectStatusCode: 308 })] })
  expect(diff(SHOP, after)[0]?.after).toBe('308 → https://shop.test/')
})

test('a change of order alone, seen where the routes meet', () => {
  const route = (name: string, weight: number) => makeRoute({ name, service: name, paths: [{ type: 'regex', value: '/a' }], regexPriority: weight })
  const upstreams = [makeUpstream({ name: 'one' }), makeUpstream({ name: 'two' })]
  const before = makeConfig({ routes: [route('one', 1), route('two', 0)], upstreams })
  const after = makeConfig({ routes: [route('one', 0), route('two', 1)], upstreams })
  expect(diff(before, after)).toMatchObject([{ before: 'one → http://127.0.0.1:9001', after: 'two → http://127.0.0.1:9001' }])
})
