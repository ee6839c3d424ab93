import { describe, expect, test } from 'vitest'
import { Filter } from './filter.ts'
import { Upstream } from './upstream.ts'

const takes = (active: object) => Upstream.safeParse({ name: 'shop', healthchecks: { active } }).success

describe('what an active check may ask for', () => {
  test.each(['/', '/health?full=1', '/%20', "/a;b='c'"])('the path %s', (httpPath) => expect(takes({ httpPath })).toBe(true))
  test.each(['', 'health', '/a b', '/€', '/ü', '/a\nb', '/\x7f'])('not the path %j', (httpPath) => expect(takes({ httpPath })).toBe(false))

  test.each([{ Host: ['a.test'] }, { 'X-A': ['a', 'b c', 'é'] }])('the fields %j', (headers) => expect(takes({ headers })).toBe(true))
  test.each([{ 'x-a': ['a\nb'] }, { 'x-a': ['✓'] }, { 'x a': ['b'] }, { Connection: ['close'] }, { 'content-length': ['1'] }, { upgrade: ['x'] }, { TE: ['gzip'] }])(
    'not the fields %j', (headers) => expect(takes({ headers })).toBe(false),
  )

  test.each(['shop.test', '10.0.0.1'])('the name %s', (httpsSni) => expect(takes({ httpsSni })).toBe(true))
  test.each(['', 'a b', 'a\0b', 'ü.test', 'a'.repeat(300)])('not the name %j', (httpsSni) => expect(takes({ httpsSni })).toBe(false))
})

describe('the path of a cookie', () => {
  const PATHS: [string, boolean][] = [
    ['/', true], ['/shop/%C3%BC', true], ['/a b', true], ['shop', false], ['', false], ['/a;b', false], ['/ü', false],
    ['/\r\nX-Evil: 1', false], ['/\u010d\u010aX-Evil: 1', false], ['/\0', false],
  ]
  test.each(PATHS)('%j: %s', (path, isTaken) => {
    expect(Upstream.safeParse({ name: 'shop', hashOnCookiePath: path }).success).toBe(isTaken)
    expect(Filter.safeParse({ type: 'affinity', path }).success).toBe(isTaken)
  })
})
