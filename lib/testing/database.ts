import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Provider } from '#lib/store/database-url.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { postgresMissing, startPostgres } from './postgres.ts'

/** A migrated database of one test file, and the folder that goes with it. */
export type TestDatabase = { databaseUrl: string; dataDir: string; secretKeys: string[] }

/** Runs a suite on a new SQLite file and on a new database of a real PostgreSQL, or says why the latter is skipped. */
export function describeDatabases(suite: (database: () => TestDatabase, provider: Provider) => void): void {
  let dataDir: string
  const makeFolder = () => (dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-db-')))
  const dropFolder = () => rmSync(dataDir, { recursive: true, force: true })

  describe('SQLite', () => {
    let database: TestDatabase
    beforeAll(async () => {
      makeFolder()
      database = { databaseUrl: `file:${path.join(dataDir, 'sluice.db')}`, dataDir, secretKeys: ['first key of the tests'] }
      await migrateDatabase(database, () => {})
    })
    afterAll(dropFolder)
    suite(() => database, 'sqlite')
  })

  const missing = postgresMissing()
  describe.skipIf(missing)(`PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`, () => {
    let database: TestDatabase
    let stop: () => Promise<void> = async () => {}
    beforeAll(async () => {
      makeFolder()
      const server = await startPostgres()
      stop = server.stop
      database = { databaseUrl: await server.createDatabase(), dataDir, secretKeys: ['first key of the tests'] }
      await migrateDatabase(database, () => {})
    })
    afterAll(async () => {
      await stop()
      dropFolder()
    })
    suite(() => database, 'postgresql')
  })
}
