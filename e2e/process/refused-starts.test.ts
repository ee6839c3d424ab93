import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ANY_PORTS, ROOT, startProduct } from '../product.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sluice-refused-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Starts Sluice, which is to refuse; what it said and how it ended. */
function start(given: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, ...ANY_PORTS, SLUICE_HOST: '127.0.0.1', SLUICE_DATA_DIR: folder, ...given }
  const child = spawn(path.join(ROOT, 'node_modules/.bin/node'), ['lib/supervisor/main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  // A start that is not refused must fail the test, not hang it.
  const timer = setTimeout(() => child.kill('SIGTERM'), 20_000)
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output })
    })
  })
}

function expectRefused({ code, output }: { code: number | null; output: string }, ...texts: string[]): void {
  expect(code, output).toBe(1)
  for (const text of texts) expect(output).toContain(text)
  // Nothing is half started, and the message is for people, not a stack.
  expect(output).not.toMatch(/listening|\n\s+at /)
  if (readdirSync(path.dirname(folder)).includes(path.basename(folder))) expect(readdirSync(folder)).not.toContain('run.json')
}

test('a busy port is named, with its variable', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = String((server.address() as AddressInfo).port)
  try {
    expectRefused(await start({ SLUICE_STATUS_PORT: port }), `SLUICE_STATUS_PORT ${port} is in use`)
    expect(readdirSync(folder)).toEqual([])
  } finally {
    server.close()
  }
})

test('a second instance on the same data folder is told of the first', async () => {
  const product = await startProduct({ admin: false, env: { SLUICE_DATA_DIR: folder } })
  const second = await start({})
  expect(second.code, second.output).toBe(1)
  expect(second.output).toContain(`process ${product.run.pid}`)
  expect((await fetch(`${product.run.addresses.status}/readyz`)).status).toBe(200)
  expect(await product.stop()).toBe(0)
}, 90_000)

test('a folder that cannot be written is named', async () => {
  const file = path.join(folder, 'file')
  writeFileSync(file, '')
  expectRefused(await start({ SLUICE_DATA_DIR: path.join(file, 'data') }), `SLUICE_DATA_DIR ${file}/data cannot be written`)
})

test.each([
  [{ SLUICE_HTTP_PORT: '70000' }, 'SLUICE_HTTP_PORT must be a port from 0 to 65535 (it is "70000")'],
  [{ DATABASE_URL: 'mysql://localhost/x' }, 'DATABASE_URL must start with'],
  [{ DATABASE_URL: 'postgresql://localhost/x' }, 'SLUICE_SECRET_KEY is required'],
])('a wrong variable is named: %o', async (env, message) => {
  expectRefused(await start(env), message)
})

test('a database from a newer version is left alone', async () => {
  const product = await startProduct({ admin: false, env: { SLUICE_DATA_DIR: folder } })
  await product.stop()
  const db = new Database(path.join(folder, 'sluice.db'))
  db.prepare("INSERT INTO _prisma_migrations SELECT 'newer', checksum, finished_at, '29990101000000_newer', logs, rolled_back_at, started_at, applied_steps_count FROM _prisma_migrations LIMIT 1").run()
  db.close()
  expectRefused(await start({}), 'newer version of Sluice', '29990101000000_newer')
}, 90_000)

test('secrets under a key that is not given are not thrown away', async () => {
  const product = await startProduct({ env: { SLUICE_DATA_DIR: folder, SLUICE_SECRET_KEY: 'the first key of this test' } })
  const certificate = await product.api('POST', '/certificates', { name: 'shop', selfSigned: { days: 30 }, snis: ['shop.test'] })
  await product.stop()
  expect(certificate.status, JSON.stringify(certificate.body)).toBe(201)
  expectRefused(await start({ SLUICE_SECRET_KEY: 'another key of this test' }), 'SLUICE_SECRET_KEY')
}, 90_000)
