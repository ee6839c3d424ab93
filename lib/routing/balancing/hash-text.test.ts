import { expect, test } from 'vitest'
import type { HashSource } from '#lib/snapshot/upstream.ts'
import { pathTests } from '../path-test.ts'
import { hashText, type HashFacts } from './hash-text.ts'

const regex = pathTests()({ kind: 'regex', value: '/shops/(?<shop>\\w+)(/items/(\\d+))?', caseInsensitive: false })

const facts: HashFacts = {
  consumer: 'ann',
  clientAddress: '192.0.2.7',
  headers: { 'x-user': 'u1', 'x-many': ['a', 'b'], cookie: 'sid=s1', 'x-empty': '' },
  match: { path: '/shops/north', query: '?b=2&a=1&b=1&c&d=%41+x&e=', test: regex },
}

const newId = () => 'new-id'

test.each<[HashSource, string | null]>([
  [{ from: 'consumer' }, 'ann'],
  [{ from: 'ip' }, '192.0.2.7'],
  [{ from: 'path' }, '/shops/north'],
  [{ from: 'header', name: 'X-User' }, 'u1'],
  [{ from: 'header', name: 'x-many' }, 'a, b'],
  [{ from: 'header', name: 'x-empty' }, ''],
  [{ from: 'header', name: 'constructor' }, null],
  [{ from: 'query_arg', name: 'a' }, '1'],
  [{ from: 'query_arg', name: 'b' }, '1,2'],
  [{ from: 'query_arg', name: 'c' }, 'true'],
  [{ from: 'query_arg', name: 'd' }, 'A x'],
  [{ from: 'query_arg', name: 'e' }, ''],
  [{ from: 'query_arg', name: 'z' }, null],
  [{ from: 'uri_capture', name: 'shop' }, 'north'],
  [{ from: 'uri_capture', name: '1' }, 'north'],
  [{ from: 'uri_capture', name: '3' }, null],
  [{ from: 'uri_capture', name: 'toString' }, null],
  [{ from: 'cookie', name: 'sid', path: '/' }, 's1'],
])('%j', (source, text) => {
  expect(hashText([source], facts, newId)).toEqual(text === null ? null : { source: 0, text, setCookie: null })
})

test('the fallback is asked where the first has nothing', () => {
  const sources: HashSource[] = [{ from: 'header', name: 'x-none' }, { from: 'ip' }]
  expect(hashText(sources, facts, newId)).toMatchObject({ source: 1, text: '192.0.2.7' })
  expect(hashText([{ from: 'consumer' }, { from: 'header', name: 'x-none' }], { ...facts, consumer: null }, newId)).toBeNull()
})

test('a cookie that is missing is made and set', () => {
  expect(hashText([{ from: 'cookie', name: 'seat', path: '/shop' }], facts, newId)).toEqual({
    source: 0, text: 'new-id', setCookie: 'seat=new-id; Path=/shop; HttpOnly; SameSite=Lax',
  })
})

test('there are no captures without a regular expression', () => {
  const match = { ...facts.match, test: { kind: 'any' as const } }
  expect(hashText([{ from: 'uri_capture', name: '1' }], { ...facts, match }, newId)).toBeNull()
})

test('nothing to hash', () => {
  expect(hashText([], facts, newId)).toBeNull()
})
