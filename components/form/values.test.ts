import { describe, expect, test } from 'vitest'
import { asData, dropEmpty, fieldDifferences, mergeMine, recordToRows, rowsToRecord, sameData } from './values.ts'

test('a record survives the rows', () => {
  const record = { 'x-a': ['1', '2'], 'x-b': ['~*^a'] }
  expect(rowsToRecord(recordToRows(record))).toEqual(record)
})

test('two rows of one name keep all values; an empty row goes', () => {
  expect(rowsToRecord([{ name: 'a', values: ['1'] }, { name: '', values: [] }, { name: ' a', values: ['2'] }])).toEqual({ a: ['1', '2'] })
})

test('empty fields are dropped, zero, false and lists stay', () => {
  expect(dropEmpty({ a: '', b: undefined, c: Number.NaN, d: 0, e: false, f: [], g: { h: '', i: 1 } })).toEqual({ d: 0, e: false, f: [], g: { i: 1 } })
})

test('a record that is data keeps its empty values', () => expect(dropEmpty({ labels: asData([['a', ''], ['b', 'c']]) })).toEqual({ labels: { a: '', b: 'c' } }))

test.each([
  [{ a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
  [{ a: [1] }, { a: { 0: 1 } }, false],
  [null, {}, false],
])('%j and %j', (a, b, same) => expect(sameData(a, b)).toBe(same))

describe('a newer version', () => {
  const base = { name: 'shop', retries: 5, checks: { on: false, path: '/' }, hosts: ['a'] }
  const theirs = { ...base, retries: 7, checks: { on: true, path: '/' } }
  const mine = { ...base, hosts: ['a', 'b'], checks: { on: false, path: '/up' } }

  test('differences name each field once', () => {
    expect(fieldDifferences(base, theirs, mine)).toEqual([
      { field: 'retries', base: 5, theirs: 7, mine: 5 },
      { field: 'checks.on', base: false, theirs: true, mine: false },
      { field: 'checks.path', base: '/', theirs: '/', mine: '/up' },
      { field: 'hosts', base: ['a'], theirs: ['a'], mine: ['a', 'b'] },
    ])
  })

  test('takes my changes and keeps theirs', () => {
    expect(mergeMine(base, theirs, mine)).toEqual({ name: 'shop', retries: 7, checks: { on: true, path: '/up' }, hosts: ['a', 'b'] })
  })

  test('a field that I removed stays removed', () => expect(mergeMine({ a: 1, b: 1 }, { a: 2, b: 1 }, { a: 1 })).toEqual({ a: 2 }))
})
