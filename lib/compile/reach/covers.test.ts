import { describe, expect, test } from 'vitest'
import type { EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'
import { pathTests } from '#lib/routing/path-test.ts'
import { buildRouteTable, type TableEntry } from '#lib/routing/table.ts'
import { makeConfig, makeRoute } from '#lib/testing/factories.ts'
import { compile } from '../compile.ts'
import { covers, hostCovers, pathCovers } from './covers.ts'
import { toHostMatch } from '../hosts.ts'

const host = (text: string, labels: 'one' | 'many'): HostMatch => (text === '*' ? { kind: 'any' } : toHostMatch(text, labels))

test.each<[string, string, 'one' | 'many', boolean]>([
  ['*', 'a.test', 'many', true],
  ['*', '*', 'many', true],
  ['*', 'a.test:80', 'many', true],
  ['a.test', '*', 'many', false],
  ['a.test', 'a.test', 'many', true],
  ['a.test', 'b.test', 'many', false],
  ['a.test', 'a.test:80', 'many', true],
  ['a.test:80', 'a.test', 'many', false],
  ['a.test:80', 'a.test:81', 'many', false],
  ['*.test', 'a.test', 'many', true],
  ['*.test', 'a.b.test', 'many', true],
  ['*.test', 'a.b.test', 'one', false],
  ['*.test', 'test', 'many', false],
  ['*.test', 'contest', 'many', false],
  ['*.test', '*.test', 'one', true],
  ['*.test', '*.a.test', 'many', true],
  ['*.test', '*.a.test', 'one', false],
  ['*.a.test', '*.test', 'many', false],
  ['*.test:80', '*.a.test:80', 'many', true],
  ['*.test', 'a.*', 'many', false],
  ['a.*', 'a.test', 'many', true],
  ['a.*', 'ab.test', 'many', false],
  ['a.*', 'a.b.*', 'many', true],
  ['a.b.*', 'a.*', 'many', false],
  ['a.*', '*.test', 'many', false],
])('host %s takes all of %s (* for %s): %s', (outer, inner, labels, expected) => {
  expect(hostCovers(host(outer, labels), host(inner, labels))).toBe(expected)
})

/** `=/a` exact, `/a` prefix, `/a*` startsWith, `~/a` regex, `~i/a` in any case, empty: any. */
function path(text: string): EntryPath {
  if (text === '') return { kind: 'any' }
  if (text.startsWith('~')) return { kind: 'regex', value: text.replace(/^~i?/, ''), caseInsensitive: text.startsWith('~i') }
  if (text.startsWith('=')) return { kind: 'exact', value: text.slice(1) }
  return text.endsWith('*') ? { kind: 'startsWith', value: text.slice(0, -1) } : { kind: 'prefix', value: text }
}

test.each<[string, string, 'yes' | 'maybe' | 'no']>([
  ['', '', 'yes'],
  ['', '~/a', 'yes'],
  ['/', '', 'yes'],
  ['/*', '', 'yes'],
  ['/*', '/', 'yes'],
  ['~/', '', 'yes'],
  ['~/.*', '', 'yes'],
  ['~/.+', '', 'maybe'],
  ['/a', '', 'no'],
  ['/a', '/a/', 'yes'],
  ['/a/', '/a', 'yes'],
  ['/a', '/a/b', 'yes'],
  ['/a', '/ab', 'no'],
  ['/a', '=/a', 'yes'],
  ['/a', '=/a/b', 'yes'],
  ['/a', '=/ab', 'no'],
  ['/a', '/a*', 'no'],
  ['/a', '/a/*', 'yes'],
  ['/a*', '/a', 'yes'],
  ['/a*', '/ab', 'yes'],
  ['/a/*', '/a', 'no'],
  ['/a*', '=/abc', 'yes'],
  ['=/a', '=/a', 'yes'],
  ['=/a', '/a', 'no'],
  ['=/a', '~/a$', 'yes'],
  ['=/a', '~/a', 'no'],
  ['/a*', '~/a', 'yes'],
  ['~/a', '/a*', 'yes'],
  ['/a', '~/a', 'no'],
  ['/a', '~/a/[0-9]', 'yes'],
  ['/a', '~/a[0-9]', 'maybe'],
  ['/b', '~/a[0-9]', 'no'],
  ['~/a/[0-9]+', '=/a/7', 'yes'],
  ['~/a/[0-9]+', '=/a/b', 'no'],
  ['~/a/[0-9]+', '/a/7', 'yes'],
  ['~/a/[0-9]+$', '/a/7', 'maybe'],
  ['~/a(/|$)', '/a', 'maybe'],
  ['~/a/[0-9]+', '~/a/[0-9]+', 'yes'],
  ['~/a/[0-9]+', '~i/a/[0-9]+', 'maybe'],
  ['~/a/[^/]+', '~/a/[0-9]+', 'maybe'],
  ['~/[a-z]+', '~/a/[0-9]+', 'yes'],
  ['~i/A', '/a/b', 'yes'],
  ['~/A', '/a/b', 'no'],
  ['~/[A-Z]', '/a/b', 'maybe'],
])('path %s takes all of %s: %s', (outer, inner, expected) => {
  const prepare = pathTests()
  expect(pathCovers(prepare(path(outer)), prepare(path(inner)))).toBe(expected)
})

type RouteInput = NonNullable<Parameters<typeof makeRoute>[0]>

/** Two routes that differ in conditions alone, as the https listener has them. */
function pair(outer: RouteInput, inner: RouteInput, dialect: 'gateway' | 'kong'): [TableEntry, TableEntry] {
  const routes = [outer, inner].map((given, index) => makeRoute({ name: `r${index}`, service: 'shop', hosts: ['a.test'], ...given }))
  const { snapshot } = compile([makeConfig({ dialect, routes })], { now: new Date(0) })
  const { entries } = buildRouteTable(snapshot, snapshot.listeners.find(({ name }) => name === 'https')!)
  return [entries.find(({ route }) => route!.name === 'r0')!, entries.find(({ route }) => route!.name === 'r1')!]
}

describe('conditions', () => {
  test.each<[string, RouteInput, RouteInput, 'yes' | 'maybe' | 'no']>([
    ['none', {}, { methods: ['GET'], headers: { v: ['1'] } }, 'yes'],
    ['any method', { methods: ['GET'] }, {}, 'no'],
    ['fewer methods', { methods: ['GET', 'PUT'] }, { methods: ['PUT'] }, 'yes'],
    ['more methods', { methods: ['GET'] }, { methods: ['GET', 'PUT'] }, 'no'],
    ['a header that is not asked for', { headers: { v: ['1'] } }, {}, 'no'],
    ['another header', { headers: { v: ['1'] } }, { headers: { w: ['1'] } }, 'no'],
    ['fewer values', { headers: { v: ['1', '2'] } }, { headers: { v: ['2'], w: ['1'] } }, 'yes'],
    ['more values', { headers: { v: ['1'] } }, { headers: { v: ['1', '2'] } }, 'no'],
    ['a value in other letters', { headers: { v: ['one'] } }, { headers: { v: ['ONE'] } }, 'no'],
    ['a value that a pattern takes', { headers: { v: ['~*^[0-9]'] } }, { headers: { v: ['7'] } }, 'yes'],
    ['a value that a pattern does not take', { headers: { v: ['~*^[0-9]'] } }, { headers: { v: ['a'] } }, 'no'],
    ['the same pattern', { headers: { v: ['~*^a'] } }, { headers: { v: ['~*^a'] } }, 'yes'],
    ['another pattern', { headers: { v: ['~*^a'] } }, { headers: { v: ['~*^ab'] } }, 'maybe'],
    ['a query value', { query: { q: ['1', '2'] } }, { query: { q: ['1'] } }, 'yes'],
    ['another query value', { query: { q: ['1'] } }, { query: { q: ['2'] } }, 'no'],
    ['any SNI', { snis: ['a.test'] }, {}, 'no'],
    ['an SNI of several', { snis: ['a.test', 'b.test'] }, { snis: ['b.test'] }, 'yes'],
    ['an SNI of a wildcard', { snis: ['*.test'] }, { snis: ['b.test'] }, 'yes'],
    ['a wildcard SNI of a wider one', { snis: ['*.test'] }, { snis: ['*.b.test'] }, 'yes'],
    ['a wildcard SNI of a name', { snis: ['b.test'] }, { snis: ['*.test'] }, 'no'],
    ['a wider SNI', { snis: ['*.b.test'] }, { snis: ['*.test'] }, 'no'],
  ])('%s', (_, outer, inner, expected) => {
    expect(covers(...pair(outer, inner, 'gateway'), 'https')).toBe(expected)
  })

  test('Kong compares header values in lower case', () => {
    expect(covers(...pair({ headers: { v: ['one'] } }, { headers: { v: ['ONE'] } }, 'kong'), 'https')).toBe('yes')
  })

  test('over plain HTTP an SNI does not count', () => {
    expect(covers(...pair({ snis: ['a.test'] }, {}, 'gateway'), 'http')).toBe('yes')
  })

  test('the place where a host ends takes nothing for anyone', () => {
    const [outer, inner] = pair({}, {}, 'gateway')
    expect(covers({ ...outer, route: null }, inner, 'https')).toBe('no')
  })
})
