import { expect, test } from 'vitest'
import { cookieOf, cookieValue, setCookieText } from './cookies.ts'

test.each([
  ['a=1; b=2', 'b', '2'],
  ['ab=1', 'b', null],
  ['b=', 'b', ''],
  ['b=x=y', 'b', 'x=y'],
  ['b=1; b=2', 'b', '1'],
  [undefined, 'b', null],
])('cookie %j %s', (header, name, expected) => {
  expect(cookieValue(header, name)).toBe(expected)
})

test('a cookie is found in any of several fields', () => {
  expect(cookieOf({ cookie: ['a=1', 'b=2; c=3'] }, 'c')).toBe('3')
  expect(cookieOf({ cookie: 'a=1' }, 'a')).toBe('1')
  expect(cookieOf({}, 'a')).toBeNull()
})

test.each<[Partial<Parameters<typeof setCookieText>[0]>, string]>([
  [{}, 'a=1; Path=/; HttpOnly'],
  [{ secure: true, sameSite: 'None' }, 'a=1; Path=/; Secure; HttpOnly; SameSite=None'],
  [{ domain: 'shop.test', maxAgeSeconds: 60 }, 'a=1; Path=/; Domain=shop.test; Max-Age=60; HttpOnly'],
  [{ path: '/cart', expires: 86_400_000 }, 'a=1; Path=/cart; Expires=Fri, 02 Jan 1970 00:00:00 GMT; HttpOnly'],
])('set cookie %j', (more, text) => {
  expect(setCookieText({ name: 'a', value: '1', path: '/', secure: false, ...more })).toBe(text)
})

test.each(['\r\nX-Evil: 1', '\u010d\u010aX-Evil: 1', '\u200a', 'ü', '😊', '\ud800', '\0', '\x7f'])('a cookie cannot end its line: %j', (text) => {
  for (const more of [{ value: text }, { path: `/${text}` }, { domain: text }]) {
    expect(setCookieText({ name: 'a', value: '1', path: '/', secure: false, ...more })).toMatch(/^a=[\x20-\x7e]*; HttpOnly$/)
  }
})
