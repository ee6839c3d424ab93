import { describe, expect, test } from 'vitest'
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

describe('an argument of a query', () => {
  const argOf = (query: string, name: string) => hashText([{ from: 'query_arg', name }], { ...facts, match: { ...facts.match, query } }, newId)?.text ?? null
  /** Pair by pair, as forms are decoded. */
  const plainly = (query: string, name: string) => {
    const values = query.slice(1).split('&').flatMap((pair) => {
      const [entry] = new URLSearchParams(`&${pair}`)
      return entry?.[0] === name ? [pair.includes('=') ? entry[1] : 'true'] : []
    })
    return values.length === 0 ? null : values.sort().join(',')
  }

  test('is found however its name is written', () => {
    expect(argOf('?x=1&%6b%65y=2&key=1', 'key')).toBe('1,2')
    expect(argOf('?a+b=1&a%20b=2&a%2Bb=3', 'a b')).toBe('1,2')
    expect(argOf('?gr%C3%BCn=1&grün=2&gr%FCn=3', 'grün')).toBe('1,2')
    expect(argOf('?100%=1&100%25=2', '100%')).toBe('1,2')
  })

  test('is what decoding pair by pair gives', () => {
    let seed = 3
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
    const parts = ['a', 'k', '%6b', '%6B', '%', '%4', '+', '%20', '=', '&', '?', 'ü', '%C3%BC', '%FC', 'ab']
    const names = ['k', 'a', 'ab', 'a k', 'ü', '%', '?k', '', 'kü', '%4']
    let found = 0
    for (let round = 0; round < 5000; round++) {
      const query = `?${Array.from({ length: 12 }, () => parts[Math.floor(random() * parts.length)]!).join('')}`
      for (const name of names) {
        const expected = plainly(query, name)
        expect(argOf(query, name), `${query} ${name}`).toBe(expected)
        if (expected !== null) found++
      }
    }
    expect(found).toBeGreaterThan(1000)
  })

  test.each([['empty pairs', '&'.repeat(8000)], ['others', 'a&'.repeat(4000)], ['escaped ones', '%6a&'.repeat(2000)]])(
    'costs little among %s', (_, others) => {
      const query = `?${others}k=1`
      const timeOf = (find: typeof argOf) => {
        let best = Infinity
        for (let round = 0; round < 30; round++) {
          const from = performance.now()
          expect(find(query, 'k')).toBe('1')
          best = Math.min(best, performance.now() - from)
        }
        return best
      }
      expect(timeOf(argOf)).toBeLessThan(timeOf(plainly) / 2)
    })
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
