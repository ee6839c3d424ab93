import { expect, test } from 'vitest'
import { safeNext } from './safe-next.ts'

test.each([
  [null, '/'],
  ['/routes?q=host%3Ashop', '/routes?q=host%3Ashop'],
  ['//evil.test/x', '/'],
  ['/\\evil.test', '/'],
  ['https://evil.test', '/'],
  ['javascript:alert(1)', '/'],
  ['/\t/evil.test', '/'],
])('%s leads to %s', (next, expected) => expect(safeNext(next)).toBe(expected))
