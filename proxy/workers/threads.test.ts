import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { BroadcastChannel } from 'node:worker_threads'
import { describe, expect, onTestFinished, test } from 'vitest'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { ProxyOptions } from '../start.ts'
import { connect, received, send, sendToEcho } from '../testing/client.ts'
import { deadPort, listenOnAnyPort, startEcho } from '../testing/echo.ts'
import type { Fault } from '../testing/faulty-worker.ts'
import { makeSnapshot, type TestSnapshot } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

/** A thread may take a second to start on a machine with much to do. */
const PATIENT = { timeout: 15_000 }

const FAULTY = new URL('../testing/faulty-worker.ts', import.meta.url)

/** A proxy of real threads, and a way to make them fail. */
async function startThreads(snapshot: TestSnapshot | null, count = 2, options: Partial<ProxyOptions> = {}, heap = {}) {
  const linkToken = randomUUID()
  const proxy = await startTestProxy(snapshot, { workers: { count, heap, script: FAULTY }, linkToken, ...options })
  const channel = new BroadcastChannel(linkToken)
  onTestFinished(() => channel.close())
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows
  return { ...proxy, fail: (worker: number, kind: Fault['kind']) => channel.postMessage({ worker, kind } satisfies Fault) }
}

async function startWithEcho(count = 2, options: Partial<ProxyOptions> = {}, heap = {}) {
  const echo = await startEcho()
  return startThreads({ routes: [{ targets: [{ port: echo.port }] }] }, count, options, heap)
}

/** Samples of one metric by the value of a label. */
async function metric(status: number, name: string, label: string): Promise<Record<string, number>> {
  const { body } = await send(status, { path: '/metrics' })
  const lines = body.split('\n').filter((line) => line.startsWith(`${name}{`))
  return Object.fromEntries(lines.map((line) => [new RegExp(`${label}="([^"]*)"`).exec(line)![1]!, Number(line.split(' ').at(-1))]))
}

const workers = async (status: number) => (JSON.parse((await send(status, { path: '/status' })).body) as { workers: number }).workers

const accepted = (status: number) => metric(status, 'sluice_worker_connections_accepted_total', 'worker')

/** Requests over kept connections, until it is stopped: how many were answered, and what became of the others. */
function load(port: number, connections: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  let isOn = true
  const seen = { answered: 0, failed: 0, otherStatus: 0 }
  const one = async () => {
    while (isOn) {
      await send(port, { agent }).then(
        ({ status }) => (status === 200 ? seen.answered++ : seen.otherStatus++),
        () => seen.failed++,
      )
    }
  }
  const all = Promise.all(Array.from({ length: connections }, one))
  const stop = async () => {
    isOn = false
    await all
    agent.destroy()
    return seen
  }
  return { seen, stop }
}

test('workers share the connections, and their counters are added up', async () => {
  const proxy = await startWithEcho()
  const count = 100
  for (let i = 0; i < count; i++) await sendToEcho(proxy.http)
  await expect.poll(async () => Object.values(await accepted(proxy.status)).reduce((sum, one) => sum + one, 0), PATIENT).toBe(count)
  const shares = Object.values(await accepted(proxy.status))
  expect(shares).toHaveLength(2)
  // By chance one of them has less than a fifth once in a thousand million times.
  expect(Math.min(...shares)).toBeGreaterThan(count / 5)
  expect(await metric(proxy.status, 'sluice_requests_total', 'route')).toEqual({ shop: count })
})

