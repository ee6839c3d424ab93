import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dialect } from '#lib/model/workspace.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { hostText } from '#lib/routing/host.ts'
import { matchRoute } from '#lib/routing/match.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import { makeConfig, makeListener, makeRoute } from '#lib/testing/factories.ts'
import { arbitraryRequest, arbitraryRoutes } from '#lib/testing/random-routes.ts'
import { compile } from '../compile.ts'
import { diagnoseReach } from './reach.ts'

const NOW = { now: new Date('2026-01-02T00:00:00Z') }
const reach = (config: RoutingConfig) => diagnoseReach(compile([config], NOW), [config])
const said = (config: RoutingConfig) =>
  reach(config).map(({ code, source, field, params }) => [code, source.name, field, params.winner, params.entry, params.by, params.criterion])

type RouteInput = NonNullable<Parameters<typeof makeRoute>[0]>
const route = (name: string, given: RouteInput) => makeRoute({ name, service: name, ...given })
const regex = (value: string) => ({ type: 'regex' as const, value })
const prefix = (value: string) => ({ type: 'prefix' as const, value })
const exact = (value: string) => ({ type: 'exact' as const, value })

describe('what no request can reach', () => {
  test.each<[string, Dialect, RouteInput, RouteInput, unknown[]]>([
    ['the same requests, the older first', 'gateway', {}, {}, ['ROUTE_CONFLICT', 'two', 'hosts', 'one', 'shop.test *', 'shop.test *', 'age']],
    ['the same path in other words', 'gateway', { paths: [prefix('/a')] }, { paths: [regex('/x'), prefix('/a/')] }, ['ROUTE_CONFLICT', 'one', 'paths.0.value', 'two', '* /a', '* /a/', 'pathLength']],
    [
      'a regex that takes all below a prefix',
      'gateway',
      { paths: [regex('/a')] },
      { paths: [prefix('/b'), prefix('/a/b')] },
      ['ROUTE_SHADOWED', 'two', 'paths.1.value', 'one', '* /a/b', '* /a', 'pathKind'],
    ],
    [
      'an exact path that a regex of a higher kind takes',
      'kong',
      { hosts: ['a.test'], paths: [regex('/a/[0-9]+')] },
      { hosts: ['a.test'], paths: [{ type: 'startsWith', value: '/a/7' }] },
      ['ROUTE_SHADOWED', 'two', 'paths.0.value', 'one', 'a.test /a/7', 'a.test /a/[0-9]+', 'regexPath'],
    ],
    [
      'regexes of which only examples speak',
      'gateway',
      { paths: [regex('/a/[^/]+')], regexPriority: 1 },
      { paths: [regex('/a/[0-9]+')] },
      ['ROUTE_MAY_BE_SHADOWED', 'two', 'paths.0.value', 'one', '* /a/[0-9]+', '* /a/[^/]+', 'regexPriority'],
    ],
    [
      'a condition that another leaves out, in an order that does not ask for conditions',
      'nginx',
      { paths: [exact('/a')] },
      { paths: [exact('/a')], methods: ['GET'] },
      ['ROUTE_SHADOWED', 'two', 'paths.0.value', 'one', '* /a', '* /a', 'age'],
    ],
    [
      'nginx: an exact path where all are regexes',
      'nginx',
      { hosts: ['a.test'], paths: [{ type: 'implementationSpecific', value: '/1/' }], useRegex: true },
      { hosts: ['a.test'], paths: [exact('/1/')] },
      ['ROUTE_CONFLICT', 'two', 'paths.0.value', 'one', 'a.test /1/', 'a.test /1/', 'age'],
    ],
  ])('%s (%s)', (_, dialect, one, two, expected) => {
    expect(said(makeConfig({ dialect, routes: [route('one', one), route('two', two)] }))).toEqual([expected])
  })

  test('the message names winner, reason and what to do', () => {
    const [found] = reach(makeConfig({ routes: [route('one', {}), route('two', {})] }))
    expect(found?.message).toBe(
      'No request reaches shop.test * of this route: route "one" takes the same ones and is ranked before it: the other route is older. Remove one of the two, or let them match different requests',
    )
    const [twin] = reach(makeConfig({ routes: [route('one', {}), makeRoute({ name: 'two', service: 'one' })] }))
    expect(twin).toMatchObject({ code: 'ROUTE_CONFLICT', severity: 'warning', message: expect.stringContaining('remove the duplicate') })
  })

  test('each pair of routes once', () => {
    const paths = [prefix('/a'), prefix('/b')]
    expect(said(makeConfig({ routes: [route('one', { paths }), route('two', { paths })] }))).toHaveLength(1)
  })
})

