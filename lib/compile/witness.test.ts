import { expect, test } from 'vitest'
import { matchRoute } from '#lib/routing/match.ts'
import { makeConfig, makeRoute } from '#lib/testing/factories.ts'
import { tablesOf } from '#lib/testing/route-request.ts'
import { witnessMaker } from './witness.ts'

type RouteInput = NonNullable<Parameters<typeof makeRoute>[0]>

/** The witnesses of a route's only entry, and the entry's table. */
function witnessesOf(given: RouteInput, listener: 'http' | 'https' = 'http') {
  const { snapshot, table } = tablesOf(makeConfig({ routes: [makeRoute(given)] }))
  const { listener: compiled } = table(listener)
  const made = witnessMaker('OTHER').all({ entry: compiled.entries[0]!, route: snapshot.routes[0]!, listener: compiled })
  return { ...made, table: table(listener) }
}
const shown = (given: RouteInput, listener?: 'https') =>
  witnessesOf(given, listener).witnesses.map(({ request: { method, host, target, headers, sni }, pattern }) => [
    pattern(),
    `${method} ${host}${target}${Object.entries(headers).map(([name, value]) => ` ${name}: ${value}`).join('')}${sni === undefined ? '' : ` ${sni}`}`,
  ])

test.each<[string, RouteInput, [string, string][]]>([
  ['exact: itself', { hosts: ['a.test'], paths: [{ type: 'exact', value: '/a b' }] }, [['a.test/a b', 'GET a.test/a%20b']]],
  ['a prefix: below it, and itself', { hosts: ['a.test'], paths: [{ type: 'prefix', value: '/a' }] }, [['a.test/a…', 'GET a.test/a/~any~'], ['a.test/a', 'GET a.test/a']]],
  ['a regex: its examples', { hosts: ['a.test'], paths: [{ type: 'regex', value: '/(?:a|b)$' }] }, [['a.test/(?:a|b)$…', 'GET a.test/a'], ['a.test/(?:a|b)$…', 'GET a.test/b']]],
  ['a wildcard: one label and two', { hosts: ['*.test'], paths: [{ type: 'exact', value: '/' }] }, [['*.test/', 'GET any-host.test/'], ['*.test/', 'GET any-host.any-host.test/']]],
  ['each method', { methods: ['GET', 'PUT'], paths: [{ type: 'exact', value: '/' }] }, [['GET */', 'GET any-host.invalid/'], ['PUT */', 'PUT any-host.invalid/']]],
  [
    'each header value, a pattern by an example',
    { hosts: ['a.test:80'], paths: [{ type: 'exact', value: '/' }], headers: { v: ['1', '~*^x$'] } },
    [['a.test:80/ with v: 1', 'GET a.test:80/ v: 1'], ['a.test:80/ with v: ~^x$', 'GET a.test:80/ v: x']],
  ],
  [
    'each query value',
    { hosts: ['a.test'], paths: [{ type: 'exact', value: '/' }], query: { q: ['1', '&'] } },
    [['a.test/ with q=1', 'GET a.test/?q=1'], ['a.test/ with q=&', 'GET a.test/?q=%26']],
  ],
])('%s', (_, given, expected) => {
  expect(shown(given)).toEqual(expected)
})

test('each SNI, on https', () => {
  const given: RouteInput = { paths: [{ type: 'exact', value: '/' }], snis: ['a.test', '*.b.test'], protocols: ['https'] }
  expect(shown(given, 'https')).toEqual([
    ['*/ with SNI: a.test', 'GET any-host.invalid/ a.test'],
    ['*/ with SNI: *.b.test', 'GET any-host.invalid/ any-host.b.test'],
  ])
})

test('another method only where any is taken', () => {
  expect(witnessesOf({}).otherMethod?.request.method).toBe('OTHER')
  expect(witnessesOf({ methods: ['GET'] }).otherMethod).toBeNull()
})

test.each<RouteInput>([
  { hosts: ['*.a.test:8080'], paths: [{ type: 'startsWith', value: '/a%20é' }], headers: { v: ['~*^[a-c]+$'] } },
  { hosts: ['a.*'], paths: [{ type: 'prefix', value: '/a/' }], query: { q: ['~*^\\d{3}$'] }, methods: ['PUT'] },
  { paths: [{ type: 'regex', value: '/v[12]/(\\w+)/?$' }] },
])('the entry takes all of its witnesses: %j', (given) => {
  const { witnesses, table } = witnessesOf(given)
  expect(witnesses.length).toBeGreaterThan(1)
  for (const { request } of witnesses) expect(matchRoute(table, request)).not.toBeNull()
})
