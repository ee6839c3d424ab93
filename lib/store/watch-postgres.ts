import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { CHANGED_CHANNEL } from './database.ts'

const RECONNECT_MS = { first: 100, most: 5000 }

/**
 * Listens for commits, on a connection of its own. When that is lost it is made again, and every workspace is then called
 * as changed, since notifications may have been missed. Our own commits are heard, too.
 * @param names the workspaces to call as changed after a reconnect
 * @returns a stop; after it `onChange` is not called any more
 */
export async function watchPostgres(
  url: string,
  onChange: (workspace: string) => void,
  names: () => Promise<string[]>,
): Promise<() => Promise<void>> {
  const stopping = new AbortController()
  let current: pg.Client | null = null

  async function listen(): Promise<void> {
    // Without keep-alive, a server that vanished without a word would never be noticed.
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    })
    client.on('error', () => {})
    client.on('notification', ({ payload }) => {
      if (payload !== undefined && !stopping.signal.aborted) onChange(payload)
    })
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANGED_CHANNEL}`)
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
    client.once('end', () => {
      if (!stopping.signal.aborted) void reconnect()
    })
    current = client
    if (stopping.signal.aborted) await client.end()
  }

  async function reconnect(): Promise<void> {
    for (let delay = RECONNECT_MS.first; ; delay = Math.min(delay * 2, RECONNECT_MS.most)) {
      try {
        await wait(delay, undefined, { signal: stopping.signal })
        await listen()
        for (const name of await names()) if (!stopping.signal.aborted) onChange(name)
        return
      } catch {
        if (stopping.signal.aborted) return
      }
    }
  }

  await listen()
  return async () => {
    stopping.abort()
    await current?.end().catch(() => {})
  }
}
