import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { StartError } from '#lib/errors.ts'
import type { Provider } from './database-url.ts'

export type Migration = { name: string; sql: string; checksum: string }
/** A row of `_prisma_migrations`; `finished` is false where the Prisma CLI gave up half-way. */
export type Applied = { name: string; checksum: string; finished: boolean }

const ROOT = path.join(import.meta.dirname, '../../prisma')

/** The migrations of this version of Sluice, oldest first. */
export function readMigrations(provider: Provider, root = ROOT): Migration[] {
  const folder = path.join(root, provider, 'migrations')
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * The migrations that are still to be applied.
 * @throws {StartError} if the database is from a newer version, or a migration was changed after it was applied
 */
export function pendingMigrations(known: Migration[], applied: Applied[]): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  for (const row of applied) {
    const migration = byName.get(row.name)
    if (!migration) {
      throw new StartError(
        `The database is from a newer version of Sluice: it has the migration ${row.name}, which this version does not know. ` +
          'Start that version, or restore a backup made before the upgrade.',
      )
    }
    if (!row.finished) throw new StartError(`The migration ${row.name} failed half-way earlier. Restore a backup made before it.`)
    if (row.checksum !== migration.checksum) {
      throw new StartError(`The migration ${row.name} was changed after it had been applied to this database. Restore its file as it was.`)
    }
  }
  const done = new Set(applied.map((row) => row.name))
  return known.filter((migration) => !done.has(migration.name))
}
