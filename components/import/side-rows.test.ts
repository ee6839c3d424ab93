import { expect, test } from 'vitest'
import { foldRows, sideRows, type SideRow } from './side-rows.ts'

const shown = (rows: SideRow[]) =>
  rows.map((row) => (row.kind === 'fold' ? `fold ${row.count}` : `${row.kind} ${row.left ? `${row.left.number}:${row.left.text}` : '-'} | ${row.right ? `${row.right.number}:${row.right.text}` : '-'}`))

test('what was changed stands beside what it became', () => {
  expect(shown(sideRows('a\nb\nc\n', 'a\nx\ny\nc\n'))).toEqual(['same 1:a | 1:a', 'changed 2:b | 2:x', 'changed - | 3:y', 'same 3:c | 4:c'])
  expect(shown(sideRows('a\nb\n', 'a\n'))).toEqual(['same 1:a | 1:a', 'changed 2:b | -'])
})

test('spaces inside a line and blank lines are no change; indentation is', () => {
  expect(shown(sideRows('a: 1   # x\n\n\nb: {c: d}\n', 'a: 1 # x\n\nb: {c: d}\n')).filter((row) => row.startsWith('changed'))).toEqual([])
  expect(shown(sideRows('  a\n', '    a\n'))).toEqual(['changed 1:  a | 1:    a'])
})

test('three lines stay around a change, the rest becomes a count', () => {
  const lines = Array.from({ length: 12 }, (_, index) => `l${index}`)
  const rows = foldRows(sideRows(lines.join('\n'), lines.map((line) => (line === 'l6' ? 'x' : line)).join('\n')))
  expect(shown(rows)).toEqual(['fold 3', 'same 4:l3 | 4:l3', 'same 5:l4 | 5:l4', 'same 6:l5 | 6:l5', 'changed 7:l6 | 7:x', 'same 8:l7 | 8:l7', 'same 9:l8 | 9:l8', 'same 10:l9 | 10:l9', 'fold 2'])
})
