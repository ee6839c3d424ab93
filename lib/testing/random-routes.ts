import fc from 'fast-check'
import { builtInListeners } from '#lib/model/listener.ts'
import { Route, type RouteProtocol } from '#lib/model/route.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { makeConfig, makeDeclared, makeListener, makeService } from './factories.ts'

// A small vocabulary, so that routes meet often: hosts inside one another, paths that begin alike.
const HOSTS = ['a.test', 'x.a.test', 'b.test', '*.a.test', '*.x.a.test', '*.test', 'a.*', 'a.test:8080', '*.a.test:8080', 'a.*:8080']
const LITERALS = ['/', '/a', '/a/', '/a/b', '/ab', '/A', '/a/b/c', '/b']
// The last one is refused.
const PATTERNS = ['/', '/a', '/a$', '/a/?$', '/a/b', '/a/.*', '/a(/|$)(.*)', '/(a|b)', '/[ab]+', '/ab?', '(?i)/a', '/a/[^/]+$', '/a/\\d+', '/(x']
const METHODS = ['GET', 'POST', 'PUT']
const VALUES = ['1', '2', 'One', '~*^1$', '~*one', '~*.*']
const QUERY_VALUES = ['1', '2', '~*^[12]$']
const SNIS = ['a.test', '*.a.test', 'b.test']
/** The services that routes go to. */
const SERVICES = ['one', 'two', 'three']

/** Mostly nothing, so that routes with conditions stand beside routes without. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>, nothing: T) =>
  fc.oneof({ arbitrary: fc.constant(nothing), weight: 3 }, { arbitrary, weight: 1 })
const some = (values: readonly string[], most: number) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: most })

const literalPath = (type: 'prefix' | 'exact' | 'startsWith' | 'implementationSpecific') =>
  fc.record({ type: fc.constant(type), value: fc.constantFrom(...LITERALS) })
const arbitraryPath = fc.oneof(
  { arbitrary: literalPath('prefix'), weight: 3 },
  { arbitrary: literalPath('exact'), weight: 2 },
  { arbitrary: literalPath('startsWith'), weight: 2 },
  { arbitrary: literalPath('implementationSpecific'), weight: 1 },
  { arbitrary: fc.record({ type: fc.constant('regex' as const), value: fc.constantFrom(...PATTERNS) }), weight: 3 },
)

const arbitraryFields = fc.record({
  service: fc.constantFrom(...SERVICES),
  protocols: fc.constantFrom<RouteProtocol[]>(['http', 'https'], ['http', 'https'], ['http'], ['https']),
  hosts: fc.uniqueArray(fc.constantFrom(...HOSTS), { maxLength: 3 }),
  paths: fc.uniqueArray(arbitraryPath, { maxLength: 3, selector: ({ type, value }) => `${type} ${value}` }),
  methods: seldom(some(METHODS, 2), []),
  headers: seldom(fc.dictionary(fc.constantFrom('x-v', 'x-w'), some(VALUES, 2), { minKeys: 1 }), {}),
  query: seldom(fc.dictionary(fc.constantFrom('q', 'r'), some(QUERY_VALUES, 2), { minKeys: 1 }), {}),
  snis: seldom(some(SNIS, 2), []),
  regexPriority: fc.constantFrom(0, 0, 1),
  stripPath: fc.boolean(),
  useRegex: fc.constantFrom(undefined, undefined, undefined, true),
  rewriteTarget: fc.constantFrom(undefined, undefined, undefined, '/z/$1'),
  httpsRedirectStatusCode: fc.constantFrom(426, 308),
  listeners: fc.constantFrom(undefined, undefined, undefined, ['http'], ['inner']),
})

type Fields = typeof arbitraryFields extends fc.Arbitrary<infer T> ? T : never

/** Leaves out the fields that would be at odds with others, or that mean nothing in the dialect. */
function toRoute(fields: Fields, dialect: Dialect, name: string): Route {
  const { useRegex, rewriteTarget, snis, ...rest } = fields
  const { hosts, paths, methods, headers, query } = rest
  const asked = hosts.length + paths.length + methods.length + Object.keys(headers).length + Object.keys(query).length
  return Route.parse({
    name,
    ...rest,
    snis: rest.protocols.includes('https') ? snis : [],
    ...(asked === 0 ? { paths: [{ type: 'prefix', value: '/' }] } : {}),
    ...(dialect === 'nginx' ? { useRegex, rewriteTarget } : {}),
  })
}

/**
 * Configurations of 1–12 routes that often meet: listeners http, https and `inner` (http, for `*.a.test`), services one, two
 * and three. Ages are equal now and then.
 */
export const arbitraryRoutes = (dialect: Dialect): fc.Arbitrary<RoutingConfig> =>
  fc.array(fc.record({ fields: arbitraryFields, age: fc.nat(3) }), { minLength: 1, maxLength: 12 }).map((list) =>
    makeConfig({
      dialect,
      listeners: [...builtInListeners(), makeListener({ name: 'inner', hostname: '*.a.test' })],
      services: SERVICES.map((name) => makeService({ name, upstream: name })),
      routes: list.map(({ fields, age }, index) => makeDeclared('routes', toRoute(fields, dialect, `r${index}`), age)),
    }),
  )

const REQUEST_HOSTS = ['a.test', 'x.a.test', 'y.x.a.test', 'b.test', 'z.test', 'a.x', 'a.b.c', 'other', '']
const REQUEST_PATHS = [...LITERALS, '/a/x', '/a/1', '/abc', '/aB', '/x', '/A/B', '/a//b', '/a/../b', '/%61', '/a%2Fb']
const HEADER_VALUES: (string | string[])[] = ['1', '2', 'one', 'ONE', '11', ['1', '2']]
const SUFFIXES = ['', '', '?q=1', '?q=2&r=1', '?q=3&q=1', '?r=1']

/** Requests of the same vocabulary, and a little beyond it. */
export const arbitraryRequest: fc.Arbitrary<RoutingRequest> = fc
  .record({
    method: fc.constantFrom(...METHODS, 'DELETE'),
    name: fc.constantFrom(...REQUEST_HOSTS),
    port: fc.constantFrom('', '', ':8080', ':80'),
    path: fc.constantFrom(...REQUEST_PATHS),
    suffix: fc.constantFrom(...SUFFIXES),
    headers: fc.dictionary(fc.constantFrom('x-v', 'x-w'), fc.constantFrom(...HEADER_VALUES), { maxKeys: 2 }),
    protocol: fc.constantFrom('http' as const, 'https' as const),
    sni: fc.constantFrom(undefined, ...REQUEST_HOSTS.slice(0, 5)),
  })
  .map(({ name, port, path, suffix, sni, ...rest }) => ({
    ...rest,
    host: `${name}${port}`,
    target: path + suffix,
    ...(rest.protocol === 'https' && sni !== undefined ? { sni } : {}),
  }))
