import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { makeCanary, makeConfig, makeListener, makeRoute, makeService, makeTemplate, makeUpstream } from '#lib/testing/factories.ts'
import { arbitraryRequest, arbitraryRoutes } from '#lib/testing/random-routes.ts'
import { compile } from '../compile.ts'
import type { Destination } from './destination.ts'
import { diffRouting } from './diff-routing.ts'
import { diffSide, placeRouter } from './diff-side.ts'

const snapshotOf = (config: RoutingConfig) => compile([config], { now: new Date(0) }).snapshot
const diff = (before: RoutingConfig, after: RoutingConfig) => diffRouting(snapshotOf(before), snapshotOf(after))
/** The lines as one text each, of the listener http alone unless told otherwise. */
const lines = (before: RoutingConfig, after: RoutingConfig, listeners = 'http') => {
  const only = (config: RoutingConfig) => ({ ...config, listeners: config.listeners.filter(({ object }) => listeners === 'all' || object.name !== 'https') })
  return diff(only(before), only(after)).map(({ pattern, before: b, after: a, alike }) => `${pattern} | ${b} | ${a}${alike > 0 ? ` | +${alike}` : ''}`)
}

const SHOP = makeConfig({ routes: [makeRoute()] })
const NONE = makeConfig({ ...SHOP, routes: [] })
const SERVED = 'shop → http://127.0.0.1:9001'
const GONE = '404 no route'
const shopWith = (given: Parameters<typeof makeRoute>[0]) => makeConfig({ routes: [makeRoute({ hosts: ['shop.test'], ...given })] })
/** Without what depends on the path. */
const coarse = (text: string) => text.replace(/ as .*| → https:.*/, '')

function goesTo(snapshot: Snapshot, request: RoutingRequest): Destination {
  const listeners = snapshot.listeners.filter(({ name }) => name === request.protocol)
  const router = placeRouter({ side: diffSide(snapshot, new Map()), listeners }, [request])
  return router.destination(router.find(request), request)
}

const prefix = (value: string) => ({ type: 'prefix' as const, value })
const regex = (value: string) => ({ type: 'regex' as const, value })

describe('one line for one change', () => {
  test.each<[string, RoutingConfig, RoutingConfig, string[]]>([
    ['nothing', SHOP, { ...SHOP, revision: 2 }, []],
    ['another name alone', SHOP, shopWith({ name: 'other' }), []],
    ['a new route', NONE, SHOP, [`http shop.test | ${GONE} | ${SERVED}`]],
    ['a removed route', SHOP, NONE, [`http shop.test | ${SERVED} | ${GONE}`]],
    ['conditions', NONE, shopWith({ paths: [prefix('/api')], methods: ['GET'], headers: { 'x-version': ['2'] } }), [`http GET shop.test/api… with x-version: 2 | ${GONE} | ${SERVED}`]],
    [
      'several values',
      NONE,
      shopWith({ methods: ['GET', 'PUT'], headers: { v: ['1', '~*^2'] }, query: { q: ['a'] } }),
      [`http GET,PUT shop.test with v: 1|~^2, q=a | ${GONE} | ${SERVED}`],
    ],
    ['an exact path', NONE, shopWith({ paths: [{ type: 'exact', value: '/a' }] }), [`http shop.test/a | ${GONE} | ${SERVED}`]],
    ['a regex', NONE, shopWith({ paths: [regex('/a/[0-9]+$')] }), [`http shop.test/a/[0-9]+$… | ${GONE} | ${SERVED}`]],
    ['several paths', SHOP, shopWith({ paths: [prefix('/a'), prefix('/b')] }), [`http shop.test | ${SERVED} | ${GONE}`]],
    ['a method less', shopWith({ methods: ['GET', 'PUT'] }), shopWith({ methods: ['GET'] }), [`http PUT shop.test | ${SERVED} | ${GONE}`]],
    ['methods where there were none', SHOP, shopWith({ methods: ['GET'] }), [`http other methods shop.test | ${SERVED} | ${GONE}`]],
    ['a header value more', shopWith({ headers: { v: ['1'] } }), shopWith({ headers: { v: ['1', '2'] } }), [`http shop.test with v: 2 | ${GONE} | ${SERVED}`]],
    ['segments where there were none', shopWith({ paths: [{ type: 'startsWith', value: '/a' }] }), shopWith({ paths: [prefix('/a')] }), [`http shop.test/a… | ${SERVED} | ${GONE}`]],
    ['a redirect to https', SHOP, shopWith({ protocols: ['https'], httpsRedirectStatusCode: 308 }), [`http shop.test | ${SERVED} | 308 → https://shop.test/…`]],
    ['an upgrade', SHOP, shopWith({ protocols: ['https'] }), [`http shop.test | ${SERVED} | 426 https required`]],
    [
      'a path that the target is asked for',
      shopWith({ paths: [prefix('/a')] }),
      shopWith({ paths: [prefix('/a')], stripPath: true }),
      [`http shop.test/a… | ${SERVED} | ${SERVED} as /…`],
    ],
    [
      'the Host that the target sees',
      SHOP,
      shopWith({ preserveHost: false }),
      [`http shop.test | ${SERVED} with the client’s Host | ${SERVED} with the target’s Host`],
    ],
    ['timeouts alone', SHOP, makeConfig({ ...SHOP, services: [makeService({ readTimeoutMs: 1 })] }), []],
    [
      'targets and weights',
      SHOP,
      makeConfig({ ...SHOP, upstreams: [makeUpstream({ targets: [{ host: 'b.test', port: 2 }, { host: 'c.test', port: 3, weight: 50 }] })] }),
      [`http shop.test | ${SERVED} | shop → http://b.test:2 (100), c.test:3 (50)`],
    ],
    ['a drained upstream', SHOP, makeConfig({ ...SHOP, upstreams: [makeUpstream({ targets: [] })] }), [`http shop.test | ${SERVED} | shop → 503 no target`]],
    ['a service that is gone', SHOP, makeConfig({ ...SHOP, services: [] }), [`http shop.test | ${SERVED} | 500 The service of this route does not exist`]],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected)
  })
})

