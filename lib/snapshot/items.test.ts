import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '#lib/compile/compile.ts'
import { makeConfig, makeRoute } from '#lib/testing/factories.ts'
import { encodeSnapshot } from './codec.ts'
import { checkedItem, kept, splitSnapshot } from './items.ts'
import { joinSnapshot } from './join.ts'
import type { Snapshot } from './snapshot.ts'

const ODD = ['a', '"', '\\', '\\"', '}', '{', '],[', '},{', '"entries":[', 'é', '😀', '\u2028']

/** A snapshot whose texts hold whatever could mislead a reader that looks for brackets. */
function oddSnapshot(words: readonly string[]): Snapshot {
  const { snapshot } = compile([makeConfig({ routes: [makeRoute({ name: 'a' }), makeRoute({ name: 'b' })] })], { now: new Date(0) })
  const text = words.join('')
  return {
    ...snapshot,
    routes: snapshot.routes.map((route) => ({ ...route, workspace: text, methods: [...words] })),
    certificates: [{ workspace: 'w', name: text, snis: [...words], cert: text, key: text, clientCertificates: null }],
  }
}

const parsed = (items: ReturnType<typeof splitSnapshot>) => new Map([...items].map(([name, list]) => [name, list.map((text) => checkedItem(name, text))]))

test('what is taken apart and put together again is the same snapshot', () => {
  const words = fc.array(fc.constantFrom(...ODD), { maxLength: 8 })
  const property = fc.property(words, (some) => {
    const snapshot = oddSnapshot(some)
    expect(joinSnapshot(parsed(splitSnapshot(encodeSnapshot(snapshot))))).toEqual(snapshot)
  })
  fc.assert(property, { numRuns: 200 })
})

test('the same text in another layout is read all the same', () => {
  const snapshot = oddSnapshot(['x'])
  expect(joinSnapshot(parsed(splitSnapshot(JSON.stringify(snapshot, null, 2))))).toEqual(snapshot)
})

test.each(['', '{', '{}', '{"version":3}', '[]', '{"version":3,"listeners":[{}],"streams":[],"routes":[],"services":[],"upstreams":[],"certificates":[]}'])(
  '%j is no snapshot',
  (text) => expect(() => splitSnapshot(text)).toThrow(),
)

test('an item of another shape is refused, and its list is named', () => {
  expect(() => checkedItem('routes', '{"name":"a"}')).toThrow(/^routes: /)
  expect(() => checkedItem('entries:0', '{"route":"a"}')).toThrow(/^entries:0: /)
})

describe('what is kept of a list', () => {
  test.each<[string, string, string, number[] | null]>([
    ['nothing changed', 'abc', 'abc', null],
    ['of nothing', '', 'ab', [-1, -1]],
    ['nothing', 'ab', '', []],
    ['one changed', 'abc', 'axc', [0, -1, 2]],
    ['one came', 'abc', 'abxc', [0, 1, -1, 2]],
    ['one left', 'abc', 'ac', [0, 2]],
    ['turned around', 'abc', 'cba', [2, 1, 0]],
    ['twice the same', 'aab', 'aaab', [0, 1, -1, 2]],
  ])('%s', (_, before, next, expected) => {
    const places = kept([...before], [...next])
    expect(places && [...places]).toEqual(expected)
  })

  test('every place that is named holds the same text', () => {
    const list = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
    const property = fc.property(list, list, (before, next) => {
      const places = kept(before, next)
      const found = places === null ? before : Array.from(places, (place, at) => (place === -1 ? next[at] : before[place]))
      expect(found).toEqual(next)
    })
    fc.assert(property, { numRuns: 1000 })
  })
})
