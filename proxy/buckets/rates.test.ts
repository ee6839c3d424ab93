import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setClock } from '../testing/set-clock.ts'
import { PER_MS, type Rate } from './algorithm.ts'
import { openBuckets, type Meter } from './buckets.ts'
import { allocateRows } from './rows.ts'

const rate = (given: Partial<Rate>): Rate => ({ algorithm: 'leakyBucket', requests: 1, per: 'second', burst: 0, ...given })

function meterAt(given: Partial<Rate>, start = 0) {
  const clock = setClock(start)
  const meter: Meter = openBuckets(allocateRows(1, 64), 0, clock).meter('default/shop/rateLimit/0', rate(given))
  const takeAt = (time: number, value = '203.0.113.7') => {
    clock.set(time)
    return meter.take(value)
  }
  return { clock, meter, takeAt }
}

/** Times in ms → which of them pass. */
const passing = (given: Partial<Rate>, times: readonly number[]) => {
  const { takeAt } = meterAt(given)
  return times.filter((time) => takeAt(time).isAccepted)
}

describe('leaky bucket: one and the burst at once, then one for each part of the time', () => {
  test.each<[name: string, Partial<Rate>, times: number[], passing: number[]]>([
    ['no burst', { requests: 1 }, [0, 0, 999, 1000, 1001, 1999, 2000], [0, 1000, 2000]],
    ['what is refused does not count', { requests: 2 }, [0, 100, 200, 300, 400, 500, 600, 999, 1000], [0, 500, 1000]],
    ['a burst of two', { requests: 1, burst: 2 }, [0, 0, 0, 0, 999, 1000, 1000, 2000], [0, 0, 0, 1000, 2000]],
    ['a pause fills it again, no more than full', { requests: 1, burst: 1 }, [0, 0, 0, 60_000, 60_000, 60_000], [0, 0, 60_000, 60_000]],
    ['thirds of a second', { requests: 3, burst: 2 }, [0, 0, 0, 0, 333, 334, 667, 1000], [0, 0, 0, 334, 667, 1000]],
    ['by the minute', { requests: 6, per: 'minute' }, [0, 9999, 10_000, 19_999, 20_000], [0, 10_000, 20_000]],
    ['ten in a millisecond', { requests: 10_000 }, [0, 0.05, 0.1, 0.2, 0.25, 0.3], [0, 0.1, 0.2, 0.3]],
  ])('%s', (_, given, times, expected) => expect(passing(given, times)).toEqual(expected))

  test('tells what is left, when it is full again, and when to come back', () => {
    const { takeAt } = meterAt({ requests: 2, burst: 1 })
    expect(takeAt(0)).toEqual({ isAccepted: true, remaining: 1, resetMs: 500, retryMs: 0 })
    expect(takeAt(0)).toEqual({ isAccepted: true, remaining: 0, resetMs: 1000, retryMs: 0 })
    expect(takeAt(100)).toEqual({ isAccepted: false, remaining: 0, resetMs: 900, retryMs: 400 })
  })

  test('a rule made smaller is not held up by what the larger one let in', () => {
    const clock = setClock()
    const buckets = openBuckets(allocateRows(1, 64), 0, clock)
    const large = buckets.meter('rule', rate({ requests: 1, burst: 1000 }))
    for (let count = 0; count < 1001; count++) large.take('')
    const small = buckets.meter('rule', rate({ requests: 1, burst: 1 }))
    expect(small.take('')).toMatchObject({ isAccepted: false, retryMs: 1000 })
    clock.set(1000)
    expect(small.take('').isAccepted).toBe(true)
  })
})

describe('fixed window: so many in each window of the clock', () => {
  test.each<[name: string, Partial<Rate>, times: number[], passing: number[]]>([
    ['of a second', { requests: 2 }, [900, 950, 999, 1000, 1001, 1999, 2000], [900, 950, 1000, 1001, 2000]],
    ['of a minute, wherever the first one came', { requests: 1, per: 'minute' }, [59_999, 60_000, 119_999, 120_000], [59_999, 60_000, 120_000]],
    ['of an hour', { requests: 1, per: 'hour' }, [0, 3_599_999, 3_600_000], [0, 3_600_000]],
    ['of a day', { requests: 1, per: 'day' }, [0, 86_399_999, 86_400_000], [0, 86_400_000]],
  ])('%s', (_, given, times, expected) => expect(passing({ algorithm: 'fixedWindow', ...given }, times)).toEqual(expected))

  test('tells what is left and when the window ends', () => {
    const { takeAt } = meterAt({ algorithm: 'fixedWindow', requests: 2 })
    expect(takeAt(1300)).toEqual({ isAccepted: true, remaining: 1, resetMs: 700, retryMs: 0 })
    expect(takeAt(1400)).toEqual({ isAccepted: true, remaining: 0, resetMs: 600, retryMs: 0 })
    expect(takeAt(1500)).toEqual({ isAccepted: false, remaining: 0, resetMs: 500, retryMs: 500 })
  })

  test('a clock that goes back by a little accepts nothing twice, one that is set back begins anew', () => {
    expect(passing({ algorithm: 'fixedWindow', requests: 1 }, [10_000, 9_990, 8_999])).toEqual([10_000, 8_999])
  })
})

