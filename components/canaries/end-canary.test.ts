import { expect, test } from 'vitest'
import { isWeight, whyFixed } from './end-canary.ts'

test.each([
  [{ state: 'active' as const }, true, undefined],
  [{ state: 'active' as const }, false, 'readOnly'],
  [{ state: 'promoted' as const }, true, 'ended'],
  [{ state: 'aborted' as const }, false, 'ended'],
  [undefined, true, 'unknown'],
])('%j, may edit %s: %s', (canary, mayEdit, reason) => expect(whyFixed(canary, mayEdit)).toBe(reason))

test.each([[0, true], [100, true], [33.33, true], [0.07, true], [0.001, false], [101, false], [-1, false], ['10', false], [undefined, false]])('weight %s: %s', (value, ok) =>
  expect(isWeight(value)).toBe(ok))
