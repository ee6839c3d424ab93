import { describe, expect, test } from 'vitest'
import type { PathMatch } from '#lib/model/route.ts'
import { upstreamTarget } from '#lib/routing/rewrite.ts'
import { makeConfig, makeRoute, makeService } from '#lib/testing/factories.ts'
import { routeRequest } from '#lib/testing/route-request.ts'

const at = (type: PathMatch['type'], value: string): PathMatch => ({ type, value }) as PathMatch

type Given = Parameters<typeof makeRoute>[0]
type Case = [name: string, routes: Given[], target: string, expected: string | null]

const routed = (routes: Given[], target: string, host = 'shop.test') =>
  routeRequest(makeConfig({ dialect: 'nginx', routes: routes.map((route) => makeRoute({ hosts: ['shop.test'], ...route })), services: [makeService()] }), { host, target })

const regexHost: Given[] = [
  { name: 'regex', paths: [at('implementationSpecific', '/foo/bar/.+')], useRegex: true },
  { name: 'exact', paths: [at('exact', '/foo')] },
  { name: 'prefix', paths: [at('prefix', '/a')] },
]

describe('which location of a host', () => {
  test.each<Case>([
    ['a prefix takes itself', [{ name: 'a', paths: [at('prefix', '/x')] }], '/x', 'a'],
    ['and what is below', [{ name: 'a', paths: [at('prefix', '/x')] }], '/x/y', 'a'],
    ['but no longer segment', [{ name: 'a', paths: [at('prefix', '/x')] }], '/xy', null],
    ['a prefix with a slash takes the bare path', [{ name: 'a', paths: [at('prefix', '/x/')] }], '/x', 'a'],
    ['ImplementationSpecific is a prefix', [{ name: 'a', paths: [at('implementationSpecific', '/x')] }], '/xy', null],
    ['exact before the prefix of the same path', [{ name: 'p', paths: [at('prefix', '/x')] }, { name: 'e', paths: [at('exact', '/x')] }], '/x', 'e'],
    ['the longest prefix', [{ name: 's', paths: [at('prefix', '/')] }, { name: 'l', paths: [at('prefix', '/x')] }], '/x/y', 'l'],
    ['one regex makes an exact path a prefix regex', regexHost, '/foobar', 'exact'],
    ['and lets all ignore case', regexHost, '/FOO/BAR/x', 'regex'],
    ['and keeps a prefix at its segments', regexHost, '/ab', 'prefix'],
    ['the longest text comes first', [{ name: 's', paths: [at('implementationSpecific', '/.*')], useRegex: true }, { name: 'l', paths: [at('implementationSpecific', '/x/y')] }], '/x/y', 'l'],
    ['of equal length the later in the alphabet', [{ name: 'a', paths: [at('implementationSpecific', '/[a-c]')], useRegex: true }, { name: 'b', paths: [at('implementationSpecific', '/[b-d]')] }], '/b', 'b'],
    ['the order is that of declared paths', [{ name: 'prefix', paths: [at('prefix', '/ab')] }, { name: 'regex', paths: [at('implementationSpecific', '/ab.')], useRegex: true }], '/ab/x', 'regex'],
    ['paths are compared decoded', [{ name: 'a', paths: [at('prefix', '/x/y')] }], '/x%2Fy', 'a'],
  ])('%s', (_, routes, target, expected) => {
    expect(routed(routes, target)?.route.name ?? null).toBe(expected)
  })

  test('the exact host ends the search: what it lacks, a wildcard does not serve', () => {
    const routes: Given[] = [{ name: 'exact', paths: [at('prefix', '/x')] }, { name: 'wild', hosts: ['*.test'] }, { name: 'any', hosts: [], paths: [at('prefix', '/')] }]
    expect(routed(routes, '/y')).toBeNull()
    expect(routed(routes, '/y', 'a.test')?.route.name).toBe('wild')
    expect(routed(routes, '/y', 'a.b.test')?.route.name).toBe('any')
    expect(routed(routes, '/y', 'other.example')?.route.name).toBe('any')
  })
})

