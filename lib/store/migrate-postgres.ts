import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { pendingMigrations, type Migration } from './migrations.ts'

// As the Prisma CLI makes it, so that `prisma migrate status` agrees.
const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT,
  rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0
)`

// The number by which the Prisma CLI locks, so that the two exclude each other.
const MIGRATION_LOCK = 72707369

async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ($1, $2, now(), $3, 1)',
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  }
}

/** Applies what is missing, each migration in a transaction, under `pg_advisory_lock`. */
export async function migratePostgres(url: string, migrations: Migration[], log: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // A connection lost between two queries must not end the process; the next query reports it.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(HISTORY)
    const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
      `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    )
    for (const migration of pendingMigrations(migrations, rows)) {
      await applyOne(client, migration)
      log(`Applied migration ${migration.name}`)
    }
  } finally {
    // The lock goes with the connection.
    await client.end()
  }
}
