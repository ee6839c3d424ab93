import type { Env } from '#lib/env.ts'
import { secretBox, secretKeysOf } from '#lib/secret.ts'
import type { Accounts } from './accounts.ts'
import { connectDatabase } from './database.ts'
import { prismaAccounts } from './prisma-accounts.ts'
import { prismaStores } from './prisma-stores.ts'
import { resealSecrets } from './reseal.ts'
import type { RowStores } from './row-store.ts'
import { firstWorkspaces } from './workspace-rules.ts'

/** A database, opened. `close` waits for writes that are under way. */
export type OpenDatabase = { stores: RowStores; accounts: Accounts; close(): Promise<void> }

/**
 * Opens a database that `migrateDatabase` has brought up to date; the first open makes the workspace `default`, and in a cluster one
 * for its Ingresses. Secrets under
 * an older key are sealed again under the newest.
 * @throws {StartError} if a stored secret stands under a key that is not given
 */
export async function openDatabase(
  env: Pick<Env, 'databaseUrl' | 'dataDir' | 'secretKeys'> & Partial<Pick<Env, 'cluster'>>,
  clock: () => Date = () => new Date(),
): Promise<OpenDatabase> {
  const box = secretBox(secretKeysOf(env))
  const db = await connectDatabase(env.databaseUrl)
  try {
    await resealSecrets(db, box)
    return { stores: await prismaStores(db, box, clock, firstWorkspaces(env.cluster ?? null)), accounts: prismaAccounts(db, clock), close: () => db.close() }
  } catch (error) {
    await db.close()
    throw error
  }
}
