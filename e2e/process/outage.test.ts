import { rename } from 'node:fs/promises'
import http from 'node:http'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { startBackend } from '../backend.ts'
import { readRun, serveShop, startProduct, type Product } from '../product.ts'
import { send } from '../send.ts'

const ended: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end()
})

/** A product with route shop to one backend, served. */
async function startShop(): Promise<{ product: Product; ask: () => Promise<number> }> {
  const product = await startProduct()
  const backend = await startBackend('v1')
  ended.push(product.stop, backend.close)
  await serveShop(product.api, backend.port)
  return { product, ask: async () => (await send(product.run.addresses.http, { host: 'shop.test' })).status }
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const waitUntilGone = (pid: number) => vi.waitFor(() => expect(isAlive(pid)).toBe(false), 10_000)

test('with everything else gone, the proxy serves, also after a restart of its own', async () => {
  const { product, ask } = await startShop()
  const { processes } = product.run
  process.kill(processes.controller, 'SIGKILL')
  process.kill(processes.dashboard, 'SIGKILL')
  await rename(path.join(product.dataDir, 'sluice.db'), path.join(product.dataDir, 'away.db'))
  expect(await ask()).toBe(200)
  process.kill(processes.proxy, 'SIGKILL')
  await waitUntilGone(processes.proxy)
  // From the first connection on it must answer from the last good snapshot, never from an empty table.
  await vi.waitFor(async () => expect(await ask()).toBe(200), { timeout: 15_000, interval: 20 })
  await rename(path.join(product.dataDir, 'away.db'), path.join(product.dataDir, 'sluice.db'))
}, 90_000)

test('a process that dies is started again on its port, and the others go on', async () => {
  const { product, ask } = await startShop()
  for (const name of ['dashboard', 'controller', 'proxy'] as const) {
    const before = await readRun(product.dataDir)
    process.kill(before.processes[name], 'SIGKILL')
    if (name !== 'proxy') expect(await ask()).toBe(200)
    await vi.waitFor(async () => {
      const after = await readRun(product.dataDir)
      expect(after.processes[name]).not.toBe(before.processes[name])
      expect(after.addresses).toEqual(before.addresses)
      expect(await ask()).toBe(200)
      expect((await product.api('GET', '/status')).body.proxies).toMatchObject([{ state: 'serving' }])
    }, { timeout: 30_000, interval: 100 })
  }
}, 120_000)

test('no request fails while objects change', async () => {
  const { product } = await startShop()
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
  const outcomes = new Map<number | string, number>()
  let isOver = false
  const client = async () => {
    while (!isOver) {
      const outcome = await send(product.run.addresses.http, { host: 'shop.test', agent }).then(({ status }) => status, (error: Error) => error.message)
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
    }
  }
  const clients = Array.from({ length: 8 }, client)
  for (let round = 1; round <= 50; round++) {
    const { status, body } = await product.api('PATCH', '/routes/shop', { tags: [`round-${round}`], methods: round % 2 ? ['GET', 'POST'] : [] })
    expect(status, JSON.stringify(body)).toBe(200)
    await product.api('GET', `/status?waitFor=${body.revision}&timeoutMs=5000`)
  }
  isOver = true
  await Promise.all(clients)
  agent.destroy()
  expect([...outcomes.keys()]).toEqual([200])
}, 120_000)
