import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { StartError } from '#lib/errors.ts'
import { printableUrl, providerOf } from './database-url.ts'

export type Waiting = {
  log: (line: string) => void
  /** How long to try, in ms. */
  timeoutMs?: number
  /** Between two tries, in ms. */
  retryMs?: number
}

async function reason(url: string): Promise<string | null> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  // A connection that is lost again must not end the process.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('SELECT 1')
    return null
  } catch (error) {
    const { message, code, errors } = error as Error & { code?: string; errors?: Error[] }
    return message || errors?.map((one) => one.message).join('; ') || code || 'no answer'
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Resolves once the database answers; a file needs no waiting. Each reason is logged once, until another comes.
 * @throws {StartError} naming the last reason when the time is over
 */
export async function waitForDatabase(url: string, { log, timeoutMs = 300_000, retryMs = 1000 }: Waiting): Promise<void> {
  if (providerOf(url) === 'sqlite') return
  const deadline = performance.now() + timeoutMs
  for (let last = ''; ; await wait(retryMs)) {
    const why = await reason(url)
    if (why === null) return
    if (performance.now() >= deadline) throw new StartError(`The database ${printableUrl(url)} cannot be used: ${why}`)
    if (why !== last) log(`waiting for the database ${printableUrl(url)}: ${why}`)
    last = why
  }
}
