import { describe, expect, test } from 'vitest'
import type { FieldEdits } from '#lib/routing/filters/edits.ts'
import { edited } from '#lib/routing/filters/edits.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { openBuckets } from '../buckets/buckets.ts'
import { allocateRows } from '../buckets/rows.ts'
import type { Answer } from '../http1/answers.ts'
import type { Exchange } from '../http1/exchange.ts'
import { setClock } from '../testing/set-clock.ts'
import { makeRateLimits } from './rate-limit.ts'

type RateLimit = FilterOf<'rateLimit'>

const NOON = Date.UTC(2026, 0, 1, 12)

const limit = (given: Partial<RateLimit>): RateLimit => ({
  type: 'rateLimit', by: 'ip', exempt: [], algorithm: 'fixedWindow', requests: 1, per: 'second', burst: 0, statusCode: 429, headers: true, ...given,
})

/** Rules that hold together; `ask` gives the fields that a passing answer gets, or the refusal. */
function start(filters: RateLimit[]) {
  const clock = setClock(NOON)
  const check = makeRateLimits(filters.map((filter, place) => ({ filter, rule: `default/shop/rateLimit/${place}` })), openBuckets(allocateRows(1, 64), 0, clock))
  const ask = (at: number, clientAddress = '192.0.2.1', consumer: string | null = null): string | Answer => {
    clock.set(NOON + at)
    let fields = 'RateLimit-Limit: 9\r\nX-A: 1\r\n'
    const exchange = {
      forwarded: { clientAddress }, headers: {},
      consumer: consumer === null ? null : { consumer: { name: consumer }, credential: 'key' },
      editResponse: (edits: FieldEdits) => void (fields = edited(fields, edits)),
    }
    return (check(exchange as unknown as Exchange) as Answer | null) ?? fields
  }
  const passes = (...given: Parameters<typeof ask>) => typeof ask(...given) === 'string'
  return { ask, passes }
}

describe('rules that hold together', () => {
  test.each<[name: string, filters: RateLimit[]]>([
    ['fixed windows', [limit({ requests: 3, per: 'hour' }), limit({ requests: 1 })]],
    ['sliding windows', [limit({ algorithm: 'slidingWindow', requests: 3, per: 'day' }), limit({ requests: 1 })]],
    ['leaky buckets', [limit({ algorithm: 'leakyBucket', requests: 1, per: 'day', burst: 2 }), limit({ algorithm: 'leakyBucket' })]],
  ])('%s: what one refuses counts for none', (_, filters) => {
    const { passes } = start(filters)
    expect([0, 10, 20, 1000, 1010, 1020, 2000, 2010, 3000].map((time) => passes(time))).toEqual([true, false, false, true, false, false, true, false, false])
  })

  test('what is given back is that of rules that have counted it', () => {
    const { passes } = start([limit({ requests: 2, per: 'hour', exempt: ['192.0.2.0/24'] }), limit({ requests: 1 })])
    expect([passes(0), passes(0), passes(0, '198.51.100.1'), passes(0, '198.51.100.1'), passes(1000, '198.51.100.1'), passes(2000, '198.51.100.1')]).toEqual([true, false, true, false, true, false])
  })

  test('tell of the one that leaves the least, and of each window', () => {
    const { ask } = start([limit({ requests: 5 }), limit({ requests: 3, per: 'minute' }), limit({ requests: 1000, per: 'hour', headers: false })])
    expect(ask(0)).toBe(
      'X-A: 1\r\nRateLimit-Limit: 3\r\nRateLimit-Remaining: 2\r\nRateLimit-Reset: 60\r\n' +
        'X-RateLimit-Limit-Second: 5\r\nX-RateLimit-Remaining-Second: 4\r\nX-RateLimit-Limit-Minute: 3\r\nX-RateLimit-Remaining-Minute: 2\r\n',
    )
    expect(ask(2000)).toContain('RateLimit-Remaining: 1\r\nRateLimit-Reset: 58\r\n')
    ask(2000)
    expect(ask(30_000)).toMatchObject({
      code: 'RATE_LIMITED',
      headers: ['Retry-After', '30', 'RateLimit-Limit', '3', 'RateLimit-Remaining', '0', 'RateLimit-Reset', '30', 'X-RateLimit-Limit-Minute', '3', 'X-RateLimit-Remaining-Minute', '0'],
    })
  })

  test('that are silent change no answer', () => {
    const { ask } = start([limit({ requests: 1, headers: false })])
    expect(ask(0)).toBe('RateLimit-Limit: 9\r\nX-A: 1\r\n')
    expect(ask(0)).toMatchObject({ headers: ['Retry-After', '1'] })
  })
})

test('a consumer counts by itself, wherever it comes from, and is nobody\'s address', () => {
  const { passes } = start([limit({ by: 'consumer' })])
  expect([
    passes(0, '192.0.2.1', 'anna'), passes(0, '192.0.2.2', 'anna'), passes(0, '192.0.2.1', 'bert'), passes(0, '192.0.2.1'), passes(0, '192.0.2.1'),
    passes(0, '192.0.2.9', '192.0.2.1'),
  ]).toEqual([true, false, true, true, false, true])
})
