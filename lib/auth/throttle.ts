import type { Accounts, Failures } from '#lib/store/accounts.ts'

/**
 * Mistakes that cost nothing: of an account from one address, of an address (many people may share one), and of an account
 * from anywhere. The last one is high, so that a stranger cannot easily keep somebody out.
 */
const FREE = { pair: 5, address: 20, user: 100 } as const
const LONGEST_SECONDS = 900

/**
 * Seconds to wait before another try counts; 0 = now. After the free tries (5 of an account from one address, 20 of an
 * address, 100 of an account) each failure doubles the wait, from 1 s up to 15 minutes.
 */
export function retryAfterSeconds(failures: Failures | null, of: keyof typeof FREE, now: Date): number {
  if (!failures || failures.count < FREE[of]) return 0
  const wait = Math.min(LONGEST_SECONDS, 2 ** (failures.count - FREE[of]))
  const left = Math.ceil(wait - (now.getTime() - failures.lastAt.getTime()) / 1000)
  // The clock of another replica may be ahead: never longer than the whole wait.
  return Math.min(Math.max(0, left), wait)
}

type Key = { of: keyof typeof FREE; key: string }

/** Both come from anybody, so that the keys are cut. */
function keysOf(user: string, address: string): Key[] {
  const account = user.slice(0, 128).toLowerCase()
  const origin = address.slice(0, 64)
  return [
    { of: 'pair', key: `pair:${origin} ${account}` },
    { of: 'address', key: `address:${origin}` },
    { of: 'user', key: `user:${account}` },
  ]
}

/** Seconds that this account at this address must wait. An address is counted too: one person may guess at many accounts. */
export async function signInDelay(accounts: Pick<Accounts, 'failures'>, user: string, address: string, now: Date): Promise<number> {
  const waits = keysOf(user, address).map(async ({ of, key }) => retryAfterSeconds(await accounts.failures(key), of, now))
  return Math.max(...(await Promise.all(waits)))
}

export type Attempt =
  | { seconds: number; succeeded?: undefined }
  | {
      seconds: 0
      /** Forgets the failures of the account, and takes the attempt back from the address: guesses at others stay counted. */
      succeeded: () => Promise<void>
    }

/**
 * Counts an attempt before its password is compared, as failed until it succeeds: many guesses at once are not all free.
 * @returns seconds to wait; 0: it may be compared
 */
export async function beginAttempt(
  accounts: Pick<Accounts, 'failures' | 'recordFailure' | 'takeBackFailure' | 'clearFailures'>,
  user: string,
  address: string,
  now: Date,
): Promise<Attempt> {
  const before = await Promise.all(keysOf(user, address).map(async (item) => ({ ...item, failures: await accounts.failures(item.key) })))
  const seconds = Math.max(...before.map(({ of, failures }) => retryAfterSeconds(failures, of, now)))
  if (seconds > 0) return { seconds }
  const counted = await Promise.all(before.map(async (item) => ({ ...item, recorded: await accounts.recordFailure(item.key) })))
  const waits = counted.map(({ of, failures, recorded }) => {
    const othersToo = recorded.count > (failures?.count ?? 0) + 1
    return othersToo ? retryAfterSeconds({ ...recorded, count: recorded.count - 1 }, of, now) : 0
  })
  const late = Math.max(...waits)
  if (late > 0) return { seconds: late }
  return {
    seconds: 0,
    async succeeded() {
      for (const { of, key, failures, recorded } of counted) {
        if (of === 'address') await accounts.takeBackFailure(key, recorded, failures?.lastAt ?? null)
        else await accounts.clearFailures(key)
      }
    },
  }
}