test('a host with a port is asked before the same without, and ends the search likewise', () => {
  const routes: Given[] = [{ name: 'plain', hosts: ['a.test'], paths: [at('prefix', '/x')] }, { name: 'port', hosts: ['a.test:8080'], paths: [at('prefix', '/y')] }]
  expect(routed(routes, '/y', 'a.test:8080')?.route.name).toBe('port')
  expect(routed(routes, '/x', 'a.test')?.route.name).toBe('plain')
  expect(routed(routes, '/x', 'a.test:8080')).toBeNull()
})

test('a refused regex takes what is left of its host, and nothing from another', () => {
  const bad: Given = { name: 'bad', paths: [at('implementationSpecific', '/x(?=y)')], useRegex: true }
  const routes: Given[] = [bad, { name: 'ok', paths: [at('prefix', '/x/a')] }, { name: 'wild', hosts: ['*.test'] }]
  expect(['/x/a', '/x/b'].map((target) => routed(routes, target)?.route.name)).toEqual(['ok', 'bad'])
  expect(routed(routes, '/x/b', 'other.test')?.route.name).toBe('wild')
})

describe('what the target is asked for', () => {
  test.each<[name: string, route: Given, target: string, expected: string]>([
    ['groups of the path', { paths: [at('prefix', '/api(/|$)(.*)')], rewriteTarget: '/$2' }, '/api/v1/users?x=1', '/v1/users?x=1'],
    ['without anything after it', { paths: [at('prefix', '/api(/|$)(.*)')], rewriteTarget: '/$2' }, '/api', '/'],
    ['a target without groups replaces the whole path', { paths: [at('prefix', '/old')], rewriteTarget: '/new' }, '/old/x', '/new'],
    ['a group that took no part is empty', { paths: [at('implementationSpecific', '/a(b)?')], rewriteTarget: '/x$1$2' }, '/a', '/x'],
    ['a target with a query joins the request’s', { paths: [at('prefix', '/old')], rewriteTarget: '/new?a=1' }, '/old?b=2', '/new?a=1&b=2'],
    ['a question mark at the end drops the query', { paths: [at('prefix', '/old')], rewriteTarget: '/new?' }, '/old?b=2', '/new'],
    ['a named group', { paths: [at('implementationSpecific', '/a/(?<id>\\d+)')], rewriteTarget: '/$id/$other' }, '/a/7', '/7/$other'],
    ['a group in the query stays one value', { paths: [at('prefix', '/foo/(.*)')], rewriteTarget: '/x?p=$1' }, '/foo/1%26admin%3D%C3%A9%0A', '/x?p=1%26admin%3D%C3%A9%0A'],
    ['a decoded question mark stays in the path', { paths: [at('prefix', '/s')], filters: [{ type: 'rewritePath', mode: 'regex', pattern: '^/s', replacement: '/q' }] }, '/s/a%3Fadmin%3D1', '/q/a%3Fadmin=1'],
    ['a target without any path', { rewriteTarget: '/x' }, '/y', '/x'],
    ['a group does not climb out', { paths: [at('implementationSpecific', '/a(.*)')], rewriteTarget: '/base/$1' }, '/a../secret', '/base/secret'],
    ['bytes that are no UTF-8 stay as they are', { paths: [at('implementationSpecific', '/a/(.*)')], rewriteTarget: '/$1' }, '/a/%C4%E3%2500', '/%C4%E3%2500'],
    ['a target equal to its path rewrites nothing', { paths: [at('prefix', '/same')], rewriteTarget: '/same' }, '/same/x', '/same/x'],
    ['a path that is not rewritten goes on as it came', { paths: [at('prefix', '/')] }, '/a%2Fb/../c?x', '/a%2Fb/../c?x'],
    ['a rewritten one is escaped anew', { paths: [at('implementationSpecific', '/a/(.*)')], rewriteTarget: '/$1' }, '/a/b%20c%3Fd%25', '/b%20c%3Fd%25'],
  ])('%s', (_, route, target, expected) => {
    expect(upstreamTarget(routed([route], target)!, { path: null }).target).toBe(expected)
  })
})
