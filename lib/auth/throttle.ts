import type { Accounts } from '#lib/store/accounts.ts'

/** Failed sign-ins of one account or one address. */
export type Failures = { count: number; lastAt: Date }

const FREE = 5
const LONGEST_SECONDS = 900

/**
 * Seconds to wait before another try counts; 0 = now. Five tries are free, then each failure doubles the wait from 1 s up
 * to 15 minutes.
 */
export function retryAfterSeconds(failures: Failures | null, now: Date): number {
  if (!failures || failures.count < FREE) return 0
  const wait = Math.min(LONGEST_SECONDS, 2 ** (failures.count - FREE))
  return Math.max(0, Math.ceil(wait - (now.getTime() - failures.lastAt.getTime()) / 1000))
}

/** An address may hold many people, but not many accounts that one person guesses at: both are counted. */
const keysOf = (user: string, address: string) => [`user:${user.toLowerCase()}`, `address:${address}`]

/** Seconds that this account at this address must wait. */
export async function signInDelay(accounts: Pick<Accounts, 'failures'>, user: string, address: string, now: Date): Promise<number> {
  const waits = await Promise.all(keysOf(user, address).map(async (key) => retryAfterSeconds(await accounts.failures(key), now)))
  return Math.max(...waits)
}

export async function recordSignInFailure(accounts: Pick<Accounts, 'recordFailure'>, user: string, address: string): Promise<void> {
  for (const key of keysOf(user, address)) await accounts.recordFailure(key)
}

/** A success clears the account, not the address: one's own account must not pay for guesses at others. */
export const clearSignInFailures = (accounts: Pick<Accounts, 'clearFailures'>, user: string): Promise<void> =>
  accounts.clearFailures(keysOf(user, '')[0]!)
