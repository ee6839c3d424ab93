import { setTimeout as wait } from 'node:timers/promises'
import type { Prisma, PrismaClient } from '#prisma/generated/sqlite/client.ts'
import { providerOf, sqliteFile, type Provider } from './database-url.ts'

/** The types of one client stand for both: the models are the same. */
export type Client = PrismaClient
export type Transaction = Prisma.TransactionClient

export type Database = {
  provider: Provider
  url: string
  /** Single reading statements. On SQLite a connection of its own, which never sees what is not committed. */
  reader: Client
  /** One transaction. On SQLite it holds the write lock from its first statement, and waits for it as long as it takes. */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const TRANSACTION = { maxWait: 60_000, timeout: 120_000 }
const BUSY_RETRY_MS = 60_000

/** Prisma wraps the driver's error in one of its own, P1008 or, for a raw statement, P2010. */
function isBusy(error: unknown): boolean {
  const { meta } = (error ?? {}) as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } }
  return meta?.driverAdapterError?.cause?.originalCode?.startsWith('SQLITE_BUSY') === true
}

/** Runs one piece of work after the other. */
function queue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const run = last.then(work, work)
    last = run.catch(() => {})
    return run
  }
}

/**
 * Another process may hold the write lock. Waiting inside SQLite blocks this whole process, so it waits there for a moment
 * only, and then here.
 */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + BUSY_RETRY_MS; ; await wait(2 + Math.random() * 10)) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
    }
  }
}

async function openSqlite(url: string): Promise<Database> {
  const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3')
  const { PrismaClient } = await import('#prisma/generated/sqlite/client.ts')
  const file = `file:${sqliteFile(url)}`
  const connect = async (timeout: number, pragmas: string[]): Promise<Client> => {
    const client = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: file, timeout, fileMustExist: true }) })
    for (const pragma of pragmas) await client.$queryRawUnsafe(`PRAGMA ${pragma}`)
    return client
  }
  const reader = await connect(5000, ['query_only = ON'])
  // FULL: a commit that was answered is on the disk, also when the power goes.
  const writer = await connect(20, ['synchronous = FULL', 'foreign_keys = ON'])
  // Prisma sends statements outside a transaction to the same connection, in the midst of it: so writes never overlap.
  const inTurn = queue()
  return {
    provider: 'sqlite',
    url,
    reader,
    write: (work) =>
      inTurn(() =>
        whenFree(() =>
          writer.$transaction(async (transaction) => {
            // Prisma's BEGIN takes no lock; a writing statement does, even one that meets no row.
            await transaction.$executeRaw`UPDATE "Workspace" SET "revision" = "revision" WHERE "name" = ''`
            return work(transaction)
          }, TRANSACTION),
        ),
      ),
    async close() {
      await inTurn(async () => {})
      await Promise.all([reader.$disconnect(), writer.$disconnect()])
    },
  }
}

async function openPostgres(url: string): Promise<Database> {
  const { PrismaPg } = await import('@prisma/adapter-pg')
  const { PrismaClient } = await import('#prisma/generated/postgresql/client.ts')
  const adapter = new PrismaPg({ connectionString: url, connectionTimeoutMillis: 10_000 })
  const client = new PrismaClient({ adapter }) as unknown as Client
  await client.$queryRaw`SELECT 1`
  return {
    provider: 'postgresql',
    url,
    reader: client,
    write: (work) => client.$transaction(work, TRANSACTION),
    close: () => client.$disconnect(),
  }
}

/** Connects to a migrated database. */
export const connectDatabase = (url: string): Promise<Database> => (providerOf(url) === 'sqlite' ? openSqlite(url) : openPostgres(url))

const EXCLUSIVE_LOCK = 5_106_017

/** Until the end of the transaction nobody else holds this; for rules over several rows. SQLite's `write` does so anyway. */
export async function lockExclusively({ provider }: Database, transaction: Transaction): Promise<void> {
  if (provider === 'postgresql') await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${EXCLUSIVE_LOCK})`
}

export const CHANGED_CHANNEL = 'sluice_changed'

/** Tells other processes at commit; see `watchPostgres`. */
export async function notifyChanged({ provider }: Database, transaction: Transaction, workspace: string): Promise<void> {
  if (provider === 'postgresql') await transaction.$executeRaw`SELECT pg_notify(${CHANGED_CHANNEL}, ${workspace})`
}
