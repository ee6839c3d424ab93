import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonical, isMap, type JsonMap } from './json.ts'
import { jsonPatch } from './json-patch.ts'
import { applyJsonPatch } from './apply-json-patch.ts'

describe('what a patch says', () => {
  test.each<[string, JsonMap, JsonMap, unknown]>([
    ['nothing', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ['a value', { a: { b: 1, c: 2 } }, { a: { b: 3, c: 2 } }, [{ op: 'test', path: '/a/b', value: 1 }, { op: 'replace', path: '/a/b', value: 3 }]],
    ['a member that comes', { a: {} }, { a: { 'x.dev/y~z': '1' } }, [{ op: 'test', path: '/a/x.dev~1y~0z', value: null }, { op: 'add', path: '/a/x.dev~1y~0z', value: '1' }]],
    ['a member with its parent', {}, { a: { b: '1' } }, [{ op: 'test', path: '/a', value: null }, { op: 'add', path: '/a', value: { b: '1' } }]],
    ['a member that goes', { a: { b: '1', c: '2' } }, { a: { c: '2' } }, [{ op: 'test', path: '/a/b', value: '1' }, { op: 'remove', path: '/a/b' }]],
    ['an item', { a: [{ b: 1, c: { d: 2 } }, 3] }, { a: [{ b: 1, c: { d: 4 } }, 3] }, [{ op: 'test', path: '/a/0', value: { b: 1, c: { d: 2 } } }, { op: 'replace', path: '/a/0/c/d', value: 4 }]],
    ['an item at the end', { a: [1] }, { a: [1, 2] }, [{ op: 'add', path: '/a/-', value: 2 }]],
    ['an item in between', { a: [1, 2] }, { a: [1, 3, 2] }, [{ op: 'test', path: '/a/1', value: 2 }, { op: 'add', path: '/a/1', value: 3 }]],
    ['items that go', { a: [1, 2, 3, 4] }, { a: [2, 4] }, [{ op: 'test', path: '/a/0', value: 1 }, { op: 'test', path: '/a/2', value: 3 }, { op: 'remove', path: '/a/2' }, { op: 'remove', path: '/a/0' }]],
  ])('%s', (_, before, after, expected) => {
    expect(jsonPatch(before, after)).toEqual(expected)
    expect(applyJsonPatch(before, jsonPatch(before, after))).toEqual(after)
  })
})

test.each<[string, JsonMap]>([
  ['the value', { rules: [{ host: 'a', path: '/x' }, { host: 'b' }] }],
  ['another field of the item', { rules: [{ host: 'a', path: '/', port: 1 }, { host: 'b' }] }],
  ['an item before it', { rules: [{ host: 'new' }, { host: 'a', path: '/' }, { host: 'b' }] }],
  ['the item', { rules: [{ host: 'b' }] }],
])('a change of %s by somebody else ends a patch of an item', (_, now) => {
  const patch = jsonPatch({ rules: [{ host: 'a', path: '/' }, { host: 'b' }] }, { rules: [{ host: 'a', path: '/y' }, { host: 'b' }] })
  expect(() => applyJsonPatch(now, patch)).toThrow()
})

// Kubernetes keeps no null.
const scalar = fc.oneof(fc.constantFrom('', 'a', 'b'), fc.integer({ min: 0, max: 3 }), fc.boolean())
const { map } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('map'), fc.array(tie('value'), { maxLength: 4 })),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c/d', 'e~f'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
}))

const documents = map as fc.Arbitrary<JsonMap>

type Leaf = { path: string; value: string }

/** Each value that is no container, by where it is; items of lists by what they are, since others move them. */
function leavesOf(value: unknown, path = ''): Leaf[] {
  if (isMap(value)) return Object.entries(value).flatMap(([key, below]) => leavesOf(below, `${path}/${key}`))
  if (Array.isArray(value)) return value.map((item) => ({ path: `${path}/#`, value: canonical(item) }))
  return [{ path, value: canonical(value) }]
}

type Counts = Map<string, number>

const count = (leaves: readonly Leaf[]): Counts => {
  const counts = new Map<string, number>()
  for (const { path, value } of leaves) counts.set(`${path} ${value}`, (counts.get(`${path} ${value}`) ?? 0) + 1)
  return counts
}

test('a patch makes the one of the other', () => {
  fc.assert(
    fc.property(documents, documents, (before, after) => {
      expect(applyJsonPatch(before, jsonPatch(before, after))).toEqual(after)
    }),
    { numRuns: 3000 },
  )
})

type Meddling = { place: number; key: string; at: number; deed: 'set' | 'remove' | 'insert' }
const meddlings = fc.array(
  fc.record({ place: fc.nat(), key: fc.constantFrom('a', 'b', 'c/d', 'new'), at: fc.nat(5), deed: fc.constantFrom('set', 'remove', 'insert') }),
  { minLength: 1, maxLength: 3 },
)

function containersOf(value: unknown): (JsonMap | unknown[])[] {
  if (Array.isArray(value)) return [value, ...value.flatMap(containersOf)]
  return isMap(value) ? [value, ...Object.values(value).flatMap(containersOf)] : []
}

/** What somebody else makes of a document, at random places. Their values stand nowhere else. */
function meddled(document: JsonMap, deeds: readonly Meddling[]): JsonMap {
  const theirs = structuredClone(document)
  for (const [index, { place, key, at, deed }] of deeds.entries()) {
    const all = containersOf(theirs)
    const container = all[place % all.length]!
    if (!Array.isArray(container)) {
      if (deed === 'remove') delete container[key]
      else container[key] = `theirs ${index}`
    } else if (deed === 'insert') container.splice(at, 0, `theirs ${index}`)
    else if (at < container.length) container.splice(at, 1, ...(deed === 'set' ? [`theirs ${index}`] : []))
  }
  return theirs
}

test('what somebody else wrote meanwhile stays, or the patch fails', () => {
  let [applied, refused] = [0, 0]
  fc.assert(
    fc.property(documents, documents, meddlings, (before, after, deeds) => {
      const theirs = meddled(before, deeds)
      let result: JsonMap
      try {
        result = applyJsonPatch(theirs, jsonPatch(before, after))
        applied += 1
      } catch {
        refused += 1
        return
      }
      const [was, wanted, there, is] = [before, after, theirs, result].map((document) => count(leavesOf(document))) as [Counts, Counts, Counts, Counts]
      for (const [leaf, times] of there) expect(is.get(leaf) ?? 0, `added: ${leaf}`).toBeGreaterThanOrEqual(times - (was.get(leaf) ?? 0))
      for (const leaf of was.keys()) if (!there.has(leaf) && !wanted.has(leaf)) expect(is.has(leaf), `removed: ${leaf}`).toBe(false)
    }),
    { numRuns: 20_000 },
  )
  expect(applied).toBeGreaterThan(1000)
  expect(refused).toBeGreaterThan(1000)
})
