import { expect, test } from 'vitest'
import { prettyBody } from './pretty-body.ts'

test.each([
  ['application/json', '{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'],
  ['application/problem+json; charset=utf-8', '{"a":1}', '{\n  "a": 1\n}'],
  ['application/json', '{"a":', '{"a":'],
  ['text/plain', '{"a":1}', '{"a":1}'],
])('%s %s', (type, body, shown) => expect(prettyBody(body, [['Content-Type', type]])).toBe(shown))

test('without a type nothing is changed', () => expect(prettyBody('{"a":1}', [])).toBe('{"a":1}'))
