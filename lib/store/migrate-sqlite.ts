import { randomUUID } from 'node:crypto'
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { sqliteFile } from './database-url.ts'
import { pendingMigrations, type Applied, type Migration } from './migrations.ts'

// As the Prisma CLI makes it, so that `prisma migrate status` agrees.
const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT,
  "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

function applyAll(db: Database.Database, migrations: Migration[]): Migration[] {
  db.exec(HISTORY)
  const rows = db.prepare('SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL').all()
  const applied = (rows as { migration_name: string; checksum: string; finished_at: unknown }[]).map((row): Applied => ({
    name: row.migration_name,
    checksum: row.checksum,
    finished: row.finished_at !== null,
  }))
  const pending = pendingMigrations(migrations, applied)
  const record = db.prepare(
    `INSERT INTO "_prisma_migrations" (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES (?, ?, ?, ?, ?, 1)`,
  )
  for (const { name, sql, checksum } of pending) {
    const startedAt = Date.now()
    db.exec(sql)
    record.run(randomUUID(), checksum, Date.now(), name, startedAt)
  }
  const broken = db.pragma('foreign_key_check') as unknown[]
  if (broken.length > 0) throw new Error(`a migration left ${broken.length} broken references`)
  return pending
}

const isBusy = (error: unknown) => String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')

/** Waits for a lock without holding up the process, up to a minute. */
async function whenFree<T>(attempt: () => T): Promise<T> {
  for (const deadline = Date.now() + 60_000; ; await wait(20)) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error
    }
  }
}

/** Makes the file (mode 0600) in WAL mode and applies what is missing, under `BEGIN IMMEDIATE`. */
export async function migrateSqlite(url: string, migrations: Migration[], log: (line: string) => void): Promise<void> {
  const file = sqliteFile(url)
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const db = new Database(file, { timeout: 100 })
  try {
    // Switching to WAL does not wait for other connections by itself.
    await whenFree(() => db.pragma('journal_mode = WAL'))
    db.pragma('synchronous = FULL')
    // A migration that rebuilds a table must not cascade; the references are checked at its end instead.
    db.pragma('foreign_keys = OFF')
    const run = db.transaction(() => applyAll(db, migrations))
    const applied = await whenFree(() => run.immediate())
    for (const migration of applied) log(`Applied migration ${migration.name}`)
  } finally {
    db.close()
  }
}
