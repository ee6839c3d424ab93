import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startBackend, type Backend } from '../backend.ts'
import { readRun, serveShop, startProduct, type Product } from '../product.ts'
import { send } from '../send.ts'

/** More rounds by hand: `SLUICE_KILL_ROUNDS=100 npx vitest run e2e/process/kill-rounds.test.ts`. */
const ROUNDS = Number(process.env.SLUICE_KILL_ROUNDS ?? 6)
const PROCESSES = ['dashboard', 'controller', 'proxy'] as const

let product: Product
let backend: Backend
beforeAll(async () => {
  ;[product, backend] = await Promise.all([startProduct(), startBackend('v1')])
}, 90_000)
afterAll(async () => {
  await Promise.all([product?.stop(), backend?.close()])
})

/** Writes an ever larger number until told to stop; knows which was tried and which was acknowledged last. */
function startWriter() {
  const written = { tried: 0, acknowledged: 0 }
  let isOver = false
  const done = (async () => {
    while (!isOver) {
      const next = ++written.tried
      const answer = await product.api('PATCH', '/upstreams/shop', { tags: [String(next)] }).catch(() => null)
      if (answer?.status === 200) written.acknowledged = next
      else await delay(20)
    }
  })()
  return { written, stop: () => ((isOver = true), done) }
}

/** Asks the proxy all the time. A connection that breaks is a killed process; an answer must be the backend's. */
function startReader() {
  const answers = new Map<number, number>()
  let isOver = false
  const done = (async () => {
    while (!isOver) {
      const status = await send(product.run.addresses.http, { host: 'shop.test' }).then((sent) => sent.status, () => null)
      if (status === null) await delay(5)
      else answers.set(status, (answers.get(status) ?? 0) + 1)
    }
  })()
  return { answers, stop: () => ((isOver = true), done) }
}

test(`${ROUNDS} rounds of kill -9 lose no acknowledged write and never serve an empty table`, async () => {
  await serveShop(product.api, backend.port)
  const reader = startReader()
  for (let round = 0; round < ROUNDS; round++) {
    const name = PROCESSES[round % PROCESSES.length]!
    const writer = startWriter()
    await vi.waitFor(() => expect(writer.written.acknowledged).toBeGreaterThan(0), 30_000)
    await delay(Math.random() * 300)
    const before = await readRun(product.dataDir)
    process.kill(before.processes[name], 'SIGKILL')
    await vi.waitFor(async () => expect((await readRun(product.dataDir)).processes[name]).not.toBe(before.processes[name]), 30_000)
    await writer.stop()
    await vi.waitFor(
      async () => {
        const { body: upstream } = await product.api('GET', '/upstreams/shop')
        const stored = Number(upstream.tags[0])
        expect(stored).toBeGreaterThanOrEqual(writer.written.acknowledged)
        expect(stored).toBeLessThanOrEqual(writer.written.tried)
        const { body: status } = await product.api('GET', '/status')
        expect(status.proxies).toMatchObject([{ state: 'serving', revision: status.revision }])
      },
      { timeout: 30_000, interval: 50 },
    )
    await product.api('PATCH', '/upstreams/shop', { tags: [] })
  }
  await reader.stop()
  expect([...reader.answers.keys()]).toEqual([200])
}, 60_000 + ROUNDS * 30_000)
