import { describe, expect, test } from 'vitest'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { makeCanary, makeConfig, makeRoute, makeService, makeUpstream } from '#lib/testing/factories.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { predict } from './predict.ts'
import type { Locale } from './sentences.ts'

function ask(config: RoutingConfig, given: Partial<RoutingRequest> = {}, locale: Locale = 'en') {
  const { snapshot } = tablesOf(config)
  const request = makeRequest(given)
  const listener = snapshot.listeners.find(({ name }) => name === request.protocol)!
  return predict(snapshot, { request, host: request.host, listeners: [listener], clientAddress: '192.0.2.7', port: 8000, httpsPort: 8443 }, locale)
}

const targets = [{ host: '127.0.0.1', port: 9001, weight: 100 }, { host: '127.0.0.1', port: 9002, weight: 300 }, { host: '127.0.0.1', port: 9003, weight: 0 }]
const SPLIT = makeConfig({ routes: [makeRoute()], canaries: [makeCanary({ header: { name: 'x-canary' }, cookie: { name: 'canary' } })], upstreams: [makeUpstream({ targets }), makeUpstream({ name: 'shop-v2', targets: [{ host: 'v2.test', port: 80 }] })] })

describe('outcome', () => {
  test('forward, with shares of the targets that take traffic', () => {
    const config = makeConfig({ routes: [makeRoute()], upstreams: [makeUpstream({ targets })] })
    expect(ask(config, { target: '/x' })).toMatchObject({
      outcome: { kind: 'forward' },
      listener: 'http',
      route: 'shop',
      service: 'shop',
      upstream: 'shop',
      targets: [{ address: '127.0.0.1:9001', share: 0.25 }, { address: '127.0.0.1:9002', share: 0.75 }],
      canary: null,
      upstreamRequest: { method: 'GET', url: 'http://shop.test/x', headers: { host: 'shop.test', 'x-forwarded-for': '192.0.2.7' } },
    })
  })

  test('in words, with two addresses at most', () => {
    const many = [1, 2, 3, 4].map((port) => ({ host: '127.0.0.1', port }))
    const config = makeConfig({ routes: [makeRoute()], upstreams: [makeUpstream({ targets: many })] })
    expect(ask(config).verdict).toBe('Route shop sends it to service shop (127.0.0.1:1, 127.0.0.1:2 and 2 more)')
  })

  test('no route', () => {
    expect(ask(makeConfig({ routes: [makeRoute()] }), { host: 'other.test' })).toMatchObject({
      outcome: { kind: 'no-route', status: 404 },
      route: null,
      candidates: [{ route: 'shop', entry: 'shop.test *', verdict: 'lost', failed: 'host', why: 'The host other.test is not shop.test' }],
    })
  })

  test('redirect to https, with the port that the proxy has', () => {
    const config = makeConfig({ routes: [makeRoute({ protocols: ['https'], httpsRedirectStatusCode: 301 })] })
    expect(ask(config, { host: 'shop.test:8000', target: '/a?b' }).outcome).toEqual({ kind: 'redirect', status: 301, location: 'https://shop.test:8443/a?b' })
  })

  test('426 by default', () => {
    expect(ask(makeConfig({ routes: [makeRoute({ protocols: ['https'] })] })).outcome).toMatchObject({ kind: 'respond', status: 426 })
  })

  test('426 too where the request names no host to go to', () => {
    const config = makeConfig({ routes: [makeRoute({ protocols: ['https'], httpsRedirectStatusCode: 301, paths: [{ type: 'prefix', value: '/' }] })] })
    expect(ask(config, { host: '' }).outcome).toMatchObject({ kind: 'respond', status: 426 })
  })

  test('an upstream without targets answers 503', () => {
    expect(ask(makeConfig({ routes: [makeRoute()], upstreams: [makeUpstream({ targets: [] })] })).outcome).toMatchObject({ kind: 'respond', status: 503 })
  })

  test('a route to no service answers 500', () => {
    expect(ask(makeConfig({ routes: [makeRoute()], services: [] })).outcome).toMatchObject({ kind: 'respond', status: 500 })
  })
})

