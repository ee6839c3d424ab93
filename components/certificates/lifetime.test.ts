import { expect, test } from 'vitest'
import { lifetime } from './lifetime.ts'

const ninety = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2026-04-01T00:00:00.000Z' }

test.each([
  ['2025-12-31T00:00:00.000Z', { state: 'notYet', left: 1, days: 91 }],
  ['2026-01-01T00:00:00.000Z', { state: 'ok', left: 1, days: 90 }],
  ['2026-03-02T00:00:00.000Z', { state: 'ok', left: 1 / 3, days: 30 }],
  ['2026-03-02T00:00:01.000Z', { state: 'ending', days: 29 }],
  ['2026-03-31T23:00:00.000Z', { state: 'ending', days: 0 }],
  ['2026-04-01T00:00:00.000Z', { state: 'over', left: 0, days: 0 }],
  ['2026-04-03T00:00:00.000Z', { state: 'over', left: 0, days: -2 }],
])('at %s', (now, expected) => expect(lifetime(ninety, new Date(now))).toMatchObject(expected))

test('a certificate of six days does not warn on its first', () => {
  const short = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2026-01-07T00:00:00.000Z' }
  expect(lifetime(short, new Date('2026-01-02T00:00:00.000Z')).state).toBe('ok')
})
