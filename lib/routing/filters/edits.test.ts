import { describe, expect, test } from 'vitest'
import { edited, fieldEdits, headerFilterEdits } from './edits.ts'

const lines = (...fields: string[]) => fields.map((field) => `${field}\r\n`).join('')

// Gateway API conformance: HTTPRouteRequestHeaderModifier and HTTPRouteResponseHeaderModifier.
describe('a header filter', () => {
  test.each<[string, Partial<Parameters<typeof headerFilterEdits>[0]>, string[], string[]]>([
    ['sets what is not there', { set: { 'x-set': 'new' } }, ['A: 1'], ['A: 1', 'x-set: new']],
    ['sets in place of what is there, whatever its case', { set: { 'x-set': 'new' } }, ['X-SET: old', 'A: 1'], ['A: 1', 'x-set: new']],
    ['sets in place of all lines of the name', { set: { 'x-set': 'new' } }, ['X-Set: a', 'A: 1', 'x-set: b'], ['A: 1', 'x-set: new']],
    ['adds beside what is there', { add: { 'x-add': 'b' } }, ['X-Add: a'], ['X-Add: a', 'x-add: b']],
    ['removes all lines of the name', { remove: ['x-gone'] }, ['X-Gone: 1', 'A: 1', 'x-gone: 2'], ['A: 1']],
    ['removes nothing that only begins or ends alike', { remove: ['x'] }, ['X-Gone: 1', 'Y-X: 2', 'A: x: 1'], ['X-Gone: 1', 'Y-X: 2', 'A: x: 1']],
    ['removes what it has set', { set: { 'x-a': '1' }, add: { 'x-a': '2' }, remove: ['x-a'] }, ['X-A: 0'], []],
    ['does all three', { set: { 'x-s': '1' }, add: { 'x-a': '2' }, remove: ['x-r'] }, ['X-S: 0', 'X-A: 0', 'X-R: 0'], ['X-A: 0', 'x-s: 1', 'x-a: 2']],
    ['takes a name that means something in a pattern', { remove: ['x.y'] }, ['X.Y: 1', 'XzY: 1'], ['XzY: 1']],
    ['does not take a value for a name', { remove: ['b'] }, ['A: b', 'B: 1'], ['A: b']],
  ])('%s', (_, given, before, after) => {
    expect(edited(lines(...before), headerFilterEdits({ set: {}, add: {}, remove: [], ...given }))).toBe(lines(...after))
  })
})

test('edits are used again and again', () => {
  const edits = fieldEdits(['a'], [['B', '2']])
  for (let i = 0; i < 3; i++) expect(edited(lines('A: 1', 'C: 3'), edits)).toBe(lines('C: 3', 'B: 2'))
})