describe('a worker that ends', () => {
  test('loses its own connections only, and is replaced', async () => {
    const proxy = await startWithEcho()
    const sockets = await Promise.all(Array.from({ length: 40 }, () => connect(proxy.http)))
    const isCut = sockets.map((socket) => {
      const state = { cut: false }
      const cut = () => (state.cut = true)
      socket.on('error', cut)
      socket.once('end', cut)
      return state
    })
    const ask = async (socket: net.Socket) => {
      const answer = received(socket, '"name":"echo"')
      socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
      return answer
    }
    await Promise.all(sockets.map(ask))
    await expect.poll(async () => Object.values(await accepted(proxy.status)).reduce((sum, one) => sum + one, 0), PATIENT).toBe(40)
    const ofFirst = (await accepted(proxy.status))['0']!
    for (const socket of sockets) socket.resume()
    await proxy.endWorker(0)
    await expect.poll(() => isCut.filter(({ cut }) => cut).length, PATIENT).toBe(ofFirst)
    await Promise.all(sockets.filter((_, index) => !isCut[index]!.cut).map(ask))
    await expect.poll(() => workers(proxy.status), PATIENT).toBe(2)
    expect(await metric(proxy.status, 'sluice_requests_total', 'route')).toEqual({ shop: 80 - ofFirst })
    expect(await metric(proxy.status, 'sluice_connections', 'protocol')).toMatchObject({ http: 40 - ofFirst })
  })

  test('under load costs no more than what it had under way, and its replacement takes its share', async () => {
    const proxy = await startWithEcho()
    const { seen, stop } = load(proxy.http, 16)
    await expect.poll(() => seen.answered, PATIENT).toBeGreaterThan(200)
    await proxy.endWorker(0)
    await expect.poll(() => proxy.lines.join('\n'), PATIENT).toContain('a worker ended; it is replaced')
    await expect.poll(() => workers(proxy.status), PATIENT).toBe(2)
    const { failed, otherStatus } = await stop()
    expect(failed).toBeLessThanOrEqual(16)
    expect(otherStatus).toBe(0)
    for (let i = 0; i < 60; i++) await sendToEcho(proxy.http)
    await expect.poll(async () => (await accepted(proxy.status))['0'], PATIENT).toBeGreaterThan(0)
  })

  test.each<[Fault['kind'], string, RegExp]>([
    ['throw', 'exception', /a fault on 127/],
    ['reject', 'exception', /a rejection that nobody takes/],
    ['exit', 'exit', /it ended with 3/],
  ])('by %s is counted and logged with its reason', async (kind, counted, reason) => {
    const proxy = await startWithEcho()
    proxy.fail(1, kind)
    await expect.poll(() => proxy.lines.join('\n'), PATIENT).toMatch(reason)
    await expect.poll(() => metric(proxy.status, 'sluice_worker_ends_total', 'kind'), PATIENT).toEqual({ [counted]: 1 })
    await expect.poll(() => workers(proxy.status), PATIENT).toBe(2)
    for (let i = 0; i < 20; i++) await sendToEcho(proxy.http)
  })

  test('by the limit of its heap is replaced; the other one serves meanwhile', async () => {
    const proxy = await startWithEcho(2, {}, { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 })
    proxy.fail(0, 'heap')
    await expect.poll(() => metric(proxy.status, 'sluice_worker_ends_total', 'kind'), PATIENT).toEqual({ heap: 1 })
    await expect.poll(() => workers(proxy.status), PATIENT).toBe(2)
    for (let i = 0; i < 20; i++) await sendToEcho(proxy.http)
  })

  test('alone is replaced by one that serves the same, on the same ports', async () => {
    const echo = await startEcho()
    const extra = await deadPort()
    const proxy = await startThreads({ routes: [{ targets: [{ port: echo.port }] }], listeners: [{}, { name: 'extra', port: extra }] }, 1)
    await proxy.endWorker(0)
    const methodAt = (port: number) => sendToEcho(port).then(({ method }) => method, () => null)
    for (const port of [proxy.http, extra]) await expect.poll(() => methodAt(port), PATIENT).toBe('GET')
    expect(await methodAt(extra)).toBe('GET')
  })

  test('alone takes readiness with it, until its replacement serves', async () => {
    const proxy = await startWithEcho(1)
    const agent = new http.Agent({ keepAlive: true })
    onTestFinished(() => agent.destroy())
    const readiness = async () => (await send(proxy.status, { path: '/readyz', agent })).body
    expect(await readiness()).toBe('ready\n')
    await proxy.endWorker(0)
    // Over the connection that is there these are answered long before another thread has begun.
    expect(await readiness()).toBe('no worker serves\n')
    expect(JSON.parse((await send(proxy.status, { path: '/status', agent })).body)).toMatchObject({ ready: false, workers: 0 })
    await expect.poll(readiness, PATIENT).toBe('ready\n')
    await sendToEcho(proxy.http)
  })

  test('while a snapshot is built does not keep it from being served', async () => {
    const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
    const proxy = await startThreads({ routes: [{ targets: [{ port: a.port }] }] })
    const applied = proxy.apply({ default: 2 }, encodeSnapshot(makeSnapshot({ routes: [{ targets: [{ port: b.port }] }] })))
    void proxy.endWorker(1)
    expect(await applied).toMatchObject({ state: 'serving', revisions: { default: 2 } })
    await expect.poll(() => workers(proxy.status), PATIENT).toBe(2)
    for (let i = 0; i < 20; i++) expect((await sendToEcho(proxy.http)).name).toBe('b')
  })
})

