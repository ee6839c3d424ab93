import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapePath, normalisePath, splitTarget } from './path.ts'

test.each([
  ['/', '/'],
  ['/a/b', '/a/b'],
  ['/a/', '/a/'],
  ['/a//b', '/a/b'],
  ['//a', '/a'],
  ['//', '/'],
  ['/./a', '/a'],
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/a/..', '/'],
  ['/..', '/'],
  ['/../../a', '/a'],
  ['/a/.', '/a/'],
  ['/%2e%2e/a', '/a'],
  ['/.well-known/x', '/.well-known/x'],
  ['/a..b/..c', '/a..b/..c'],
  ['/%61%2f%3f', '/a%2F%3F'],
  ['/%7Euser', '/~user'],
  ['/%e4%bd%a0', '/你'],
  ['/\xe4\xbd\xa0', '/你'],
  ['/%ff', '/%FF'],
  ['/%0a', '/%0A'],
  ['/%zz', '/%25zz'],
  ['/%%32e%%32e/a', '/%252e%252e/a'],
  ['/public/.%EF%BB%BF./admin', '/public/.\uFEFF./admin'],
  ['', '/'],
])('%j is compared as %j', (path, normal) => {
  expect(normalisePath(path)).toBe(normal)
})

test('the wire form of a normal path is that path', () => {
  const part = fc.constantFrom('a', '/', '.', '..', '%2e', '%2F', '%C3%A9', '%25', '%zz', '%')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const once = normalisePath(`/${parts.join('')}`)
      expect(normalisePath(escapePath(once))).toBe(once)
      expect(once.split('/')).not.toContain('..')
    }),
  )
})

test('what goes on the wire is visible ASCII and reads back as the same path', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const path = normalisePath(`/${encodeURIComponent(text.toWellFormed())}`)
      expect(escapePath(path)).toMatch(/^[!-~]*$/)
      expect(normalisePath(escapePath(path))).toBe(path)
    }),
  )
})

test.each([
  ['/a?b?c', '/a', '?b?c'],
  ['/a', '/a', ''],
  ['/?', '/', '?'],
])('%j is split at the first question mark', (target, path, query) => {
  expect(splitTarget(target)).toEqual({ path, query })
})