test('both listeners in one line', () => {
  expect(lines(SHOP, NONE, 'all')).toEqual([`http shop.test | ${SERVED} | ${GONE} | +1`])
})

describe('filters', () => {
  const limit = (requests: number) => ({ type: 'rateLimit' as const, requests })
  const mirror = (service: string) => ({ type: 'mirror' as const, service })
  const services = [makeService(), makeService({ name: 'copy', upstream: 'shop' }), makeService({ name: 'other', upstream: 'shop' })]
  const withFilters = (...filters: NonNullable<Parameters<typeof makeRoute>[0]>['filters'] & object) => makeConfig({ services, routes: [makeRoute({ filters })] })
  const withTemplate = (given: Parameters<typeof makeTemplate>[0]) => makeConfig({ services, routes: [makeRoute({ templates: ['public'] })], templates: [makeTemplate(given)] })

  test.each<[string, RoutingConfig, RoutingConfig, string[]]>([
    ['one more', withFilters(), withFilters({ type: 'cors' }), [`http shop.test | ${SERVED} | ${SERVED}; cors`]],
    ['one less', withFilters({ type: 'cors' }, { type: 'hsts' }), withFilters({ type: 'hsts' }), [`http shop.test | ${SERVED}; cors | ${SERVED}`]],
    ['a field', withFilters(limit(1)), withFilters(limit(2)), [`http shop.test | ${SERVED}; rateLimit requests 1 | ${SERVED}; rateLimit requests 2`]],
    [
      'several of a type',
      withFilters(limit(1), limit(5)),
      withFilters(limit(1), limit(6)),
      [`http shop.test | ${SERVED}; rateLimit requests 5 | ${SERVED}; rateLimit requests 6`],
    ],
    ['their number', withFilters(limit(1)), withFilters(limit(1), limit(6)), [`http shop.test | ${SERVED}; rateLimit | ${SERVED}; 2 × rateLimit`]],
    ['a service by name', withFilters(mirror('copy')), withFilters(mirror('other')), [`http shop.test | ${SERVED}; mirror service copy | ${SERVED}; mirror service other`]],
    ['in a template', withTemplate({}), withTemplate({ filters: [limit(20)] }), [`http shop.test | ${SERVED}; rateLimit requests 10 | ${SERVED}; rateLimit requests 20`]],
    ['its own in place of the template’s', withTemplate({}), withFilters(limit(10)), []],
    ['a fixed answer', withFilters(), withFilters({ type: 'respond', statusCode: 410 }), [`http shop.test | ${SERVED} | 410 fixed answer; respond`]],
    [
      'a redirect',
      withFilters(),
      withFilters({ type: 'redirect', hostname: 'new.test', path: { mode: 'prefix', value: '/a' } }),
      [`http shop.test | ${SERVED} | 302 → //new.test/a…; redirect`],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected)
  })
})