describe('a snapshot', () => {
  test('is served by all workers or by none', async () => {
    const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
    const proxy = await startThreads({ routes: [{ targets: [{ port: a.port }] }] })
    const next = makeSnapshot({ routes: [{ targets: [{ port: b.port }] }] })
    expect(await proxy.apply({ default: 2 }, encodeSnapshot({ ...next, upstreams: [] }))).toMatchObject({ state: 'failed', revisions: { default: 1 } })
    for (let i = 0; i < 20; i++) expect((await sendToEcho(proxy.http)).name).toBe('a')
    await proxy.serve(next)
    for (let i = 0; i < 20; i++) expect((await sendToEcho(proxy.http)).name).toBe('b')
  })

  test('of listeners with ports of their own opens them in all workers, and closes them', async () => {
    const echo = await startEcho()
    const port = await deadPort()
    const routes = [{ targets: [{ port: echo.port }] }]
    const proxy = await startThreads({ routes, listeners: [{}, { name: 'extra', port }] })
    for (let i = 0; i < 20; i++) await sendToEcho(port)
    await proxy.serve(makeSnapshot({ routes }))
    await expect(send(port)).rejects.toThrow(/ECONNREFUSED/)
  })

  test('with a port that is taken says so; it opens when the port is free', async () => {
    const echo = await startEcho()
    const holder = net.createServer()
    const port = await listenOnAnyPort(holder)
    const proxy = await startThreads({ routes: [{ targets: [{ port: echo.port }] }], listeners: [{}, { name: 'extra', port }] }, 2, { portRetryMs: 20 })
    expect(proxy.served().message).toContain('the port is in use by another process')
    holder.close()
    await expect.poll(() => proxy.served().message, PATIENT).toBeUndefined()
    for (let i = 0; i < 10; i++) await sendToEcho(port)
  })
})

test('a second proxy does not get the ports that workers share', async () => {
  const proxy = await startWithEcho()
  const ports = { http: proxy.http, https: 0, status: 0 }
  await expect(startTestProxy(null, { ports, workers: { count: 2 } })).rejects.toThrow(`SLUICE_HTTP_PORT ${proxy.http}: the port is in use by another process`)
})

test('a worker that cannot begin ends the start, with its reason', async () => {
  const options: Partial<ProxyOptions> = { workers: { count: 2 }, accessLog: { to: { file: '/nowhere/at/all.log' }, format: 'json', sample: 1 } }
  await expect(startTestProxy(null, options)).rejects.toThrow('/nowhere/at/all.log')
})

test('draining waits for the requests of all workers', async () => {
  const waiting: http.ServerResponse[] = []
  const echo = await startEcho({ handler: (_, res) => void waiting.push(res) })
  const proxy = await startThreads({ routes: [{ targets: [{ port: echo.port }] }] }, 2, { drainMs: 10_000 })
  const answers = Promise.all(Array.from({ length: 12 }, () => send(proxy.http)))
  await expect.poll(() => waiting.length, PATIENT).toBe(12)
  const drained = proxy.drain()
  await expect.poll(async () => (await send(proxy.status, { path: '/readyz' })).body, PATIENT).toBe('draining\n')
  await expect.poll(() => send(proxy.http).then(() => 'served', (error: Error) => error.message), PATIENT).toMatch(/ECONNREFUSED/)
  for (const res of waiting) res.end('done')
  expect((await answers).map(({ status, headers }) => [status, headers.connection])).toEqual(Array.from({ length: 12 }, () => [200, 'close']))
  await drained
})

test('until the end connections are accepted for the time given', async () => {
  const echo = await startEcho()
  const proxy = await startThreads({ routes: [{ targets: [{ port: echo.port }] }] }, 2, { drainMs: 5000, preStopMs: 300 })
  const drained = proxy.drain()
  expect((await send(proxy.status, { path: '/readyz' })).status).toBe(503)
  const { status, headers } = await send(proxy.http, { agent: new http.Agent({ keepAlive: true }) })
  expect([status, headers.connection]).toEqual([200, 'close'])
  await drained
  await expect(once(net.connect(proxy.http, '127.0.0.1'), 'connect')).rejects.toThrow(/ECONNREFUSED/)
})
