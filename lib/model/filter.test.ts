import { expect, test } from 'vitest'
import { Filter } from './filter.ts'

test.each([{ type: 'respond', headers: { Date: 'x' } }, { type: 'responseHeaders', set: { date: 'x' } }, { type: 'responseHeaders', add: { date: 'x' } }, { type: 'responseHeaders', remove: ['Date'] }])(
  'no filter writes the date of an answer: %j', (filter) => expect(Filter.safeParse(filter).success).toBe(false),
)

test('a filter may write the server of an answer, and the date of a request', () => {
  expect(Filter.safeParse({ type: 'responseHeaders', set: { server: 'x' } }).success).toBe(true)
  expect(Filter.safeParse({ type: 'requestHeaders', set: { date: 'x' } }).success).toBe(true)
})

test.each(['a\u200a:80', ' a :80', '[\u200a::1]:80', '[::1\u3000]', 'a\t:80'])('a host with a blank in it is none: %j', (value) => {
  expect(Filter.safeParse({ type: 'rewriteHost', value }).success).toBe(false)
})