test('a canary, its rules, and its service', () => {
  const services = [makeService(), makeService({ name: 'shop-v2', upstream: 'shop' })]
  const shop = makeConfig({ ...SHOP, services })
  const split = makeConfig({ ...SHOP, services, canaries: [makeCanary({ header: { name: 'x-canary' } })] })
  const canary = `${SERVED}; canary 10 %, header x-canary: shop-v2 → http://127.0.0.1:9001`
  expect(lines(shop, split)).toEqual([`http shop.test | ${SERVED} | ${canary}`])
  expect(lines(split, makeConfig({ ...SHOP, services, canaries: [makeCanary({ name: 'renamed', header: { name: 'x-canary' } })] }))).toEqual([])
})

test('a route that takes requests from another, and what it leaves', () => {
  const cart = makeRoute({ name: 'cart', hosts: ['shop.test'], paths: [prefix('/cart')], methods: ['GET'], service: 'cart' })
  const after = makeConfig({ routes: [makeRoute(), cart], upstreams: [makeUpstream(), makeUpstream({ name: 'cart', targets: [{ host: 'c.test', port: 1 }] })] })
  expect(lines(SHOP, after)).toEqual([`http GET shop.test/cart… | ${SERVED} | cart → http://c.test:1`])
})

test('a wider route that comes first takes from those that did not change', () => {
  const before = makeConfig({ dialect: 'kong', routes: [makeRoute({ hosts: ['a.test'], stripPath: false })] })
  const wide = makeRoute({ name: 'wide', service: 'shop', hosts: ['*.test'], headers: { v: ['1'] }, paths: [prefix('/')], stripPath: true })
  const after = makeConfig({ ...before, dialect: 'kong', routes: [...before.routes, { ...before.routes[0]!, object: wide, source: { ...before.routes[0]!.source, name: 'wide' } }] })
  expect(lines(before, after)).toEqual([`http *.test/… with v: 1 | ${GONE} | ${SERVED}`])
})

test('a change of order alone, seen where the routes meet', () => {
  const route = (name: string, weight: number) => makeRoute({ name, service: name, paths: [regex('/a')], regexPriority: weight })
  const upstreams = [makeUpstream({ name: 'one' }), makeUpstream({ name: 'two' })]
  const before = makeConfig({ routes: [route('one', 1), route('two', 0)], upstreams })
  const after = makeConfig({ routes: [route('one', 0), route('two', 1)], upstreams })
  expect(lines(before, after)).toEqual(['http */a… | one → http://127.0.0.1:9001 | two → http://127.0.0.1:9001'])
})

test('where a host ends, wider hosts lose its other paths (nginx)', () => {
  const wide = makeRoute({ name: 'wide', hosts: ['*.test'], paths: [prefix('/')] })
  const before = makeConfig({ dialect: 'nginx', routes: [wide] })
  const after = makeConfig({ dialect: 'nginx', routes: [wide, makeRoute({ hosts: ['a.test'], paths: [prefix('/a')], service: 'new' })] })
  expect(lines(before, after)).toEqual([
    `http a.test | ${SERVED} | ${GONE}`,
    `http a.test/a | ${SERVED} | new → http://127.0.0.1:9001 | +1`,
  ])
})

test('what is lost comes first, then what goes elsewhere, then what is new', () => {
  const route = (name: string, service = name) => makeRoute({ name, service, hosts: [`${name}.test`] })
  const services = ['lost', 'moved', 'new'].map((name) => makeService({ name, upstream: name }))
  const before = makeConfig({ services, routes: [route('lost'), route('moved')] })
  const after = makeConfig({ services, routes: [route('moved', 'new'), route('new')] })
  expect(lines(before, after).map((line) => line.split(' ')[1])).toEqual(['lost.test', 'moved.test', 'new.test'])
})

