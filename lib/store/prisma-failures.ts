import { FAILURES_FORGOTTEN_MS } from './account-rules.ts'
import type { Accounts } from './accounts.ts'
import type { Database, Transaction } from './database.ts'

type Alone = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>

export function prismaFailures(
  db: Database,
  alone: Alone,
  clock: () => Date,
): Pick<Accounts, 'failures' | 'recordFailure' | 'takeBackFailure' | 'clearFailures'> {
  const forgotten = () => new Date(clock().getTime() - FAILURES_FORGOTTEN_MS)
  return {
    async failures(key) {
      const row = await db.reader.signInFailure.findUnique({ where: { key } })
      return row && row.lastAt > forgotten() ? { count: row.count, lastAt: row.lastAt } : null
    },
    recordFailure: (key) =>
      alone(async (transaction) => {
        await transaction.signInFailure.deleteMany({ where: { lastAt: { lte: forgotten() } } })
        const lastAt = clock()
        const row = await transaction.signInFailure.upsert({
          where: { key },
          create: { key, count: 1, lastAt },
          update: { count: { increment: 1 }, lastAt },
        })
        return { count: row.count, lastAt: row.lastAt }
      }),
    takeBackFailure: (key, recorded, lastAt) =>
      alone(async (transaction) => {
        await transaction.signInFailure.updateMany({ where: { key }, data: { count: { decrement: 1 } } })
        if (lastAt) await transaction.signInFailure.updateMany({ where: { key, lastAt: recorded.lastAt }, data: { lastAt } })
        await transaction.signInFailure.deleteMany({ where: { key, count: { lte: 0 } } })
      }),
    clearFailures: (key) => db.write(async (transaction) => void (await transaction.signInFailure.deleteMany({ where: { key } }))),
  }
}
