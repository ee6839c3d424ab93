import { describe, expect, test } from 'vitest'
import type { Route } from '#lib/model/route.ts'
import { documentedCases } from '#lib/testing/documented-cases.ts'
import { makeConfig, makeRoute, makeService } from '#lib/testing/factories.ts'
import { routeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { upstreamTarget } from './rewrite.ts'

type Given = { paths: Route['paths']; base?: string | undefined; strip: boolean; handling: 'v0' | 'v1'; target: string }

function rewritten({ paths, base, strip, handling, target }: Given) {
  const fields = paths.length > 0 ? { paths } : { hosts: ['shop.test'] }
  const route = makeRoute({ ...fields, stripPath: strip, pathHandling: handling })
  const config = makeConfig({ dialect: 'kong', routes: [route], services: [makeService({ path: base })] })
  const match = routeRequest(config, { target })
  return match && upstreamTarget(match, tablesOf(config).snapshot.services[0]!)
}

const plain = (value: string): Route['paths'] => [{ type: 'prefix', value }]

test.each<Given & { name: string; result: string; prefix: string | null }>([
  { name: 'keeps the path', paths: plain('/api'), strip: false, handling: 'v0', target: '/api/x', result: '/api/x', prefix: null },
  { name: 'puts the service path first', paths: plain('/api'), base: '/v1', strip: false, handling: 'v0', target: '/api/x', result: '/v1/api/x', prefix: null },
  { name: 'strips the prefix', paths: plain('/api'), strip: true, handling: 'v0', target: '/api/x', result: '/x', prefix: '/api' },
  { name: 'strips to the service path', paths: plain('/api'), base: '/v1', strip: true, handling: 'v0', target: '/api', result: '/v1', prefix: '/api' },
  { name: 'strips a regex match', paths: [{ type: 'regex', value: '/v\\d+' }], strip: true, handling: 'v0', target: '/v12/x', result: '/x', prefix: '/v12' },
  { name: 'keeps the query', paths: plain('/api'), strip: true, handling: 'v0', target: '/api/x?a=%20b&c', result: '/x?a=%20b&c', prefix: '/api' },
  { name: 'escapes again what was decoded', paths: plain('/a b'), strip: false, handling: 'v0', target: '/a%20b/%C3%A9', result: '/a%20b/%C3%A9', prefix: null },
  { name: 'strips a prefix that is not ASCII, and names it escaped', paths: plain('/中'), strip: true, handling: 'v0', target: '/%E4%B8%AD/x', result: '/x', prefix: '/%E4%B8%AD' },
  { name: 'v1 joins plainly', paths: plain('/api'), base: '/v1', strip: false, handling: 'v1', target: '/api/x', result: '/v1api/x', prefix: null },
  { name: 'v1 drops one of two slashes', paths: plain('/api'), base: '/v1/', strip: true, handling: 'v1', target: '/api/x', result: '/v1/x', prefix: '/api' },
  { name: 'does not climb out by what is left', paths: [{ type: 'startsWith', value: '/a' }], base: '/v1', strip: true, handling: 'v0', target: '/a..', result: '/v1', prefix: '/a' },
])('$name', ({ result, prefix, ...given }) => {
  expect(rewritten(given)).toEqual({ target: result, strippedPrefix: prefix })
})

type KongRow = {
  row: number
  service_path: string | null
  route_path: string | null
  strip_path: boolean
  path_handling: 'v0' | 'v1'
  request_path: string
  expected_upstream_path: string
}
const KONG_ROWS = documentedCases<KongRow>('kong-path-handling')

test.for(KONG_ROWS)('Kong row $row: $request_path over $route_path, $path_handling', (row) => {
  const given = { base: row.service_path ?? undefined, strip: row.strip_path, handling: row.path_handling, target: row.request_path }
  const paths: Route['paths'] = row.route_path === null ? [] : [{ type: 'startsWith', value: row.route_path }]
  expect(rewritten({ ...given, paths })?.target).toBe(row.expected_upstream_path)
  if (row.route_path === null) return
  const asRegex: Route['paths'] = [{ type: 'regex', value: `/[0]?${row.route_path.replace(/^\//, '')}` }]
  expect(rewritten({ ...given, paths: asRegex })?.target).toBe(row.expected_upstream_path)
})

describe('a rewrite takes the place of strip path', () => {
  type Rewrite = [name: string, route: Parameters<typeof makeRoute>[0], target: string, result: string]
  const path = (mode: 'prefix' | 'full', value: string) => ({ paths: [{ type: 'prefix' as const, value: '/foo' }], filters: [{ type: 'rewritePath' as const, mode, value }], stripPath: true })
  const regex = (pattern: string, replacement: string) => ({ paths: [{ type: 'prefix' as const, value: '/' }], filters: [{ type: 'rewritePath' as const, mode: 'regex' as const, pattern, replacement }] })

  test.each<Rewrite>([
    ['the prefix, whole segments', path('prefix', '/xyz'), '/foo/bar', '/xyz/bar'],
    ['a slash at its end counts once', path('prefix', '/xyz/'), '/foo/bar', '/xyz/bar'],
    ['the bare prefix', path('prefix', '/xyz'), '/foo', '/xyz'],
    ['the bare prefix with a slash', path('prefix', '/xyz'), '/foo/', '/xyz/'],
    ['a prefix by nothing', path('prefix', '/'), '/foo', '/'],
    ['a prefix by nothing, and what is below', path('prefix', '/'), '/foo/bar?x=1', '/bar?x=1'],
    ['the whole path', path('full', '/one'), '/foo/bar?x=1', '/one?x=1'],
    ['the first occurrence', regex('a', 'b'), '/a/a', '/b/a'],
    ['with groups', regex('^/(\\w+)/(?<id>\\d+)', '/$<id>/$1'), '/users/42/x', '/42/users/x'],
    ['nothing where the pattern does not occur', regex('z', 'b'), '/a', '/a'],
    ['with what it found', regex('a+', '[$&]'), '/caat', '/c[aa]t'],
    ['with a dollar', regex('a', '$$'), '/a', '/$'],
    ['with two digits of which one is a group', regex('/(a)', '/x$12'), '/a/b', '/xa2/b'],
    ['with a group that there is not', regex('/(a)', '/x$3$0'), '/a/b', '/x$3$0/b'],
    ['with what comes before and after', regex('b', "[$`|$']"), '/abc', '/a[/a%7Cc]c'],
    ['with a name where no group has one', regex('/(a)', '/x$<n>'), '/a', '/x$%3Cn%3E'],
    ['with a name that no group has', regex('/(?<n>a)', '/x$<constructor>'), '/a', '/x'],
    ['with a name that only objects have', { paths: [{ type: 'regex', value: '/(a)' }], rewriteTarget: '/$constructor' }, '/a', '/$constructor'],
    ['with a named group that took no part', { paths: [{ type: 'regex', value: '/a(?<id>\\d)?' }], rewriteTarget: '/x$id' }, '/a', '/x'],
    ['a replacement with a query, and what comes after the match', regex('^/s/', '/q?t='), '/s/a%20b%26c&d?e=%20', '/q?t=a%20b%26c%26d&e=%20'],
    ['a group in the query', { paths: [{ type: 'regex', value: '/foo/(.*)' }], rewriteTarget: '/x?p=$1' }, '/foo/a%20b&c=%E6%97%A5/%26d', '/x?p=a%20b%26c%3D%E6%97%A5/%26d'],
    ['a query that cannot be sent as it is written', { paths: [{ type: 'regex', value: '/a' }], rewriteTarget: '/x?q=b c#é' }, '/a', '/x?q=b%20c%23%C3%A9'],
    ['a target that is the path itself, elsewhere than in nginx', { paths: [{ type: 'prefix', value: '/a' }], rewriteTarget: '/a' }, '/a/b', '/a'],
    ['without climbing out: a prefix', { paths: [{ type: 'startsWith', value: '/a' }], filters: [{ type: 'rewritePath', mode: 'prefix', value: '/base' }] }, '/a../secret', '/base/secret'],
    ['without climbing out: a group', { paths: [{ type: 'regex', value: '/a(.*)' }], rewriteTarget: '/base/$1' }, '/a../secret', '/base/secret'],
    ['without climbing out: a replacement', regex('^/a', '/base/'), '/a..', '/base'],
    ['by the groups of a regex path', { paths: [{ type: 'regex', value: '/v(\\d)/(.*)' }], rewriteTarget: '/$2/$1' }, '/v1/a', '/a/1'],
  ])('%s', (_, route, target, result) => {
    const config = makeConfig({ routes: [makeRoute(route)], services: [makeService()] })
    expect(upstreamTarget(routeRequest(config, { target })!, { path: null })).toEqual({ target: result, strippedPrefix: null })
  })

  test('after the path of the service', () => {
    const config = makeConfig({ routes: [makeRoute(path('prefix', '/xyz'))], services: [makeService()] })
    expect(upstreamTarget(routeRequest(config, { target: '/foo/bar' })!, { path: '/v1' }).target).toBe('/v1/xyz/bar')
  })

  test('after the path of the service, with a query of its own', () => {
    const config = makeConfig({ routes: [makeRoute(path('full', '/'))], services: [makeService()] })
    expect(['/foo', '/foo?a=1'].map((target) => upstreamTarget(routeRequest(config, { target })!, { path: '/x' }).target)).toEqual(['/x', '/x?a=1'])
  })

  test.each([
    ['a query argument', 'x=(\\d)', 'y=$1', '/a?x=1&x=2', '/a?y=1&x=2'],
    ['the path, beside the query', '^/s/', '/t/', '/s/a%20b?x=1', '/t/a%20b?x=1'],
    ['both at once', '^/s(.*)$', '/t$1', '/s/a%20b?x=%20&y', '/t/a%20b?x=%20&y'],
    ['a part of the path into the query', '^/s/([^?]*)\\?', '/q?t=$1&', '/s/a%20b&c?x=1', '/q?t=a%20b%26c&x=1'],
    ['a part of the query into the path', '^/s\\?id=(.*)$', '/t/$1', '/s?id=a?b&c', '/t/a%3Fb&c'],
    ['what comes before the query', '\\?.*', '', '/s?x=1', '/s'],
  ])('Pipy: %s', (_, pattern, replacement, target, expected) => {
    const config = makeConfig({ dialect: 'pipy', routes: [makeRoute(regex(pattern, replacement))], services: [makeService()] })
    expect(upstreamTarget(routeRequest(config, { target })!, { path: null }).target).toBe(expected)
  })
})