test('a listener that comes, one that goes, and one that takes hosts from another', () => {
  const on = (given: Parameters<typeof makeListener>[0]) => makeConfig({ ...SHOP, listeners: [makeListener(given)] })
  const off = makeConfig({ ...SHOP, listeners: [] })
  expect(lines(off, on({}))).toEqual([`extra shop.test | no listener | ${SERVED}`])
  expect(lines(on({ port: 8081 }), on({ port: 8082 }))).toEqual([`extra:8081 shop.test | ${SERVED} | no listener`, `extra:8082 shop.test | no listener | ${SERVED}`])
  const two = makeConfig({ routes: [makeRoute({ hosts: ['a.test'], listeners: ['wide'] })], listeners: [makeListener({ name: 'wide' })] })
  const narrow = makeConfig({ ...two, listeners: [makeListener({ name: 'wide' }), makeListener({ name: 'narrow', hostname: 'a.test' })] })
  expect(lines(two, narrow)).toEqual([`wide a.test | ${SERVED} | ${GONE}`])
})

test('streams', () => {
  const listeners = [makeListener({ name: 'db', protocol: 'tcp', port: 5432 })]
  const services = ['one', 'two'].map((name) => makeService({ name, protocol: 'tcp', host: `${name}.test`, port: 5432 }))
  const route = (service: string, ip: string) => makeRoute({ name: 'db', service, protocols: ['tcp'], sources: [{ ip }, { ip: '192.168.0.1', port: 7 }] })
  const config = (...routes: ReturnType<typeof route>[]) => makeConfig({ listeners, services, routes })
  expect(lines(config(route('one', '10.0.0.0/8')), config(route('two', '10.0.0.0/8')))).toEqual([
    'tcp :5432 from 10.0.0.0/8 | one → tcp://one.test:5432 | two → tcp://two.test:5432 | +1',
  ])
  expect(lines(config(route('one', '10.0.0.0/8')), config())).toEqual(['tcp :5432 from 10.0.0.0/8 | one → tcp://one.test:5432 | no route: closed | +1'])
})

test('hundreds of routes that change alike are one line, and no more than 200 lines are told', () => {
  const many = (service: (index: number) => string) =>
    makeConfig({ routes: Array.from({ length: 250 }, (_, index) => makeRoute({ name: `r${index}`, hosts: [`h${100 + index}.test`], service: service(index) })) })
  expect(lines(many(() => 'one'), many(() => 'two'))).toEqual(['http h100.test | one → http://127.0.0.1:9001 | two → http://127.0.0.1:9001 | +249'])
  expect(lines(many((index) => `a${index}`), many((index) => `b${index}`))).toHaveLength(200)
})

describe.each<Dialect>(['gateway', 'kong', 'ingress', 'nginx', 'pipy'])('%s', (dialect) => {
  // Not all of them: a request may stand where three entries overlap, and be nobody's witness.
  test('where a route is lost, nearly every request that goes elsewhere has its line', () => {
    let [differing, told] = [0, 0]
    for (const config of fc.sample(arbitraryRoutes(dialect), { numRuns: 150, seed: 4 })) {
      const [before, after] = [snapshotOf(config), snapshotOf({ ...config, routes: config.routes.slice(1) })]
      const changes = new Set(diffRouting(before, after).map((change) => `${coarse(change.before)} | ${coarse(change.after)}`))
      for (const request of fc.sample(arbitraryRequest, { numRuns: 60, seed: 5 })) {
        const [was, is] = [before, after].map((snapshot) => goesTo(snapshot, request))
        if (was!.full === is!.full) continue
        differing++
        if (changes.has(was!.text === is!.text ? `${coarse(was!.full)} | ${coarse(is!.full)}` : `${coarse(was!.text)} | ${coarse(is!.text)}`)) told++
      }
    }
    expect(differing).toBeGreaterThan(100)
    expect(told / differing).toBeGreaterThan(0.97)
  })

  test('equal tables have no line', () => {
    fc.assert(
      fc.property(arbitraryRoutes(dialect), (config) => {
        expect(diffRouting(snapshotOf(config), snapshotOf({ ...config, routes: config.routes.toReversed() }))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})
