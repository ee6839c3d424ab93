import { expect, test } from 'vitest'
import { hostText } from '#lib/routing/host.ts'
import type { Entry, EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'
import { toHostMatch } from '../hosts.ts'
import { meetAsked, meetEntries } from './meet.ts'

const host = (text: string): HostMatch => (text === '*' ? { kind: 'any' } : toHostMatch(text, 'many'))
const entry = (name: string, path: EntryPath): Entry => ({ route: 0, host: host(name), path, criterion: 0 })
const EXACT: EntryPath = { kind: 'exact', value: '/a' }

test.each([
  ['a.test', 'a.test', ['a.test']],
  ['a.test', 'b.test', []],
  ['*', '*.test', ['*.test']],
  ['*.test', 'a.test', ['a.test']],
  ['*.test', '*.a.test', ['*.a.test']],
  ['*.a.test', '*.b.test', []],
  ['a.*', 'a.test', ['a.test']],
  ['a.*', '*.test', ['a.any-host.test']],
  ['a.*', 'a.b.*', ['a.b.*']],
  ['a.test:80', '*.test', ['a.test:80']],
  ['a.test:80', '*.test:81', []],
])('hosts %s and %s', (one, other, expected) => {
  expect(meetEntries(entry(one, EXACT), entry(other, EXACT)).map((at) => hostText(at.host))).toEqual(expected)
  expect(meetEntries(entry(other, EXACT), entry(one, EXACT)).map((at) => hostText(at.host))).toEqual(expected)
})

test.each<[EntryPath, EntryPath, string[]]>([
  [{ kind: 'prefix', value: '/a' }, { kind: 'prefix', value: '/a/b' }, ['/a/b']],
  [{ kind: 'prefix', value: '/a' }, EXACT, ['/a']],
  [{ kind: 'any' }, EXACT, ['/a']],
  [{ kind: 'regex', value: '/.*', caseInsensitive: false }, EXACT, ['/.*', '/a']],
])('paths %j and %j', (one, other, expected) => {
  expect(meetEntries(entry('*', one), entry('*', other)).map(({ path }) => (path.kind === 'any' ? '' : path.value))).toEqual(expected)
})

test('what both ask', () => {
  const asked = { methods: ['GET', 'PUT'], snis: [], headers: [{ name: 'v', any: [{ kind: 'exact' as const, value: '1' }, { kind: 'exact' as const, value: '2' }] }], query: [] }
  const other = { ...asked, methods: ['PUT'], snis: ['a.test'], headers: [{ name: 'v', any: [{ kind: 'exact' as const, value: '2' }] }, { name: 'w', any: [] }] }
  expect(meetAsked(asked, other)).toEqual({ methods: ['PUT'], snis: ['a.test'], headers: [{ name: 'v', any: [{ kind: 'exact', value: '2' }] }, { name: 'w', any: [] }], query: [] })
  expect(meetAsked(asked, { ...asked, methods: ['POST'] })).toBeNull()
})
