import { expect, test } from 'vitest'
import { makeRoute } from '#lib/testing/factories.ts'
import { addresses, limitsOf, matchLine, pathText, peerText } from './route-match.ts'

const prefix = (value: string) => ({ type: 'prefix' as const, value })

test.each([
  [makeRoute({ hosts: ['shop.test'], paths: [prefix('/api')] }), 'shop.test/api'],
  [makeRoute({ hosts: ['shop.test'], paths: [prefix('/')] }), 'shop.test'],
  [makeRoute({ hosts: ['shop.test'] }), 'shop.test'],
  [makeRoute({ paths: [prefix('/')] }), '*/'],
  [makeRoute({ paths: [prefix('/api')] }), '*/api'],
  [makeRoute({ hosts: ['a.test', 'b.test'], paths: [prefix('/x'), prefix('/y')] }), 'a.test/x +3'],
  [makeRoute({ hosts: ['a.test'], paths: [{ type: 'exact', value: '/x' }] }), 'a.test =/x'],
  [makeRoute({ methods: ['GET'] }), '*'],
  [makeRoute({ protocols: ['tls'], snis: ['db.test'] }), 'SNI db.test'],
  [makeRoute({ protocols: ['tcp'], sources: [{ ip: '10.0.0.0/8' }], destinations: [{ port: 5432 }] }), '10.0.0.0/8 → +1'],
])('route %# in one line', (route, line) => expect(matchLine(route)).toBe(line))

test.each([
  [makeRoute(), []],
  [makeRoute({ methods: ['GET', 'HEAD'] }), ['GET, HEAD']],
  [makeRoute({ protocols: ['https'] }), ['https']],
  [makeRoute({ methods: ['PUT'], protocols: ['http'] }), ['PUT', 'http']],
])('limits of route %#', (route, limits) => expect(limitsOf(route)).toEqual(limits))

test('a thousand hosts with a thousand paths are counted, not listed', () => {
  const hosts = Array.from({ length: 1000 }, (_, index) => `h${index}.test`)
  const paths = Array.from({ length: 1000 }, (_, index) => prefix(`/p${index}`))
  const { shown, more } = addresses(makeRoute({ hosts, paths }), 2)
  expect(shown).toEqual(['h0.test/p0', 'h0.test/p1'])
  expect(more).toBe(999_998)
})

test('each type of path is told apart', () => {
  const types = ['prefix', 'exact', 'startsWith', 'regex', 'implementationSpecific'] as const
  expect(types.map((type) => pathText({ type, value: '/a' }))).toEqual(['/a', '=/a', '/a*', '~/a', '/a (ImplementationSpecific)'])
})

test('addresses of streams', () => {
  expect([{ ip: '::1', port: 1 }, { ip: '10.0.0.1' }, { port: 5 }].map(peerText)).toEqual(['[::1]:1', '10.0.0.1', '*:5'])
})
