import { expect, test } from 'vitest'
import { diffLines, foldSame } from './diff-lines.ts'

const text = (before: string, after: string) =>
  diffLines(before.split(' '), after.split(' ')).map((line) => ({ same: '', added: '+', removed: '-' })[line.kind] + line.text).join(' ')

test.each([
  ['a b c', 'a b c', 'a b c'],
  ['a b c', 'a x c', 'a -b +x c'],
  ['a c', 'a b c', 'a +b c'],
  ['a b c', 'c', '-a -b c'],
  ['a b c d', 'b d e', '-a b -c d +e'],
])('%s becomes %s', (before, after, expected) => expect(text(before, after)).toBe(expected))

test('far lines are folded to a count', () => {
  const before = Array.from({ length: 20 }, (_, i) => `line ${i}`)
  const after = before.with(10, 'changed')
  const folded = foldSame(diffLines(before, after), 2)
  expect(folded[0]).toEqual({ kind: 'fold', count: 8 })
  expect(folded.at(-1)).toEqual({ kind: 'fold', count: 7 })
  expect(folded).toHaveLength(8)
})
