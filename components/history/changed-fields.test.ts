import { expect, test } from 'vitest'
import { changedFields } from './changed-fields.ts'

test.each([
  [{ weight: 10 }, { weight: 25 }, 'weight 10 → 25'],
  [{ hosts: ['a'], on: true }, { hosts: ['b'], on: true }, 'hosts'],
  [{ a: 1 }, { a: 1, path: '/x' }, 'path – → /x'],
  [{ a: 1, b: 1, c: 1 }, { a: 2, b: 2, c: 2 }, 'a 1 → 2, b 1 → 2 …'],
  [{ t: 'x'.repeat(30) }, { t: '' }, `t ${'x'.repeat(23)}… → `],
])('%j to %j', (before, after, expected) => expect(changedFields(before, after)).toBe(expected))
