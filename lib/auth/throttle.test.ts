import { describe, expect, test } from 'vitest'
import { memoryAccounts } from '#lib/store/memory-accounts.ts'
import { beginAttempt, retryAfterSeconds, signInDelay } from './throttle.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000)

describe('retryAfterSeconds', () => {
  test.each([
    ['no failure', null, 'pair', 0, 0],
    ['the free ones', { count: 4, lastAt: at(0) }, 'pair', 0, 0],
    ['the fifth of an account', { count: 5, lastAt: at(0) }, 'pair', 0, 1],
    ['each doubles', { count: 9, lastAt: at(0) }, 'pair', 0, 16],
    ['time passes', { count: 9, lastAt: at(0) }, 'pair', 10, 6],
    ['and is over', { count: 9, lastAt: at(0) }, 'pair', 16, 0],
    ['a quarter of an hour at most', { count: 4000, lastAt: at(0) }, 'pair', 0, 900],
    ['an address has more', { count: 19, lastAt: at(0) }, 'address', 0, 0],
    ['but not for ever', { count: 20, lastAt: at(0) }, 'address', 0, 1],
    ['an account from anywhere has more still', { count: 99, lastAt: at(0) }, 'user', 0, 0],
    ['but not for ever', { count: 101, lastAt: at(0) }, 'user', 0, 2],
    ['a clock that is ahead', { count: 5, lastAt: at(3600) }, 'pair', 0, 1],
  ] as const)('%s', (_, failures, of, now, expected) => {
    expect(retryAfterSeconds(failures, of, at(now))).toBe(expected)
  })
})

describe('failed sign-ins', () => {
  /** Each try waits as long as it must, up to an hour for all. */
  const fail = async (times: number, user: (n: number) => string, address: (n: number) => string) => {
    const accounts = memoryAccounts(() => at(0))
    for (let n = 0; n < times; n++) await beginAttempt(accounts, user(n), address(n), at(3000))
    return accounts
  }
  const anna = () => 'Anna'
  const home = () => '10.0.0.1'

  test('slow an account down from their address, and not from another', async () => {
    const accounts = await fail(6, anna, home)
    expect(await signInDelay(accounts, 'anna', '10.0.0.1', at(0))).toBe(2)
    expect(await signInDelay(accounts, 'anna', '192.0.2.1', at(0))).toBe(0)
    expect(await signInDelay(accounts, 'ben', '10.0.0.1', at(0))).toBe(0)
  })

  test('slow an account down from everywhere when there are a hundred', async () => {
    const accounts = await fail(101, anna, (n) => `10.0.0.${n}`)
    expect(await signInDelay(accounts, 'anna', '192.0.2.1', at(0))).toBe(2)
  })

  test('slow an address down for whatever account', async () => {
    const accounts = await fail(21, (n) => `user-${n}`, home)
    expect(await signInDelay(accounts, 'anna', '10.0.0.1', at(0))).toBe(2)
    expect(await signInDelay(accounts, 'anna', '10.0.0.2', at(0))).toBe(0)
  })

  test('of an account are forgotten at its success, those of the address are not', async () => {
    const accounts = await fail(6, anna, home)
    const attempt = await beginAttempt(accounts, 'anna', '10.0.0.1', at(10))
    await attempt.succeeded?.()
    expect(await signInDelay(accounts, 'anna', '10.0.0.1', at(0))).toBe(0)
    expect(await accounts.failures('address:10.0.0.1')).toEqual({ count: 6, lastAt: at(0) })
  })

  test.each([
    ['one account', 5, () => 'anna'],
    ['many accounts', 20, (n: number) => `user-${n}`],
  ])('are counted before the password is compared: many at once at %s are not free', async (_, free, user) => {
    const accounts = memoryAccounts(() => at(0))
    const attempts = await Promise.all(Array.from({ length: 50 }, (__, n) => beginAttempt(accounts, user(n), '10.0.0.1', at(0))))
    expect(attempts.filter(({ seconds }) => seconds === 0)).toHaveLength(free)
  })
})
