import { afterAll, beforeAll, describe } from 'vitest'
import { describeDatabases } from '#lib/testing/database.ts'
import { accountsContract } from './accounts.contract.ts'
import { connectDatabase, type Database } from './database.ts'
import { memoryAccounts } from './memory-accounts.ts'
import { prismaAccounts } from './prisma-accounts.ts'

describe('memory', () => {
  accountsContract({
    async open(clock) {
      const accounts = memoryAccounts(clock)
      return { one: accounts, other: accounts }
    },
  })
})

async function empty(db: Database): Promise<void> {
  await db.write(async (transaction) => {
    await transaction.user.deleteMany()
    await transaction.token.deleteMany()
    await transaction.signInFailure.deleteMany()
    await transaction.auditEntry.deleteMany()
  })
}

describeDatabases((database) => {
  let connections: Database[]
  beforeAll(async () => {
    connections = [await connectDatabase(database().databaseUrl), await connectDatabase(database().databaseUrl)]
  })
  afterAll(async () => void (await Promise.all(connections.map((db) => db.close()))))
  accountsContract({
    async open(clock) {
      const [one, other] = connections as [Database, Database]
      await empty(one)
      return { one: prismaAccounts(one, clock), other: prismaAccounts(other, clock) }
    },
  })
})
