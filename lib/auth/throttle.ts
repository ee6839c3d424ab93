import type { Accounts } from '#lib/store/accounts.ts'

/** Failed sign-ins of one account or one address. */
export type Failures = { count: number; lastAt: Date }

/** Mistakes that cost nothing. Many people may share one address. */
const FREE = { user: 5, address: 20 } as const
const LONGEST_SECONDS = 900

/**
 * Seconds to wait before another try counts; 0 = now. After the free tries (5 of an account, 20 of an address) each
 * failure doubles the wait, from 1 s up to 15 minutes.
 */
export function retryAfterSeconds(failures: Failures | null, of: keyof typeof FREE, now: Date): number {
  if (!failures || failures.count < FREE[of]) return 0
  const wait = Math.min(LONGEST_SECONDS, 2 ** (failures.count - FREE[of]))
  const left = Math.ceil(wait - (now.getTime() - failures.lastAt.getTime()) / 1000)
  // The clock of another replica may be ahead: never longer than the whole wait.
  return Math.min(Math.max(0, left), wait)
}

// Both come from anybody, so that the keys are cut.
const userKey = (user: string) => `user:${user.slice(0, 128).toLowerCase()}`
const addressKey = (address: string) => `address:${address.slice(0, 64)}`

/** Seconds that this account at this address must wait. An address is counted too: one person may guess at many accounts. */
export async function signInDelay(accounts: Pick<Accounts, 'failures'>, user: string, address: string, now: Date): Promise<number> {
  const [account, origin] = await Promise.all([accounts.failures(userKey(user)), accounts.failures(addressKey(address))])
  return Math.max(retryAfterSeconds(account, 'user', now), retryAfterSeconds(origin, 'address', now))
}

/**
 * Counts an attempt before its password is compared, as failed until it succeeds: many guesses at once are not all free.
 * @returns seconds to wait; 0: it may be compared
 */
export async function beginAttempt(
  accounts: Pick<Accounts, 'failures' | 'recordFailure'>,
  user: string,
  address: string,
  now: Date,
): Promise<number> {
  const before = await accounts.failures(userKey(user))
  const seconds = await signInDelay(accounts, user, address, now)
  if (seconds > 0) return seconds
  await accounts.recordFailure(userKey(user))
  const after = await accounts.failures(userKey(user))
  const othersToo = after !== null && after.count > (before?.count ?? 0) + 1
  return othersToo ? retryAfterSeconds(after, 'user', now) : 0
}

/** An attempt that was begun has failed: that counts for the address, too. */
export const recordFailedAttempt = (accounts: Pick<Accounts, 'recordFailure'>, address: string): Promise<void> =>
  accounts.recordFailure(addressKey(address))

/** A failure that was not begun as an attempt. */
export async function recordSignInFailure(accounts: Pick<Accounts, 'recordFailure'>, user: string, address: string): Promise<void> {
  await accounts.recordFailure(userKey(user))
  await accounts.recordFailure(addressKey(address))
}

/** A success clears the account, not the address: one's own account must not pay for guesses at others. */
export const clearSignInFailures = (accounts: Pick<Accounts, 'clearFailures'>, user: string): Promise<void> =>
  accounts.clearFailures(userKey(user))
