import { StartError } from '#lib/errors.ts'
import { printableUrl, providerOf } from './database-url.ts'
import { migratePostgres } from './migrate-postgres.ts'
import { migrateSqlite } from './migrate-sqlite.ts'
import { readMigrations } from './migrations.ts'

/**
 * Brings the database to the schema of this version, and makes it if there is none. Two processes may do so at once: each
 * migration is applied once, wholly or not at all.
 * @param log is given one line for each migration applied
 * @param root the folder that holds `sqlite/migrations` and `postgresql/migrations`; by default Sluice's own
 * @throws {StartError} if the database cannot be reached, is from a newer version, or its history was changed
 */
export async function migrateDatabase(env: { databaseUrl: string }, log: (line: string) => void, root?: string): Promise<void> {
  const { databaseUrl: url } = env
  const provider = providerOf(url)
  const migrations = readMigrations(provider, root)
  try {
    if (provider === 'sqlite') await migrateSqlite(url, migrations, log)
    else await migratePostgres(url, migrations, log)
  } catch (error) {
    if (error instanceof StartError) throw error
    throw new StartError(`The database ${printableUrl(url)} cannot be used: ${reasonOf(error)}`, { cause: error })
  }
}

// A refused connection to a name with several addresses is an AggregateError without a message.
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code || error.name : String(error)
}
