import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { hashToken } from '#lib/auth/tokens.ts'
import { parseEnv } from '#lib/env.ts'
import type { ControllerClient } from '#lib/link/controller-client.ts'
import type { KnownHealth, Mark } from '#lib/link/health.ts'
import type { ControllerState, CounterSet } from '#lib/link/protocol.ts'
import type { TailFilter, UnmatchedRequest } from '#lib/link/requests.ts'
import type { TailListener } from '#lib/link/tail-client.ts'
import { compiledCache } from '#lib/services/compiled.ts'
import type { Runtime } from '#lib/services/context.ts'
import { setRuntime } from '#lib/services/runtime.ts'
import type { Role } from '#lib/store/accounts.ts'
import { memoryAccounts } from '#lib/store/memory-accounts.ts'
import { memoryStores } from '#lib/store/memory-store.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase } from '#lib/store/open.ts'
import type { RowStores } from '#lib/store/row-store.ts'
import type { Stores } from '#lib/store/store.ts'
import { apiRoutes, findRoute, type Method } from './routes.ts'

export const SETUP_TOKEN = 'the-one-time-token'
export const PASSWORD = 'correct horse battery'

/** `body` is whatever the answer holds; tests say what they expect of it. */
export type Answer = { status: number; headers: Headers; body: ReturnType<typeof JSON.parse>; text: string }
export type Options = { as?: Role | 'nobody'; body?: unknown; headers?: Record<string, string> }

type FakeController = ControllerClient & {
  told: [string, number][]
  isAway: boolean
  answers: Partial<ControllerState>
  counted: CounterSet
  lost: UnmatchedRequest[]
  known: KnownHealth
  marked: Mark[]
  tails: { filter: TailFilter; listener: TailListener; signal: AbortSignal }[]
}

/** A controller that answers what the test says, and notes what it was told. */
export function fakeController(): FakeController {
  return {
    told: [],
    isAway: false,
    answers: {},
    counted: { at: new Date(0).toISOString(), counters: [] },
    async changed(workspace, revision) {
      if (this.isAway) throw new Error('away')
      this.told.push([workspace, revision])
    },
    async state() {
      if (this.isAway) throw new Error('away')
      return { id: 'c1', revisions: {}, digest: '', proxies: [], ...this.answers }
    },
    async counters() {
      if (this.isAway) throw new Error('away')
      return this.counted
    },
    lost: [],
    async unmatched() {
      if (this.isAway) throw new Error('away')
      return this.lost
    },
    known: { proxies: [], changes: [], marks: [] },
    async health() {
      if (this.isAway) throw new Error('away')
      return this.known
    },
    marked: [],
    async mark(mark) {
      if (this.isAway) throw new Error('away')
      this.marked.push(mark)
    },
    tails: [],
    tail(filter, listener, signal) {
      this.tails.push({ filter, listener, signal })
    },
  }
}

const folders = mkdtempSync(path.join(tmpdir(), 'sluice-api-'))
process.once('exit', () => rmSync(folders, { recursive: true, force: true }))

const silent: Runtime['log'] = { info: () => {}, warn: () => {}, error: () => {} }

const ROLES: Role[] = ['viewer', 'editor', 'admin']
const tokenOf = (role: Role) => `slc_token-of-${role}`

/** The API on a store in memory, or on the given one: requests go through the route files on disk. */
export async function startApi(over: Partial<Runtime> = {}) {
  const dataDir = mkdtempSync(path.join(folders, 'data-'))
  const clock = { now: new Date('2026-01-01T00:00:00Z') }
  const now = () => clock.now
  const controller = fakeController()
  const runtime: Runtime = {
    env: parseEnv({ SLUICE_DATA_DIR: dataDir, SLUICE_SETUP_TOKEN: SETUP_TOKEN }),
    stores: memoryStores(now),
    accounts: memoryAccounts(now),
    controller,
    compiled: compiledCache(),
    log: silent,
    now,
    ...over,
  }
  setRuntime(runtime)
  for (const role of ROLES) await runtime.accounts.createToken({ name: role, role, createdBy: 'test', tokenHash: hashToken(tokenOf(role)) })
  const routes = await apiRoutes()

  async function raw(method: Method, address: string, { as = 'admin', body, headers = {} }: Options = {}): Promise<Response> {
    const url = new URL(`http://sluice.test:3000/api/v1${address}`)
    const found = findRoute(routes, url.pathname.slice('/api/v1'.length))
    const handler = found?.route.methods[method]
    if (!found || !handler) throw new Error(`Nothing handles ${method} ${address}`)
    const init: RequestInit = {
      method,
      headers: {
        host: 'sluice.test:3000',
        'x-sluice-client-address': '192.0.2.1',
        ...(as === 'nobody' ? {} : { authorization: `Bearer ${tokenOf(as)}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    }
    if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body)
    return handler(new Request(url, init), { params: Promise.resolve(found.params) })
  }

  async function call(method: Method, address: string, options?: Options): Promise<Answer> {
    const response = await raw(method, address, options)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: text === '' ? undefined : JSON.parse(text) }
  }

  return { raw, call, runtime, controller, clock, routes }
}

/** The same on a new SQLite file. @param wrap what stands before its stores */
export async function startSqliteApi(wrap: (stores: RowStores) => Stores = (stores) => stores): Promise<{ api: Api; dataDir: string; close: () => Promise<void> }> {
  const dataDir = mkdtempSync(path.join(folders, 'sqlite-'))
  const env = parseEnv({ SLUICE_DATA_DIR: dataDir, SLUICE_SETUP_TOKEN: SETUP_TOKEN })
  await migrateDatabase(env, () => {})
  const { stores, accounts, close } = await openDatabase(env)
  return { api: await startApi({ env, stores: wrap(stores), accounts, now: () => new Date() }), dataDir, close }
}

export type Api = Awaited<ReturnType<typeof startApi>>

export const SHOP = [
  { kind: 'upstream', name: 'shop', targets: [{ host: '127.0.0.1', port: 9001 }] },
  { kind: 'service', name: 'shop', upstream: 'shop' },
  { kind: 'upstream', name: 'shop-v2', targets: [{ host: '127.0.0.1', port: 9002 }] },
  { kind: 'service', name: 'shop-v2', upstream: 'shop-v2' },
  { kind: 'route', name: 'shop', service: 'shop', hosts: ['shop.test'] },
]

/** Two services with upstreams, and a route to the first. */
export async function withShop(api: Api): Promise<Api> {
  const answer = await api.call('POST', '/apply', { body: { objects: SHOP } })
  if (answer.status !== 200) throw new Error(answer.text)
  return api
}