describe('canary', () => {
  test('chance is shown as shares of both sides', () => {
    const { canary, targets: reached, service } = ask(SPLIT)
    expect(canary).toMatchObject({ side: 'byWeight', share: 0.1, reason: 'weight', why: 'By weight: 10 % go to the canary side' })
    expect(service).toBe('shop')
    expect(ask(SPLIT).verdict).toBe('Route shop sends 10 % to service shop-v2, the rest to shop')
    expect(reached).toEqual([
      { address: 'v2.test:80', share: 0.1, side: 'canary', service: 'shop-v2' },
      { address: '127.0.0.1:9001', share: 0.225, side: 'stable', service: 'shop' },
      { address: '127.0.0.1:9002', share: 0.675, side: 'stable', service: 'shop' },
    ])
  })

  test('a header decides', () => {
    expect(ask(SPLIT, { headers: { 'x-canary': 'always' } })).toMatchObject({
      service: 'shop-v2',
      canary: { side: 'canary', share: 1, reason: 'header' },
      targets: [{ address: 'v2.test:80', share: 1 }],
    })
  })

  test('a cookie decides', () => {
    expect(ask(SPLIT, { headers: { cookie: 'canary=never' } })).toMatchObject({ service: 'shop', canary: { side: 'stable', reason: 'cookie' } })
  })
})

describe('candidates', () => {
  const config = makeConfig({
    routes: [
      makeRoute({ name: 'all', hosts: ['shop.test'] }),
      makeRoute({ name: 'cart', hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/cart' }] }),
      makeRoute({ name: 'plain-only', hosts: ['shop.test'], protocols: ['http'], methods: ['PUT'] }),
    ],
    services: [makeService()],
  })

  test('say in words why each lost, in both languages', () => {
    const fates = (locale: Locale) => ask(config, { target: '/cart' }, locale).candidates.map(({ route, verdict, why }) => [route, verdict, why])
    expect(fates('en')).toEqual([
      ['cart', 'won', 'It matches, and nothing ranked before it does'],
      ['plain-only', 'lost', 'The method GET is not PUT'],
      ['all', 'outranked', 'It matches too, but "cart" is ranked before it: the other path is longer'],
    ])
    expect(fates('zh-CN').map(([, , why]) => why)).toEqual(['匹配，且没有排在它之前的条目匹配', '方法 GET 不在 PUT 之中', '也匹配，但“cart”排在它之前：对方的路径更长'])
  })

  test('name routes that are not on the listener', () => {
    const { candidates } = ask(config, { protocol: 'https' })
    expect(candidates.find(({ route }) => route === 'plain-only')).toMatchObject({ rank: null, failed: 'listener', why: 'It is not served on the listener https' })
  })

  test('are cut to the nearest ones in a large table', () => {
    const routes = Array.from({ length: 300 }, (_, index) => makeRoute({ name: `r${index}`, hosts: [`h${index}.test`] }))
    const near = makeRoute({ name: 'near', hosts: ['x.test'], paths: [{ type: 'exact', value: '/only' }] })
    const { candidates, candidatesTotal } = ask(makeConfig({ routes: [...routes, near] }), { host: 'x.test' })
    expect(candidatesTotal).toBe(301)
    expect(candidates).toHaveLength(200)
    expect(candidates.find(({ route }) => route === 'near')).toMatchObject({ failed: 'path', why: 'The path / is not /only' })
  })

  test('name a route of which a pattern is refused once', () => {
    const refused = makeConfig({ routes: [makeRoute({ paths: [{ type: 'regex', value: '/beta(?=x)' }] })] })
    expect(ask(refused, { target: '/beta' }).candidates.map(({ route, verdict }) => [route, verdict])).toEqual([['shop', 'won']])
  })

  test('Kong: a wildcard with a port decides, and is named', () => {
    const routes = [makeRoute({ name: 'plain', hosts: ['a.test'] }), makeRoute({ name: 'port', hosts: ['a.test', '*.b.test:80'] })]
    const { candidates } = ask(makeConfig({ dialect: 'kong', routes }), { host: 'a.test' })
    expect(candidates.find(({ route }) => route === 'plain')?.why).toContain('the other route has a wildcard host with a port')
  })
})