describe('sliding window: the window before counts in part', () => {
  test.each<[name: string, Partial<Rate>, times: number[], passing: number[]]>([
    ['of a second', { requests: 2 }, [900, 950, 1000, 1499, 1500, 1501, 1999, 2000, 2499, 2500], [900, 950, 1500, 2000]],
    ['that is two ago does not count', { requests: 2 }, [0, 0, 2000, 2000, 2000], [0, 0, 2000, 2000]],
    ['one alone needs a whole window without', { requests: 1 }, [500, 1000, 1999, 2000], [500, 2000]],
  ])('%s', (_, given, times, expected) => expect(passing({ algorithm: 'slidingWindow', ...given }, times)).toEqual(expected))

  test('tells what is left and when to come back: in this window, or in the next', () => {
    const { takeAt } = meterAt({ algorithm: 'slidingWindow', requests: 4 })
    for (let count = 0; count < 4; count++) takeAt(900)
    expect(takeAt(1000)).toEqual({ isAccepted: false, remaining: 0, resetMs: 1000, retryMs: 250 })
    expect(takeAt(1600)).toMatchObject({ isAccepted: true, remaining: 1 })
    expect(takeAt(1600)).toMatchObject({ isAccepted: true, remaining: 0 })
    expect(takeAt(1999)).toMatchObject({ isAccepted: true })
    expect(takeAt(1999)).toMatchObject({ isAccepted: false, retryMs: 1 })
  })
})

describe('for every algorithm', () => {
  const algorithm = fc.constantFrom<Rate['algorithm']>('leakyBucket', 'fixedWindow', 'slidingWindow')
  const rates = fc.record({ algorithm, requests: fc.integer({ min: 1, max: 20 }), per: fc.constantFrom<Rate['per']>('second', 'minute'), burst: fc.nat(10) })
  const gaps = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3000, noNaN: true })), { minLength: 1, maxLength: 200 })
  const START = 1_750_000_000_123
  const timesOf = (start: number, between: readonly number[]) => {
    let time = start
    return between.map((gap) => (time += gap))
  }

  test('never more than the rule, in any window', () => {
    fc.assert(
      fc.property(rates, gaps, (given, between) => {
        const { takeAt } = meterAt(given, START)
        const perMs = PER_MS[given.per]
        const accepted = timesOf(START, between).filter((time) => takeAt(time).isAccepted)
        const within = (from: number, to: number) => accepted.filter((time) => time >= from && time < to).length
        for (const [place, time] of accepted.entries()) {
          if (given.algorithm === 'leakyBucket') {
            for (const [more, later] of accepted.slice(place).entries()) {
              expect(more + 1).toBeLessThanOrEqual(1 + given.burst + ((later - time) * given.requests) / perMs + 0.01)
            }
          } else {
            const window = Math.floor(time / perMs) * perMs
            expect(within(window, window + perMs)).toBeLessThanOrEqual(given.requests)
            if (given.algorithm === 'fixedWindow') continue
            const before = within(window - perMs, window) * (1 - (time - window) / perMs)
            expect(before + accepted.slice(0, place + 1).filter((one) => one >= window).length).toBeLessThanOrEqual(given.requests + 1e-6)
          }
        }
      }),
    )
  })

  test('a client that comes back when it is told to gets in, and not before', () => {
    fc.assert(
      fc.property(rates, gaps, (given, between) => {
        const { takeAt } = meterAt(given, START)
        for (const time of timesOf(START, between)) {
          const { isAccepted, retryMs } = takeAt(time)
          if (isAccepted) continue
          expect(takeAt(time + retryMs - 0.05).isAccepted).toBe(false)
          expect(takeAt(time + retryMs + 0.05).isAccepted).toBe(true)
          return
        }
      }),
    )
  })

  test('as many as are said to remain get in at once', () => {
    fc.assert(
      fc.property(rates, gaps, (given, between) => {
        const { takeAt } = meterAt(given, START)
        const times = timesOf(START, between)
        const { remaining } = times.map((time) => takeAt(time)).at(-1)!
        const more = Array.from({ length: remaining + 1 }, () => takeAt(times.at(-1)!).isAccepted)
        expect(more).toEqual(Array.from({ length: remaining + 1 }, (_, place) => place < remaining))
      }),
    )
  })

  test('what is given back may be taken again', () => {
    fc.assert(
      fc.property(rates, fc.nat(10), (given, before) => {
        const { takeAt, meter } = meterAt(given, START)
        for (let count = 0; count < before; count++) takeAt(START)
        const verdict = takeAt(START)
        if (!verdict.isAccepted) return
        meter.giveBack('203.0.113.7')
        expect(takeAt(START)).toEqual(verdict)
      }),
    )
  })

  test.each<Rate['algorithm']>(['leakyBucket', 'fixedWindow', 'slidingWindow'])('%s: each value counts by itself', (named) => {
    const { takeAt } = meterAt({ algorithm: named, requests: 1 }, START)
    expect(['a', 'b', 'a', 'b', ''].map((value) => takeAt(START, value).isAccepted)).toEqual([true, true, false, false, true])
  })

  test.each<Rate['algorithm']>(['leakyBucket', 'fixedWindow', 'slidingWindow'])('%s: under steady pressure it accepts what the rule says', (named) => {
    const { takeAt } = meterAt({ algorithm: named, requests: 500, burst: 1 }, START)
    let accepted = 0
    for (let time = START; time < START + 60_000; time += 0.37) if (takeAt(time).isAccepted) accepted++
    expect(accepted).toBeGreaterThan(60 * 500 * 0.99)
    expect(accepted).toBeLessThanOrEqual(61 * 500)
  })
})
