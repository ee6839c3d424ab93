import { execFile } from 'node:child_process'
import { connect, createServer } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { postgresMissing, startPostgres, type TestPostgres } from '#lib/testing/postgres.ts'
import { waitForDatabase } from './wait-for-database.ts'

const missing = postgresMissing()
const runFile = promisify(execFile)

/** A port that ends the first connections at once, and hands all others to `socket`. */
async function portThatRefuses(count: number, socket = ''): Promise<{ port: number; refused: () => number }> {
  let refused = 0
  const server = createServer((client) => {
    client.on('error', () => {})
    if (refused >= count) return void client.pipe(connect(socket)).pipe(client)
    refused += 1
    client.destroy()
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return { port: (server.address() as { port: number }).port, refused: () => refused }
}

test('a file is waited for by nobody', async () => {
  await expect(waitForDatabase('file:/nowhere/at-all.db', { log: expect.unreachable })).resolves.toBeUndefined()
})

test('at the end of its time it says why, without the password', async () => {
  const url = `postgresql://sluice:hidden@127.0.0.1:${(await portThatRefuses(Infinity)).port}/sluice`
  const lines: string[] = []
  const waiting = waitForDatabase(url, { log: (line) => lines.push(line), timeoutMs: 60, retryMs: 10 })
  await expect(waiting).rejects.toThrow(/^The database postgresql:\/\/sluice:\*\*\*@127\.0\.0\.1:\d+\/sluice cannot be used: ./)
  // One line a reason, not one a try.
  expect(new Set(lines).size).toBe(lines.length)
  expect(lines[0]).toMatch(/^waiting for the database postgresql:\/\/sluice:\*\*\*@/)
})

describe.skipIf(missing)(`a server${missing ? ` (${missing})` : ''}`, () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres?.stop())

  test('that comes late is waited for', async () => {
    const url = new URL(await postgres.createDatabase())
    const { port, refused } = await portThatRefuses(3, path.join(url.searchParams.get('host')!, '.s.PGSQL.5432'))
    const lines: string[] = []
    await waitForDatabase(`postgresql://postgres@127.0.0.1:${port}${url.pathname}`, { log: (line) => lines.push(line), retryMs: 5 })
    expect(refused()).toBe(3)
    expect(lines).toHaveLength(1)
  })

  test('is brought to the schema by the command, once; with --wait it is left as it is', async () => {
    const env = { ...process.env, DATABASE_URL: await postgres.createDatabase(), SLUICE_SECRET_KEY: 'a key of the test only' }
    const run = async (...args: string[]) => (await runFile(process.execPath, [path.join(import.meta.dirname, 'migrate-main.ts'), ...args], { env })).stdout
    expect(await run('--wait')).toBe('sluice migrate: done\n')
    expect(await run()).toMatch(/Applied migration \d+_.*\n(.*\n)*sluice migrate: done\n$/)
    expect(await run()).toBe('sluice migrate: done\n')
  })
})
