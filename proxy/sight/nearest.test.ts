import { describe, expect, test } from 'vitest'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import type { Entry, Snapshot } from '#lib/snapshot/snapshot.ts'
import { exactHost, makeSnapshot, prefix, type TestRoute } from '../testing/snapshot.ts'
import { nearestRoute } from './nearest.ts'

const tableOf = (snapshot: Snapshot) => ({ table: buildRouteTable(snapshot, snapshot.listeners[0]!) })
type Given = Omit<TestRoute, 'targets'>
const given = (...routes: Given[]) => [tableOf(makeSnapshot({ routes: routes.map((route) => ({ targets: [], ...route })) }))]

const request = (over: Partial<RoutingRequest> = {}): RoutingRequest => ({ method: 'GET', host: 'shop.test', target: '/', headers: {}, protocol: 'http', ...over })
const wildcard: Entry['host'] = { kind: 'suffix', value: '.shop.test', labels: 'one' }
const header = (name: string, value: string) => ({ headers: [{ name, any: [{ kind: 'exact' as const, value }] }] })
const near = (route: string, failed: string, detail: string) => ({ workspace: 'default', route, failed, detail })

describe('of the routes of its host, the one that failed last', () => {
  const routes: Given[] = [
    { name: 'path', host: exactHost('shop.test'), path: prefix('/other') },
    { name: 'method', host: exactHost('shop.test'), path: prefix('/api'), route: { methods: ['POST', 'PUT'] } },
    { name: 'header', host: exactHost('shop.test'), path: prefix('/api/v2'), route: header('x-tenant', 'a') },
  ]

  test.each([
    ['/api/v1', near('method', 'method', 'POST, PUT')],
    ['/api/v2', near('header', 'header', 'x-tenant')],
    ['/', near('path', 'path', '/other')],
  ])('%s', (target, expected) => expect(nearestRoute(request({ target }), given(...routes))).toEqual(expected))

  test('a query argument by its name', () => {
    const query = [{ name: 'v', any: [{ kind: 'exact' as const, value: '2' }] }]
    expect(nearestRoute(request({ target: '/?v=1' }), given({ route: { query } }))).toEqual(near('shop', 'query', 'v'))
  })

  test('a TLS name', () => {
    expect(nearestRoute(request({ protocol: 'https', sni: 'x.test' }), given({ route: { snis: ['shop.test'] } }))).toEqual(near('shop', 'sni', 'shop.test'))
  })

  test('of several paths the one that shares most', () => {
    const paths = ['/users', '/api/v1/orders', '/api/v1/items', '/static'].map((value) => ({ name: value, path: prefix(value) }))
    expect(nearestRoute(request({ target: '/api/v1/item?x=1' }), given(...paths))).toEqual(near('/api/v1/items', 'path', '/api/v1/items'))
  })

  test('a pattern shows itself', () => {
    const path: Entry['path'] = { kind: 'regex', value: '/item/[0-9]+$', caseInsensitive: false }
    expect(nearestRoute(request({ target: '/item/x' }), given({ path }))).toEqual(near('shop', 'path', '~/item/[0-9]+$'))
  })
})

describe('where no route has its host, one whose host is alike', () => {
  test.each([
    ['shop.test:81', { kind: 'exact', value: 'shop.test', port: 80 } as Entry['host'], 'shop.test:80'],
    ['shp.test', exactHost('shop.test'), 'shop.test'],
    ['sohp.test', exactHost('shop.test'), 'shop.test'],
    ['www.shop.test', exactHost('shop.test'), 'shop.test'],
    ['shop.test', exactHost('www.shop.test'), 'www.shop.test'],
    ['shop.test', wildcard, '*.shop.test'],
    ['a.b.shop.test', wildcard, '*.shop.test'],
    ['a.shopp.test', wildcard, '*.shop.test'],
  ])('%s', (host, rule, detail) => expect(nearestRoute(request({ host }), given({ host: rule }))).toEqual(near('shop', 'host', detail)))

  test.each(['other.test', 'shop.example', '', 'localhost'])('%s is like none', (host) => {
    expect(nearestRoute(request({ host }), given({ host: exactHost('shop.test') }, { host: wildcard }))).toBeNull()
  })

  test('the most alike of them', () => {
    const routes = ['shoppe.test', 'shopp.test', 'shopps.test'].map((name) => ({ name, host: exactHost(name) }))
    expect(nearestRoute(request(), given(...routes))).toEqual(near('shopp.test', 'host', 'shopp.test'))
  })
})

test('where a host ends, a wider one is not nearer than its own', () => {
  const snapshot = makeSnapshot({ routes: [{ name: 'own', host: exactHost('shop.test'), path: prefix('/api'), targets: [] }, { name: 'wide', targets: [] }] })
  const [own, wide] = snapshot.listeners[0]!.entries
  snapshot.listeners[0]!.entries = [own!, { route: null, host: exactHost('shop.test'), path: { kind: 'any' }, criterion: -1 }, wide!]
  expect(nearestRoute(request(), [tableOf(snapshot)])).toEqual(near('own', 'path', '/api'))
  snapshot.listeners[0]!.entries = snapshot.listeners[0]!.entries.slice(1)
  expect(nearestRoute(request(), [tableOf(snapshot)])).toEqual(near('wide', 'host', '*'))
})

test('of several listeners the nearest; of none, none', () => {
  const listeners = [...given({ name: 'path', path: prefix('/x') }), ...given({ name: 'method', route: { methods: ['POST'] } })]
  expect(nearestRoute(request(), listeners)).toEqual(near('method', 'method', 'POST'))
  expect(nearestRoute(request(), [])).toBeNull()
})

test('what a route takes after all is not explained', () => expect(nearestRoute(request(), given({}))).toBeNull())

test('a large table costs a few milliseconds', () => {
  const routes = Array.from({ length: 20_000 }, (_, at): Given => ({ name: `r${at}`, host: exactHost(`h${at % 10_000}.shop.test`), path: prefix(`/p${at}`) }))
  const listeners = given(...routes)
  const asked = [request({ host: 'h77.shop.test', target: '/p99' }), request({ host: 'h77x.shop.test' })]
  for (let turn = 0; turn < 5; turn++) for (const one of asked) nearestRoute(one, listeners)
  const before = performance.now()
  expect(asked.map((one) => nearestRoute(one, listeners)?.failed)).toEqual(['path', 'host'])
  expect(performance.now() - before).toBeLessThan(100)
})
