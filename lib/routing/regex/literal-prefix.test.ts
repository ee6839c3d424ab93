import { describe, expect, test } from 'vitest'
import { literalPrefix, wholeLiteral } from './literal-prefix.ts'

describe('literal prefix', () => {
  test.each([
    ['/users/(?<id>\\d+)$', '/users/'],
    ['^/api/v1', '/api/v1'],
    ['/a\\.b\\/c', '/a.b/c'],
    ['/v[0-9]+', '/v'],
    ['/fo[o]', '/foo'],
    ['/something(/|$)(.*)', '/something'],
    ['/(api|apps)/x', '/ap'],
    ['/(?:a|a)/x', '/a/x'],
    ['/a+b', '/a'],
    ['/(ab){2}c', '/ababc'],
    ['/(ab){2,}c', '/abab'],
    ['/a?b', '/'],
    ['/a{0}b', '/b'],
    ['/(?>a++)b', '/a'],
    ['/a\\b/c', '/a/c'],
    ['(?i)/1/a', '/1/'],
    ['/a(?i)b', '/a'],
    ['|/a', ''],
    ['.*', ''],
    ['/é', '/é'],
    ['/(?!x)', ''],
  ])('%s', (source, prefix) => expect(literalPrefix(source, false)).toBe(prefix))

  test('letters are no literal when case is ignored', () => {
    expect(literalPrefix('/1-2/a', true)).toBe('/1-2/')
    expect(literalPrefix('/1(?-i)/a', true)).toBe('/1/a')
  })

  test('stays short for a long repeat', () => expect(literalPrefix('((a{1000}){1000}){1000}', false).length).toBeLessThanOrEqual(2048))
})

describe('whole literal', () => {
  test.each([
    ['/foo', { text: '/foo', exact: false }],
    ['^/foo\\.bar$', { text: '/foo.bar', exact: true }],
    ['$', { text: '', exact: true }],
    ['/(foo)', null],
    ['/foo$x', null],
    ['/foo|/bar', null],
    ['(?i)/foo', null],
    ['(?i)/1', { text: '/1', exact: false }],
    ['/(?=x)', null],
  ])('%s', (source, expected) => expect(wholeLiteral(source, false)).toEqual(expected))
})
