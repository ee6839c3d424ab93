import { describe, expect, test } from 'vitest'
import { memoryAccounts } from '#lib/store/memory-accounts.ts'
import { beginAttempt, clearSignInFailures, recordSignInFailure, retryAfterSeconds, signInDelay } from './throttle.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000)

describe('retryAfterSeconds', () => {
  test.each([
    ['no failure', null, 'user', 0, 0],
    ['the free ones', { count: 4, lastAt: at(0) }, 'user', 0, 0],
    ['the fifth of an account', { count: 5, lastAt: at(0) }, 'user', 0, 1],
    ['each doubles', { count: 9, lastAt: at(0) }, 'user', 0, 16],
    ['time passes', { count: 9, lastAt: at(0) }, 'user', 10, 6],
    ['and is over', { count: 9, lastAt: at(0) }, 'user', 16, 0],
    ['a quarter of an hour at most', { count: 4000, lastAt: at(0) }, 'user', 0, 900],
    ['an address has more', { count: 19, lastAt: at(0) }, 'address', 0, 0],
    ['but not for ever', { count: 20, lastAt: at(0) }, 'address', 0, 1],
    ['a clock that is ahead', { count: 5, lastAt: at(3600) }, 'user', 0, 1],
  ] as const)('%s', (_, failures, of, now, expected) => {
    expect(retryAfterSeconds(failures, of, at(now))).toBe(expected)
  })
})

describe('failed sign-ins', () => {
  const fail = async (times: number, user: (n: number) => string, address: (n: number) => string) => {
    const accounts = memoryAccounts(() => at(0))
    for (let n = 0; n < times; n++) await recordSignInFailure(accounts, user(n), address(n))
    return accounts
  }

  test('slow an account down from whatever address', async () => {
    const accounts = await fail(
      6,
      () => 'Anna',
      (n) => `10.0.0.${n}`,
    )
    expect(await signInDelay(accounts, 'anna', '192.0.2.1', at(0))).toBe(2)
    expect(await signInDelay(accounts, 'ben', '192.0.2.1', at(0))).toBe(0)
  })

  test('slow an address down for whatever account', async () => {
    const accounts = await fail(
      21,
      (n) => `user-${n}`,
      () => '10.0.0.1',
    )
    expect(await signInDelay(accounts, 'anna', '10.0.0.1', at(0))).toBe(2)
    expect(await signInDelay(accounts, 'anna', '10.0.0.2', at(0))).toBe(0)
  })

  test('of an account are forgotten at its success', async () => {
    const accounts = await fail(
      6,
      () => 'anna',
      () => '10.0.0.1',
    )
    await clearSignInFailures(accounts, 'Anna')
    expect(await signInDelay(accounts, 'anna', '10.0.0.1', at(0))).toBe(0)
  })

  test('are counted before the password is compared: many at once are not free', async () => {
    const accounts = memoryAccounts(() => at(0))
    const waits = await Promise.all(Array.from({ length: 30 }, () => beginAttempt(accounts, 'anna', '10.0.0.1', at(0))))
    expect(waits.filter((seconds) => seconds === 0).length).toBeLessThanOrEqual(5)
  })
})
