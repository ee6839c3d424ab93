import { expect, test } from 'vitest'
import { fieldValues } from './field-values.ts'

test('values by name in lower case, in their order, without the space around', () => {
  const values = fieldValues('Host: a\r\nX-A:1\r\nx-a: \t2 3\t \r\nEmpty:\r\n__proto__: x\r\nB: \xa0b\xa0\r\n')
  expect(Object.entries(values)).toEqual([['host', ['a']], ['x-a', ['1', '2 3']], ['empty', ['']], ['__proto__', ['x']], ['b', ['\xa0b\xa0']]])
  expect(Object.getPrototypeOf(values)).toBeNull()
  expect(values.constructor).toBeUndefined()
})

test('no fields', () => expect(Object.keys(fieldValues(''))).toEqual([]))
