import { expect, test } from 'vitest'
import { freeName, makeSecret } from './made-secret.ts'

test('secrets are long, plain, and never the same', () => {
  const made = Array.from({ length: 50 }, makeSecret)
  expect(new Set(made).size).toBe(50)
  for (const secret of made) expect(secret).toMatch(/^[\w-]{32}$/)
})

test.each([
  ['keyAuth', [], 'anna-key'],
  ['basicAuth', ['anna-key'], 'anna-password'],
  ['keyAuth', ['anna-key'], 'anna-key-2'],
  ['keyAuth', ['anna-key-2', 'anna-key'], 'anna-key-3'],
] as const)('%s beside %j is %s', (type, taken, expected) => expect(freeName('anna', type, taken)).toBe(expected))
