import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedEntries } from './changed-entries.ts'

const places = (before: string, after: string) => {
  const { removed, added } = changedEntries([...before], [...after])
  return [removed.map((place) => before[place]).join(''), added.map((place) => after[place]).join('')]
}

test.each([
  ['abc', 'abc', '', ''],
  ['', 'ab', '', 'ab'],
  ['abc', 'ac', 'b', ''],
  ['abc', 'axc', 'b', 'x'],
  ['abcd', 'bcda', 'a', 'a'],
  ['aab', 'aaab', '', 'a'],
])('%s → %s: without %s, with %s', (before, after, removed, added) => {
  expect(places(before, after)).toEqual([removed, added])
})

test('what is left on both sides is equal, in the same order', () => {
  const keys = fc.array(fc.constantFrom(...'abcdef'), { maxLength: 12 })
  fc.assert(
    fc.property(keys, keys, (before, after) => {
      const { removed, added } = changedEntries(before, after)
      const rest = (list: string[], gone: number[]) => list.filter((_, place) => !gone.includes(place))
      expect(rest(before, removed)).toEqual(rest(after, added))
    }),
    { numRuns: 2000 },
  )
})
