import { expect, test } from 'vitest'
import { witnesses } from './witness.ts'

test.each([
  ['/users/(?<id>\\d+)$', ['/users/1', '/users/11', '/users/111']],
  ['/something(/|$)(.*)', ['/something/', '/something/a', '/something']],
  ['/(png|jpg)', ['/png', '/jpg']],
  ['(?i)/API', ['/api']],
  ['/[^/]+/x', ['/a/x', '/aa/x', '/aaa/x']],
  ['/[!-.]', ['/-']],
  ['.*', ['/', '/a', '/aaa']],
  ['/foo\\b', ['/foo']],
  ['/a\\B', ['/a/a'].slice(1)],
  ['/\\p{L}\\p{N}', ['/a1']],
  ['/[^\\p{L}]', ['/1']],
  ['a^b', []],
  ['/(?!x)', []],
])('%s', (source, expected) => expect(witnesses(source, false)).toEqual(expected))