describe('what is no news', () => {
  test.each<[string, Dialect, RouteInput, RouteInput]>([
    ['other methods', 'gateway', { methods: ['GET'] }, { methods: ['GET', 'POST'] }],
    ['another header value', 'gateway', { headers: { v: ['1'] } }, { headers: { v: ['1', '2'] } }],
    ['a narrower route that comes first', 'gateway', { paths: [exact('/a')] }, { paths: [prefix('/a')] }],
    ['a regex whose examples another does not take', 'gateway', { paths: [regex('/a/1[0-9]')], regexPriority: 1 }, { paths: [regex('/a/[0-9]+')] }],
    ['a route for https that would redirect where another serves', 'gateway', { protocols: ['http'], paths: [prefix('/a')] }, { protocols: ['https'], paths: [prefix('/a')] }],
    ['a route that another listener lets through', 'gateway', { protocols: ['http'] }, { protocols: ['http', 'https'] }],
    ['a wider host behind the end of a narrower one', 'nginx', { hosts: ['a.test'], paths: [prefix('/a')] }, { hosts: ['*.test'], paths: [prefix('/b')] }],
    ['one label of a wildcard, in a dialect of one', 'ingress', { hosts: ['*.a.test'], paths: [prefix('/a')] }, { hosts: ['*.test'], paths: [prefix('/a')] }],
    ['a route that answers 500 for its regex', 'gateway', { paths: [prefix('/')], headers: { v: ['1'] } }, { paths: [regex('/(')] }],
  ])('%s', (_, dialect, one, two) => {
    expect(said(makeConfig({ dialect, routes: [route('one', one), route('two', two)] }))).toEqual([])
  })

  test('a path that a route has twice', () => {
    expect(said(makeConfig({ routes: [route('one', { paths: [prefix('/a'), prefix('/%61'), regex('/a')] })] }))).toEqual([])
  })

  test('a route on a listener whose hostname leaves it less, while another listener serves it', () => {
    const listeners = [...makeConfig().listeners, makeListener({ hostname: '*.a.test' })]
    const routes = [route('one', { hosts: ['*.a.test'], paths: [prefix('/a')] }), route('two', { paths: [prefix('/a')] })]
    expect(said(makeConfig({ listeners, routes }))).toEqual([])
  })
})

describe.each<Dialect>(['gateway', 'kong', 'ingress', 'nginx', 'pipy'])('%s', (dialect) => {
  test('what is called unreachable is never reached', () => {
    let claims = 0
    fc.assert(
      fc.property(arbitraryRoutes(dialect), fc.array(arbitraryRequest, { minLength: 60, maxLength: 60 }), (config, requests) => {
        const compiled = compile([config], NOW)
        const found = diagnoseReach(compiled).filter(({ code }) => code !== 'ROUTE_MAY_BE_SHADOWED')
        const unreachable = new Set(found.map(({ source, params }) => `${source.name} ${params.entry}`))
        claims += unreachable.size
        for (const listener of compiled.snapshot.listeners) {
          const table = buildRouteTable(compiled.snapshot, listener)
          for (const request of requests) {
            const match = listener.protocol === request.protocol ? matchRoute(table, request) : null
            if (!match) continue
            const { host, path } = listener.entries[match.rank]!
            expect(unreachable).not.toContain(`${match.route.name} ${hostText(host)} ${path.kind === 'any' ? '*' : path.value}`)
          }
        }
      }),
      { numRuns: 400 },
    )
    expect(claims).toBeGreaterThan(50)
  })
})
