import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PathMatch } from '#lib/model/route.ts'
import { Dialect } from '#lib/model/workspace.ts'
import { documentedCases } from '#lib/testing/documented-cases.ts'
import { makeConfig, makeRoute } from '#lib/testing/factories.ts'
import { arbitraryRequest, arbitraryRoutes } from '#lib/testing/random-routes.ts'
import { makeRequest, routeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { matchRoute } from './match.ts'
import type { RoutingRequest } from './request.ts'
import { buildRouteTable } from './table.ts'
import { newTrace } from './trace.ts'

const prefix = (value: string): PathMatch => ({ type: 'prefix', value })
const exact = (value: string): PathMatch => ({ type: 'exact', value })
const regex = (value: string): PathMatch => ({ type: 'regex', value })
const startsWith = (value: string): PathMatch => ({ type: 'startsWith', value })

type Case = { name: string; routes: Parameters<typeof makeRoute>[0][]; dialect?: Dialect; request: Partial<RoutingRequest>; route: string | null }

const CASES: Case[] = [
  { name: 'host is exact', routes: [{ name: 'a', hosts: ['a.test'] }], request: { host: 'b.test' }, route: null },
  { name: 'host ignores case', routes: [{ name: 'a', hosts: ['A.test'] }], request: { host: 'a.TEST' }, route: 'a' },
  { name: 'host without port takes any port', routes: [{ name: 'a', hosts: ['a.test'] }], request: { host: 'a.test:8000' }, route: 'a' },
  { name: 'host with port wants it', routes: [{ name: 'a', hosts: ['a.test:81'] }], request: { host: 'a.test:8000' }, route: null },
  { name: 'host with default port takes a Host without one', routes: [{ name: 'a', hosts: ['a.test:80'] }], request: { host: 'a.test' }, route: 'a' },
  { name: 'an IPv6 host in other words', routes: [{ name: 'a', hosts: ['[2001:DB8:0::1]:81'] }], request: { host: '[2001:db8::1]:81' }, route: 'a' },
  { name: 'an IPv6 host as it is written in full', routes: [{ name: 'a', hosts: ['::1'] }], request: { host: '[0:0:0:0:0:0:0:1]' }, route: 'a' },
  { name: 'wildcard takes several labels', routes: [{ name: 'a', hosts: ['*.a.test'] }], request: { host: 'x.y.a.test' }, route: 'a' },
  { name: 'wildcard does not take its own suffix', routes: [{ name: 'a', hosts: ['*.a.test'] }], request: { host: 'a.test' }, route: null },
  { name: 'wildcard at the end', routes: [{ name: 'a', hosts: ['shop.*'] }], request: { host: 'shop.example' }, route: 'a' },
  {
    name: 'exact host beats wildcard host',
    routes: [{ name: 'wild', hosts: ['*.a.test'] }, { name: 'exact', hosts: ['x.a.test'] }],
    request: { host: 'x.a.test' },
    route: 'exact',
  },
  {
    name: 'longer wildcard beats shorter',
    routes: [{ name: 'short', hosts: ['*.test'] }, { name: 'long', hosts: ['*.a.test'] }],
    request: { host: 'x.a.test' },
    route: 'long',
  },
  { name: 'any host comes last', routes: [{ name: 'any', paths: [prefix('/')] }, { name: 'host', hosts: ['a.test'] }], request: { host: 'a.test' }, route: 'host' },
  { name: 'prefix ends at a segment', routes: [{ name: 'a', paths: [prefix('/v2')] }], request: { target: '/v2example' }, route: null },
  { name: 'prefix takes the bare path', routes: [{ name: 'a', paths: [prefix('/v2')] }], request: { target: '/v2' }, route: 'a' },
  { name: 'prefix with a slash takes the bare path', routes: [{ name: 'a', paths: [prefix('/v2/')] }], request: { target: '/v2' }, route: 'a' },
  { name: 'startsWith is a plain string prefix', routes: [{ name: 'a', paths: [startsWith('/route')] }], request: { target: '/routereq' }, route: 'a' },
  { name: 'exact wants the whole path', routes: [{ name: 'a', paths: [exact('/v2')] }], request: { target: '/v2/' }, route: null },
  { name: 'regex is anchored at the start only', routes: [{ name: 'a', paths: [regex('/v\\d')] }], request: { target: '/v2/x' }, route: 'a' },
  { name: 'regex does not search', routes: [{ name: 'a', paths: [regex('/v\\d')] }], request: { target: '/x/v2' }, route: null },
  {
    name: 'exact beats regex beats longer prefix',
    routes: [{ name: 'p', paths: [prefix('/shop/cart')] }, { name: 'r', paths: [regex('/shop')] }, { name: 'e', paths: [exact('/shop/cart')] }],
    request: { target: '/shop/cart' },
    route: 'e',
  },
  {
    name: 'regex of higher priority first',
    routes: [{ name: 'low', paths: [regex('/s.*')] }, { name: 'high', paths: [regex('/sh')], regexPriority: 5 }],
    request: { target: '/shop' },
    route: 'high',
  },
  { name: 'longer prefix first', routes: [{ name: 's', paths: [prefix('/')] }, { name: 'l', paths: [prefix('/a')] }], request: { target: '/a/b' }, route: 'l' },
  { name: 'query is not part of the path', routes: [{ name: 'a', paths: [exact('/a')] }], request: { target: '/a?b=/c' }, route: 'a' },
  { name: 'path is decoded', routes: [{ name: 'a', paths: [prefix('/shop')] }], request: { target: '/%73hop/x' }, route: 'a' },
  { name: 'an escaped slash is no separator', routes: [{ name: 'a', paths: [exact('/a/b')] }], request: { target: '/a%2Fb' }, route: null },
  { name: 'dot segments are removed after decoding', routes: [{ name: 'a', paths: [prefix('/private')] }], request: { target: '/public/%2e%2e/private' }, route: 'a' },
  { name: 'slashes are merged', routes: [{ name: 'a', paths: [prefix('/a/b')] }], request: { target: '//a///b' }, route: 'a' },
  { name: 'non-ASCII path in UTF-8', routes: [{ name: 'a', paths: [prefix('/café')] }], request: { target: '/caf%C3%A9/x' }, route: 'a' },
  { name: 'method', routes: [{ name: 'a', hosts: ['shop.test'], methods: ['POST'] }], request: { method: 'GET' }, route: null },
  { name: 'header value is exact', routes: [{ name: 'a', headers: { 'x-v': ['Two'] } }], request: { headers: { 'x-v': 'two' } }, route: null },
  { name: 'Kong: header value ignores case', dialect: 'kong', routes: [{ name: 'a', headers: { 'x-v': ['Two'] } }], request: { headers: { 'x-v': 'two' } }, route: 'a' },
  { name: 'a header of the name of an object property', routes: [{ name: 'a', headers: { constructor: ['x'] } }], request: {}, route: null },
  { name: 'a literal path as a browser writes it', routes: [{ name: 'a', paths: [prefix('/caf%C3%A9'), exact('/x//y')] }], request: { target: '/caf%C3%A9/1' }, route: 'a' },
  { name: 'a leading double slash is merged', routes: [{ name: 'a', paths: [prefix('/admin')] }], request: { target: '//admin/x' }, route: 'a' },
  { name: 'a trailing dot of a wildcard host', routes: [{ name: 'a', hosts: ['*.a.test.'] }], request: { host: 'x.a.test' }, route: 'a' },
  {
    name: 'no path is the prefix /: methods decide',
    routes: [{ name: 'root', paths: [prefix('/')] }, { name: 'post', methods: ['POST'] }],
    request: { method: 'POST', target: '/x' },
    route: 'post',
  },
  {
    name: 'a route for https alone takes nothing on http from one that serves there',
    routes: [{ name: 'a-https', hosts: ['shop.test'], protocols: ['https'] }, { name: 'b-http', hosts: ['shop.test'], protocols: ['http'] }],
    request: {},
    route: 'b-http',
  },
  {
    name: 'one for https and plain gRPC neither: it serves no plain HTTP',
    routes: [{ name: 'a-grpc', hosts: ['shop.test'], protocols: ['grpc', 'https'] }, { name: 'b-http', hosts: ['shop.test'], protocols: ['http'] }],
    request: {},
    route: 'b-http',
  },
  {
    name: 'a longer path for https alone redirects on http, and is not served by a shorter one',
    routes: [{ name: 'all', paths: [prefix('/')] }, { name: 'account', paths: [prefix('/account')], protocols: ['https'] }],
    request: { target: '/account/x' },
    route: 'account',
  },
  {
    name: 'Kong: a route for https alone that wins on http keeps its place',
    dialect: 'kong',
    routes: [{ name: 'a-https', hosts: ['shop.test'], protocols: ['https'] }, { name: 'b-http', hosts: ['shop.test'], protocols: ['http'] }],
    request: {},
    route: 'a-https',
  },
  { name: 'a name of only dots takes no time', routes: [{ name: 'a', hosts: ['*.a.test'] }], request: { host: '.'.repeat(16_000) }, route: null },
  { name: 'any one of repeated headers', routes: [{ name: 'a', headers: { 'x-v': ['2'] } }], request: { headers: { 'x-v': ['1', '2'] } }, route: 'a' },
  { name: 'header regex searches', routes: [{ name: 'a', headers: { 'x-v': ['~*beta'] } }], request: { headers: { 'x-v': 'v2-BETA-1' } }, route: 'a' },
  { name: 'all headers must match', routes: [{ name: 'a', headers: { 'x-v': ['2'], 'x-w': ['1'] } }], request: { headers: { 'x-v': '2' } }, route: null },
  { name: 'query argument', routes: [{ name: 'a', query: { v: ['2'] } }], request: { target: '/?v=2' }, route: 'a' },
  { name: 'first of a repeated argument counts', routes: [{ name: 'a', query: { v: ['2'] } }], request: { target: '/?v=1&v=2' }, route: null },
  {
    name: 'two headers beat one',
    routes: [{ name: 'one', headers: { v: ['2'] } }, { name: 'two', headers: { v: ['2'], c: ['b'] } }],
    request: { headers: { v: '2', c: 'b' } },
    route: 'two',
  },
  { name: 'older route wins among equals', routes: [{ name: 'z-old' }, { name: 'a-new' }], request: {}, route: 'z-old' },
  { name: 'http route is not on https', routes: [{ name: 'a', protocols: ['http'] }], request: { protocol: 'https' }, route: null },
  { name: 'https route stands on http to redirect', routes: [{ name: 'a', protocols: ['https'] }], request: {}, route: 'a' },
  { name: 'SNI', routes: [{ name: 'a', snis: ['a.test'] }], request: { protocol: 'https', sni: 'b.test' }, route: null },
  { name: 'SNI counts as met over http', routes: [{ name: 'a', snis: ['a.test'], hosts: ['shop.test'] }], request: {}, route: 'a' },
  { name: 'disabled route', routes: [{ name: 'a', enabled: false }], request: {}, route: null },
  {
    name: 'Kong: more fields beat a longer path',
    dialect: 'kong',
    routes: [{ name: 'path', paths: [startsWith('/a/long/path')] }, { name: 'both', paths: [startsWith('/')], methods: ['GET'] }],
    request: { target: '/a/long/path' },
    route: 'both',
  },
  {
    name: 'Kong: host is heavier than header',
    dialect: 'kong',
    routes: [{ name: 'header', headers: { v: ['1'] } }, { name: 'host', hosts: ['shop.test'] }],
    request: { headers: { v: '1' } },
    route: 'host',
  },
  {
    name: 'Kong: regex beats a longer plain path',
    dialect: 'kong',
    routes: [{ name: 'plain', paths: [startsWith('/shop/cart')] }, { name: 'regex', paths: [regex('/s')] }],
    request: { target: '/shop/cart' },
    route: 'regex',
  },
  {
    name: 'Kong: plain hosts only beat a route that also has a wildcard',
    dialect: 'kong',
    routes: [{ name: 'mixed', hosts: ['shop.test', '*.test'] }, { name: 'plain', hosts: ['shop.test'] }],
    request: {},
    route: 'plain',
  },
  { name: 'Kong: an http route answers on https', dialect: 'kong', routes: [{ name: 'a', protocols: ['http'] }], request: { protocol: 'https' }, route: 'a' },
]

// A 500 stands only where a 404 would.
const REFUSED_HEADER = { name: 'bad', hosts: ['shop.test'], methods: ['GET'], headers: { 'x-v': ['~*beta(?=x)'] } }
const REFUSED_PATH = { name: 'bad', hosts: ['shop.test'], methods: ['GET'], paths: [regex('(?i)/beta(?=x)')] }
for (const dialect of ['gateway', 'kong', 'ingress', 'pipy'] as const) {
  for (const bad of [REFUSED_HEADER, REFUSED_PATH]) {
    const field = bad === REFUSED_PATH ? 'path' : 'header'
    const routes = [{ name: 'wide', hosts: ['*.test'] }, bad]
    CASES.push({ name: `${dialect}: a route with a refused ${field} takes nothing from a wider host`, dialect, routes, request: { target: '/cart' }, route: 'wide' })
    CASES.push({ name: `${dialect}: a route with a refused ${field} takes what nothing else does`, dialect, routes: [bad], request: { target: '/beta' }, route: 'bad' })
  }
}

test.each(CASES)('$name', ({ routes, dialect, request, route }) => {
  const config = makeConfig({ dialect: dialect ?? 'gateway', routes: routes.map(makeRoute) })
  expect(routeRequest(config, request)?.route.name ?? null).toBe(route)
})

test('a regex path gives what it matched', () => {
  const config = makeConfig({ routes: [makeRoute({ paths: [regex('/users/(?<id>\\d+)/(\\w+)')] })] })
  expect(routeRequest(config, { target: '/users/42/edit/x' })).toMatchObject({ matchedLength: 14 })
})

describe('a trace', () => {
  const config = makeConfig({
    routes: [
      makeRoute({ name: 'post', hosts: ['shop.test'], methods: ['POST'] }),
      makeRoute({ name: 'cart', hosts: ['shop.test'], paths: [prefix('/cart')] }),
      makeRoute({ name: 'all', hosts: ['shop.test'] }),
      makeRoute({ name: 'other', hosts: ['other.test'] }),
      makeRoute({ name: 'beta', hosts: ['shop.test'], headers: { 'x-beta': ['1'] } }),
    ],
  })
  const table = tablesOf(config).table()
  const fates = (request: Partial<RoutingRequest>) => {
    const trace = newTrace()
    const match = matchRoute(table, makeRequest(request), trace)
    const named = trace.candidates.map(({ entry, verdict, failed }) => [table.entries[entry]!.route!.name, failed ?? verdict])
    return { winner: match?.route.name, fates: Object.fromEntries(named) }
  }

  test('names the fate of every entry', () => {
    expect(fates({ target: '/cart/1' })).toEqual({
      winner: 'cart',
      fates: { post: 'method', cart: 'won', all: 'outranked', other: 'host', beta: 'header' },
    })
  })

  test('agrees with the match without one', () => {
    for (const target of ['/', '/cart', '/x']) expect(matchRoute(table, makeRequest({ target }))?.route.name).toBe(fates({ target }).winner)
  })
})

describe('documented Ingress tables', () => {
  type HostRow = { host: string; request_host: string; match: boolean }
  test.for(documentedCases<HostRow>('ingress-host-wildcards'))('$host and $request_host', (row) => {
    const config = makeConfig({ dialect: 'ingress', routes: [makeRoute({ hosts: [row.host] })] })
    expect(routeRequest(config, { host: row.request_host }) !== null).toBe(row.match)
  })

  type Path = { path: string; pathType: string }
  type PathRow = { row: number; paths: Path[]; request_path: string; match: boolean; winner?: Path | null }
  test.for(documentedCases<PathRow>('ingress-path-matching'))('row $row: $request_path', (row) => {
    const name = ({ path, pathType }: Path) => `${pathType}${path.replaceAll('/', '.')}-`
    const routes = row.paths.map((path) => makeRoute({ name: name(path), paths: [path.pathType === 'Exact' ? exact(path.path) : prefix(path.path)] }))
    const winner = routeRequest(makeConfig({ dialect: 'ingress', routes }), { target: row.request_path })
    expect(winner?.route.name ?? null).toBe(row.match && row.winner ? name(row.winner) : null)
  })

  test('an exact path comes before an equal prefix', () => {
    const config = makeConfig({ dialect: 'ingress', routes: [makeRoute({ name: 'p', paths: [prefix('/a')] }), makeRoute({ name: 'e', paths: [exact('/a')] })] })
    expect(routeRequest(config, { target: '/a' })?.route.name).toBe('e')
  })
})

describe('indexes only narrow', () => {
  test.each(Dialect.options)('%s: the indexed match is that of a scan by rank', (dialect) => {
    const property = fc.property(arbitraryRoutes(dialect), fc.array(arbitraryRequest, { minLength: 20, maxLength: 20 }), (config, requests) => {
      const { snapshot } = tablesOf(config)
      for (const listener of snapshot.listeners) {
        const table = buildRouteTable(snapshot, listener)
        for (const request of requests) expect(matchRoute(table, request)).toEqual(matchRoute(table, request, newTrace()))
      }
    })
    fc.assert(property, { numRuns: 200 })
  })
})
