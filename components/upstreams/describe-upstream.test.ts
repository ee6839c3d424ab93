import { describe, expect, test } from 'vitest'
import { makeUpstream } from '#lib/testing/factories.ts'
import { takingTraffic, targetSummary } from './describe-upstream.ts'
import { shareOf } from './target-shares.ts'

const a = { host: '10.0.0.1', port: 80, weight: 300 }
const b = { host: '2001:db8::1', port: 443 }

describe('the line of a row', () => {
  test.each([
    ['no target', [], undefined],
    ['one', [a], { address: '10.0.0.1:80', weight: 300, more: 0 }],
    ['an IPv6 address, and others', [b, a, { ...a, port: 81 }], { address: '[2001:db8::1]:443', weight: 100, more: 2 }],
    ['the first that takes traffic', [{ ...b, weight: 0 }, { ...b, port: 1, enabled: false }, a], { address: '10.0.0.1:80', weight: 300, more: 2 }],
    ['the first, when none does', [{ ...a, weight: 0 }], { address: '10.0.0.1:80', weight: 0, more: 0 }],
  ])('%s', (_, targets, line) => expect(targetSummary(makeUpstream({ targets }))).toEqual(line))
})

test('drained and disabled targets take no traffic', () => {
  expect(takingTraffic(makeUpstream({ targets: [a, { ...b, weight: 0 }, { ...b, port: 1, enabled: false }] }))).toBe(1)
})

describe('shares', () => {
  const rows = [{ host: 'a', weight: 300, enabled: true }, { host: 'b', weight: 100, enabled: true }, { host: 'c', weight: 100, enabled: false }]
  test.each([[0, 0.75], [1, 0.25], [2, 0]])('of row %d', (index, share) => expect(shareOf(rows, index)).toBe(share))
  test('are unknown for a row that is not filled in', () => expect(shareOf([...rows, { host: '', weight: 100, enabled: true }], 3)).toBeUndefined())
  test('leave out a row that is not filled in', () => expect(shareOf([rows[0]!, { host: '', weight: 300, enabled: true }], 0)).toBe(1))
  test('are unknown when nothing has a weight', () => expect(shareOf([{ host: 'a', weight: 0, enabled: true }], 0)).toBeUndefined())
  test('leave out what is no number yet', () => expect(shareOf([...rows.slice(0, 1), { host: 'x', weight: 'many', enabled: true }], 0)).toBe(1))
})
