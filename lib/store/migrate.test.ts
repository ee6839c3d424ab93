import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import pg from 'pg'
import { postgresMissing, startPostgres, type TestPostgres } from '#lib/testing/postgres.ts'
import { migrateDatabase } from './migrate.ts'
import { readMigrations } from './migrations.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-migrate-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const OWN = readMigrations('sqlite').map(({ name }) => name)

/** Sluice's own migrations with one more, as a newer version would have. */
function newerVersion(sql: string): string {
  const root = temporaryFolder()
  for (const provider of ['sqlite', 'postgresql']) {
    cpSync(path.join(import.meta.dirname, '../../prisma', provider, 'migrations'), path.join(root, provider, 'migrations'), {
      recursive: true,
    })
    const folder = path.join(root, provider, 'migrations/99990101000000_later')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'migration.sql'), sql)
  }
  return root
}

function migrationContract(newDatabase: () => Promise<string>, query: (url: string, sql: string) => Promise<unknown[]>) {
  const applied = (url: string) => query(url, 'SELECT migration_name FROM "_prisma_migrations" ORDER BY migration_name')

  test('applies each migration once, also when four processes do so at once', async () => {
    const env = { databaseUrl: await newDatabase() }
    const lines: string[] = []
    await Promise.all([1, 2, 3, 4].map(() => migrateDatabase(env, (line) => lines.push(line))))
    expect(lines).toEqual(OWN.map((name) => `Applied migration ${name}`))
    expect(await applied(env.databaseUrl)).toHaveLength(OWN.length)
    expect(await query(env.databaseUrl, 'SELECT * FROM "RoutingObject"')).toEqual([])
  })

  test('refuses a database from a newer version by the name of its migration', async () => {
    const env = { databaseUrl: await newDatabase() }
    await migrateDatabase(env, () => {}, newerVersion('CREATE TABLE "Later" (id INTEGER)'))
    await expect(migrateDatabase(env, () => {})).rejects.toThrow(/newer version of Sluice.*99990101000000_later/)
  })

  test('refuses a migration that was changed after it was applied', async () => {
    const env = { databaseUrl: await newDatabase() }
    await migrateDatabase(env, () => {}, newerVersion('CREATE TABLE "Later" (id INTEGER)'))
    await expect(migrateDatabase(env, () => {}, newerVersion('CREATE TABLE "Later" (id TEXT)'))).rejects.toThrow(
      /99990101000000_later was changed/,
    )
  })

  test('a migration that fails leaves nothing behind and can be tried again', async () => {
    const env = { databaseUrl: await newDatabase() }
    await migrateDatabase(env, () => {})
    const broken = newerVersion('CREATE TABLE "Later" (id INTEGER); INSERT INTO "Nowhere" VALUES (1)')
    await expect(migrateDatabase(env, () => {}, broken)).rejects.toThrow(/Nowhere/)
    expect(await applied(env.databaseUrl)).toHaveLength(OWN.length)
    await migrateDatabase(env, () => {}, newerVersion('CREATE TABLE "Later" (id INTEGER)'))
    expect(await query(env.databaseUrl, 'SELECT * FROM "Later"')).toEqual([])
  })
}

describe('SQLite', () => {
  migrationContract(
    async () => `file:${temporaryFolder()}/data/sluice.db`,
    async (url, sql) => {
      const db = new Database(url.slice('file:'.length))
      try {
        return db.prepare(sql).all()
      } finally {
        db.close()
      }
    },
  )

  test('the file is for its owner alone, and in WAL mode', async () => {
    const file = path.join(temporaryFolder(), 'sluice.db')
    await migrateDatabase({ databaseUrl: `file:${file}` }, () => {})
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const db = new Database(file)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    db.close()
  })

  test('a file that is no database is named', async () => {
    const file = path.join(temporaryFolder(), 'sluice.db')
    writeFileSync(file, 'x'.repeat(4096))
    await expect(migrateDatabase({ databaseUrl: `file:${file}` }, () => {})).rejects.toThrow(
      `${file} cannot be used: file is not a database`,
    )
  })
})

const missing = postgresMissing()
describe.skipIf(missing)(`PostgreSQL${missing ? ` (${missing})` : ''}`, () => {
  let server: TestPostgres
  beforeAll(async () => void (server = await startPostgres()))
  afterAll(() => server?.stop())

  migrationContract(
    () => server.createDatabase(),
    async (url, sql) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      try {
        return (await client.query(sql)).rows
      } finally {
        await client.end()
      }
    },
  )

  test('a server that is not there is named, without the password', async () => {
    const attempt = migrateDatabase({ databaseUrl: 'postgresql://anna:geheim@127.0.0.1:1/sluice' }, () => {})
    await expect(attempt).rejects.toThrow(/postgresql:\/\/anna:\*\*\*@127.0.0.1:1\/sluice cannot be used: .*ECONNREFUSED/)
  })
})
