import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, chownSync, constants, existsSync, globSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { mkdir, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'

/** A real server for tests, reached through a socket in its own temporary folder. */
export type TestPostgres = {
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>
  /** Stops the server, unless it is shared: then the end of the test run does. */
  stop(): Promise<void>
}

type Running = { folder: string; pid: number }

const runFile = promisify(execFile)
const SHARED = 'SLUICE_TEST_POSTGRES_DIR'

function findBinaries(): string | null {
  const folders = [...globSync('/usr/lib/postgresql/*/bin').sort().reverse(), ...(process.env.PATH ?? '').split(path.delimiter)]
  const runs = (file: string) => {
    try {
      accessSync(file, constants.X_OK)
      return true
    } catch {
      return false
    }
  }
  return folders.find((folder) => runs(path.join(folder, 'initdb')) && runs(path.join(folder, 'postgres'))) ?? null
}

/**
 * Why tests of PostgreSQL cannot run here, or null if they can.
 * @throws {Error} instead, where `CI` is set: there nothing may be skipped
 */
export function postgresMissing(): string | null {
  if (findBinaries()) return null
  const reason = 'no initdb and postgres on PATH or in /usr/lib/postgresql'
  if (process.env.CI) throw new Error(`PostgreSQL tests cannot run: ${reason}`)
  return reason
}

// PostgreSQL refuses to run as root.
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (!user) throw new Error('Neither user postgres nor nobody exists')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

const QUICK = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'shared_buffers=16MB', 'listen_addresses=']

const urlOf = (folder: string, database: string) => `postgresql://postgres@localhost/${database}?host=${encodeURIComponent(folder)}`

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function waitUntilReady({ folder, pid }: Running): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await wait(20)) {
    try {
      return await withClient(urlOf(folder, 'postgres'), async () => {})
    } catch (error) {
      if (isAlive(pid) && Date.now() < deadline) continue
      throw new Error(`PostgreSQL did not start:\n${readFileSync(path.join(folder, 'log'), 'utf8')}`, { cause: error })
    }
  }
}

async function launch(folder: string): Promise<Running> {
  const bin = findBinaries()!
  const user = serverUser()
  const data = path.join(folder, 'data')
  if (user) chownSync(folder, user.uid, user.gid)
  const initdb = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8']
  await runFile(path.join(bin, 'initdb'), initdb, { ...user, cwd: folder })
  const log = openSync(path.join(folder, 'log'), 'a')
  const settings = [...QUICK, `unix_socket_directories=${folder}`].flatMap((setting) => ['-c', setting])
  const server = spawn(path.join(bin, 'postgres'), ['-D', data, ...settings], {
    ...user,
    cwd: folder,
    detached: true,
    stdio: ['ignore', log, log],
  })
  server.unref()
  const running = { folder, pid: server.pid! }
  await waitUntilReady(running)
  return running
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function stopServer({ folder, pid }: Running): Promise<void> {
  if (isAlive(pid)) process.kill(pid, 'SIGINT')
  // With a deadline: where nobody reaps orphans, a stopped server still looks alive.
  for (const deadline = Date.now() + 10_000; isAlive(pid) && Date.now() < deadline;) await wait(20)
  rmSync(folder, { recursive: true, force: true })
}

// Whoever makes the folder `lock` first starts the server of the run; the others wait for its address.
async function joinShared(folder: string): Promise<Running> {
  const file = path.join(folder, 'server.json')
  const read = () => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Running) : null)
  for (;;) {
    const running = read()
    if (running) return running
    try {
      await mkdir(path.join(folder, 'lock'))
    } catch {
      await wait(50)
      continue
    }
    try {
      const started = read() ?? (await launch(mkdtempSync(path.join(tmpdir(), 'sluice-pg-'))))
      await writeFile(`${file}.new`, JSON.stringify(started))
      renameSync(`${file}.new`, file)
      return started
    } finally {
      await rmdir(path.join(folder, 'lock'))
    }
  }
}

/** Starts a server, or joins that of the test run when `postgres-run.ts` is a global setup of Vitest. Ready in about 1 s. */
export async function startPostgres(): Promise<TestPostgres> {
  const shared = process.env[SHARED]
  const running = shared ? await joinShared(shared) : await launch(mkdtempSync(path.join(tmpdir(), 'sluice-pg-')))
  return {
    async createDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`
      await withClient(urlOf(running.folder, 'postgres'), (client) => client.query(`CREATE DATABASE ${name}`))
      return urlOf(running.folder, name)
    },
    stop: async () => {
      if (!shared) await stopServer(running)
    },
  }
}

/** Lets all test files of this run share one server; nothing starts until the first asks. Returns what ends it. */
export function sharePostgres(): () => Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sluice-pg-run-'))
  process.env[SHARED] = folder
  return async () => {
    const file = path.join(folder, 'server.json')
    if (existsSync(file)) await stopServer(JSON.parse(readFileSync(file, 'utf8')) as Running)
    rmSync(folder, { recursive: true, force: true })
  }
}
