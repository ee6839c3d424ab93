import { expect, test } from 'vitest'
import { readCookie, sessionCookie } from './cookie.ts'

test.each([
  [null, null],
  ['', null],
  ['sluice_session=abc', 'abc'],
  ['a=1; sluice_session=abc=; b=2', 'abc='],
  ['a=1;sluice_session=abc', 'abc'],
  ['xsluice_session=no; sluice_session', null],
  ['sluice_session=first; sluice_session=second', 'first'],
])('reads %j as %j', (header, expected) => {
  expect(readCookie(header, 'sluice_session')).toBe(expected)
})

test('a session cookie is out of reach of scripts and other sites, and Secure only over https', () => {
  expect(sessionCookie('abc', 60, false)).toBe('sluice_session=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60')
  expect(sessionCookie('', 0, true)).toBe('sluice_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure')
})
