import { EnvError, parseEnv } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { migrateDatabase } from './migrate.ts'
import { waitForDatabase } from './wait-for-database.ts'

// For clusters: waits until the database answers, and brings it to the schema of this version; with --wait it only waits.
const log = (line: string) => console.log(`sluice migrate: ${line}`)

try {
  const env = parseEnv()
  await waitForDatabase(env.databaseUrl, { log })
  if (!process.argv.includes('--wait')) await migrateDatabase(env, log)
  log('done')
} catch (error) {
  const isExpected = error instanceof EnvError || error instanceof StartError
  process.stderr.write(`sluice migrate: ${isExpected ? error.message : String((error as Error).stack)}\n`)
  process.exitCode = 1
}
