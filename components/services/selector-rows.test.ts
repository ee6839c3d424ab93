import { expect, test } from 'vitest'
import { parseSelector, rowOfLabel, selectorOf, selectorRows } from './selector-rows.ts'

test.each([
  ['app=shop', { label: 'app', value: 'shop' }],
  ['app == shop', { label: 'app', value: 'shop' }],
  ['app.kubernetes.io/name: "shop"', { label: 'app.kubernetes.io/name', value: 'shop' }],
  ['app=', { label: 'app', value: '' }],
  ['app', { label: 'app', value: '' }],
])('a pasted line: %s', (line, row) => expect(parseSelector(line)).toEqual(row))

test('a selector survives its rows, empty values included', () => {
  const selector = { app: 'shop', 'team/Name': '' }
  expect(selectorOf(selectorRows(selector))).toEqual(selector)
})

test('empty rows are not sent, and a label stands at the row that counts', () => {
  const rows = [{ label: 'app', value: 'a' }, { label: ' ', value: '' }, { label: 'app ', value: 'b' }]
  expect(selectorOf(rows)).toEqual({ app: 'b' })
  expect(rowOfLabel(rows, 'app')).toBe(2)
})
