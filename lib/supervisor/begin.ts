import { setupToken } from '#lib/auth/setup-token.ts'
import { EnvError, parseEnv, type Env } from '#lib/env.ts'
import { StartError } from '#lib/errors.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase } from '#lib/store/open.ts'

/**
 * What the supervisor has done in a process of its own, which then ends: the parser of the environment and the database
 * drivers would stay in its memory. It parses, waits for `go` (folder and ports are in order), and migrates.
 */
export type BeginMessage =
  | { type: 'env'; env: Env }
  | { type: 'log'; line: string }
  /** `setupToken` is null once there is an admin. */
  | { type: 'migrated'; setupToken: string | null }
  | { type: 'refused'; message: string }

const send = (message: BeginMessage) => process.send?.(message)

async function migrate(env: Env): Promise<void> {
  await migrateDatabase(env, (line) => send({ type: 'log', line }))
  const { accounts, close } = await openDatabase(env)
  const hasUsers = (await accounts.userCount()) > 0
  await close()
  send({ type: 'migrated', setupToken: hasUsers ? null : setupToken(env) })
}

async function guarded(work: () => void | Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const isExpected = error instanceof EnvError || error instanceof StartError
    send({ type: 'refused', message: isExpected ? (error as Error).message : String((error as Error).stack) })
    process.disconnect()
  }
}

// The supervisor alone decides what a signal means; without it there is nothing to do.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})
process.on('disconnect', () => process.exit(0))

await guarded(() => {
  const env = parseEnv()
  process.once('message', () => {
    void guarded(async () => {
      await migrate(env)
      process.disconnect()
    })
  })
  send({ type: 'env', env })
})
