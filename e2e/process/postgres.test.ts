import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { postgresMissing, startPostgres } from '../../lib/testing/postgres.ts'
import { startBackend } from '../backend.ts'
import { startProduct, type Product } from '../product.ts'
import { send } from '../send.ts'

const missing = postgresMissing()

describe.skipIf(missing)(`PostgreSQL${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const ended: (() => Promise<unknown>)[] = []
  let first: Product
  let second: Product

  beforeAll(async () => {
    const server = await startPostgres()
    ended.push(server.stop)
    const env = { DATABASE_URL: await server.createDatabase(), SLUICE_SECRET_KEY: 'one key for all replicas' }
    // Both find an empty database and migrate it; each migration must be applied once.
    ;[first, second] = await Promise.all([startProduct({ env }), startProduct({ env, admin: false })])
    ended.push(first.stop, second.stop)
  }, 120_000)
  afterAll(async () => {
    for (const end of ended.toReversed()) await end()
  })

  test('a write through one dashboard is served by the proxies of both, key and all', async () => {
    const backend = await startBackend('shared')
    ended.push(backend.close)
    const objects = [
      { kind: 'services', name: 'shop', host: '127.0.0.1', port: backend.port },
      { kind: 'routes', name: 'shop', service: 'shop', hosts: ['shop.test'] },
    ]
    expect((await first.api('POST', '/apply', { objects })).status).toBe(200)
    expect((await first.api('POST', '/certificates', { name: 'shop', snis: ['shop.test'], selfSigned: {} })).status).toBe(201)
    for (const { run } of [first, second]) {
      await vi.waitFor(async () => expect((await send(run.addresses.https, { host: 'shop.test' })).status).toBe(200), 15_000)
      await vi.waitFor(async () => {
        const status = (await (await fetch(`${run.addresses.status}/status`)).json()) as { revisions: Record<string, number> }
        expect(status.revisions).toEqual({ default: 2 })
      }, 15_000)
    }
  })
})
