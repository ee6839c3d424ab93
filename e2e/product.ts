import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export type Run = {
  pid: number
  addresses: { dashboard: string; http: string; https: string; status: string; controller: string }
  processes: { supervisor: number; dashboard: number; controller: number; proxy: number }
  setupUrl?: string
}

export type Answer = { status: number; body: any; headers: Headers }
/** A call of the HTTP API; signed in as the admin once there is one. */
export type Api = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>

/** Sluice as `npm start` runs it, on free ports and a data folder of its own. */
export type Product = {
  dataDir: string
  run: Run
  /** All that it printed so far. */
  output: () => string
  child: ChildProcess
  api: Api
  stop: () => Promise<number | null>
}

export const ADMIN = { username: 'ada', password: 'a long enough password' }

export const ROOT = path.resolve(import.meta.dirname, '..')
const READY_MS = 60_000
/** Each process takes any free port. */
export const ANY_PORTS = { SLUICE_DASHBOARD_PORT: '0', SLUICE_HTTP_PORT: '0', SLUICE_HTTPS_PORT: '0', SLUICE_STATUS_PORT: '0', SLUICE_CONTROLLER_PORT: '0' }

/** Reads `run.json`; throws while there is none. */
export const readRun = async (dataDir: string): Promise<Run> => JSON.parse(await readFile(path.join(dataDir, 'run.json'), 'utf8')) as Run

async function waitForRun(dataDir: string, child: ChildProcess, output: () => string): Promise<Run> {
  const deadline = Date.now() + READY_MS
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`Sluice ended with ${child.exitCode}:\n${output()}`)
    const run = await readRun(dataDir).catch(() => null)
    if (run) return run
    await delay(50)
  }
  child.kill('SIGKILL')
  throw new Error(`Sluice was not ready within ${READY_MS / 1000} s:\n${output()}`)
}

/** Calls the HTTP API, with an API token where there is one. */
export function caller({ addresses }: Run, token?: string): Api {
  return async (method, target, body, headers = {}) => {
    const response = await fetch(`${addresses.dashboard}/api/v1${target}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}

/** Ends a product that this file started, gently; its exit code. */
async function stopChild(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return ended
}

/**
 * Starts the built product. It must have been built (`npm test` does).
 * @param options.env added to the environment, `SLUICE_DATA_DIR` too for a folder that outlives the product
 * @param options.admin false: leave the setup to the test
 */
export async function startProduct(options: { env?: Record<string, string>; admin?: boolean } = {}): Promise<Product> {
  const given = options.env?.SLUICE_DATA_DIR
  const dataDir = given ?? (await mkdtemp(path.join(tmpdir(), 'sluice-e2e-')))
  const child = spawn(path.join(ROOT, 'node_modules/.bin/node'), ['lib/supervisor/main.ts'], {
    cwd: ROOT,
    env: { ...process.env, ...ANY_PORTS, SLUICE_DATA_DIR: dataDir, SLUICE_HOST: '127.0.0.1', NODE_COMPILE_CACHE: 'node_modules/.cache/sluice', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const chunks: string[] = []
  const output = () => chunks.join('')
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  const run = await waitForRun(dataDir, child, output)
  const isNew = options.admin !== false && run.setupUrl !== undefined
  return {
    dataDir,
    run,
    output,
    child,
    api: isNew ? await becomeAdmin(run) : caller(run),
    stop: async () => {
      const code = await stopChild(child)
      if (given === undefined) await rm(dataDir, { recursive: true, force: true })
      return code
    },
  }
}

/** The one-time token of the setup link. */
export const setupTokenOf = ({ run }: Pick<Product, 'run'>): string => new URL(run.setupUrl!).hash.replace('#token=', '')

/** Makes the first admin, and calls the API with a token of that role. */
export async function becomeAdmin(run: Run): Promise<Api> {
  const anonymous = caller(run)
  const setup = await anonymous('POST', '/setup', { token: setupTokenOf({ run }), ...ADMIN })
  if (setup.status !== 201) throw new Error(`Setup answered ${setup.status}: ${JSON.stringify(setup.body)}`)
  const cookie = setup.headers.getSetCookie()[0]!.split(';')[0]!
  const made = await anonymous('POST', '/tokens', { name: 'e2e', role: 'admin' }, { cookie })
  return caller(run, made.body.token as string)
}

/** Declares upstream, service and route `shop` (host `shop.test`) with one target, and waits until they are served. */
export async function serveShop(api: Api, port: number): Promise<void> {
  const { status, body } = await api('POST', '/apply', {
    objects: [
      { kind: 'upstreams', name: 'shop', targets: [{ host: '127.0.0.1', port }] },
      { kind: 'services', name: 'shop', upstream: 'shop' },
      { kind: 'routes', name: 'shop', service: 'shop', hosts: ['shop.test'] },
    ],
  })
  if (status !== 200) throw new Error(`Apply answered ${status}: ${JSON.stringify(body)}`)
  await api('GET', `/status?waitFor=${body.revision}&timeoutMs=5000`)
}
