import { createHash } from 'node:crypto'
import http from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeSnapshot, prefix } from '../testing/snapshot.ts'
import type { ProxyOptions } from '../start.ts'
import { connect, received, send, sendToEcho, settled, until } from '../testing/client.ts'
import { deadPort, startEcho, startHeld, startRawBackend } from '../testing/echo.ts'
import { ownSockets } from '../testing/own-sockets.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const MIB = 1024 * 1024
const POST = 'POST / HTTP/1.1\r\nHost: shop.test\r\n'
const hashOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

type Given = { percents?: number[]; requestBuffering?: boolean; hostHeader?: string; timeouts?: object; options?: Partial<ProxyOptions> }

/** A proxy whose route mirrors to services of the ports. */
async function start(main: number, mirrors: number[], { percents = [], requestBuffering = false, hostHeader, timeouts, options }: Given = {}) {
  const filters = mirrors.map((_, place) => ({ type: 'mirror' as const, service: place + 1, percent: percents[place] ?? 100 }))
  const others = mirrors.map((port, place) => ({
    name: `mirror-${place}`, targets: [{ port }], path: prefix(`/only-${place}`), service: { path: '/copy', ...timeouts }, ...(hostHeader && { hostHeader }),
  }))
  const route = { requestBuffering, ...(hostHeader && { preserveHost: false }) }
  const proxy = await startTestProxy(null, options)
  await proxy.serve(makeSnapshot({ routes: [{ targets: [{ port: main }], filters, route }, ...others] }))
  const count = async (result: string) => Number(new RegExp(`sluice_mirrors_total\\{result="${result}"\\} (\\d+)`).exec((await send(proxy.status, { path: '/metrics' })).body)![1])
  return { proxy, count }
}

describe('a mirror gets what the target gets', () => {
  test('of a request without a body', async () => {
    const [main, mirror] = [await startEcho(), await startEcho()]
    const { proxy, count } = await start(main.port, [mirror.port])
    await sendToEcho(proxy.http, { path: '/a?b=c', headers: { 'x-tag': '1', 'x-request-id': 'r1' } })
    await until(() => mirror.seen.length === 1)
    expect(mirror.seen[0]).toMatchObject({ method: 'GET', url: '/copy/a?b=c' })
    expect(mirror.seen[0]!.headers).toEqual(main.seen[0]!.headers)
    await expect.poll(() => count('sent')).toBe(1)
  })

  test('but with the Host of its own service', async () => {
    const [main, mirror] = [await startEcho(), await startEcho()]
    const { proxy } = await start(main.port, [mirror.port], { hostHeader: 'mirror.test' })
    await sendToEcho(proxy.http)
    await until(() => mirror.seen.length === 1)
    expect(mirror.seen[0]!.headers.host).toEqual(['mirror.test'])
    expect(main.seen[0]!.headers.host).toEqual([`127.0.0.1:${main.port}`])
  })

  test.each([
    ['with a length', 1000, { 'content-length': '1000' }],
    ['with a length, long', 700_000, { 'content-length': '700000' }],
    ['in chunks', 1000, {}],
    ['in chunks, long', 700_000, {}],
  ])('of a body %s', async (_, size, headers) => {
    const [main, mirror] = [await startEcho(), await startEcho()]
    for (const requestBuffering of [false, true]) {
      const { proxy, count } = await start(main.port, [mirror.port], { requestBuffering })
      const body = Buffer.from(Array.from({ length: size }, (__, i) => 97 + (i % 26)))
      // The second goes over connections that are there.
      for (let i = 1; i <= 2; i++) {
        main.seen.length = mirror.seen.length = 0
        const request = http.request({ host: '127.0.0.1', port: proxy.http, method: 'POST', headers: { host: 'shop.test', ...headers } })
        const answered = new Promise<http.IncomingMessage>((resolve) => request.once('response', resolve))
        for (let at = 0; at < size; at += 50_000) request.write(body.subarray(at, at + 50_000))
        request.end()
        expect((await answered).resume().statusCode).toBe(200)
        await until(() => mirror.seen.length === 1)
        expect(hashOf(mirror.seen[0]!.body)).toBe(hashOf(body))
        expect(hashOf(main.seen[0]!.body)).toBe(hashOf(body))
        expect(mirror.seen[0]!.headers['content-length']).toEqual(main.seen[0]!.headers['content-length'])
        await expect.poll(() => count('sent')).toBe(i)
      }
    }
    expect(mirror.connections()).toBe(2)
  })

  test('of trailers; it is not asked for 100-continue', async () => {
    const [main, mirror] = [await startEcho(), await startEcho()]
    const { proxy } = await start(main.port, [mirror.port])
    const client = await connect(proxy.http)
    client.write(`${POST}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\nExpect: 100-continue\r\n\r\n`)
    await received(client, '100 Continue')
    client.write('2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n')
    await until(() => mirror.seen.length === 1)
    expect(mirror.seen[0]).toMatchObject({ body: 'hi', trailers: { 'x-sum': '1' } })
    expect(mirror.seen[0]!.headers).not.toHaveProperty('expect')
  })

  test('and so do all of several', async () => {
    const backends = await Promise.all([startEcho(), startEcho(), startEcho()])
    const { proxy } = await start(backends[0].port, [backends[1].port, backends[2].port])
    await sendToEcho(proxy.http, { method: 'POST', body: 'hello' })
    await until(() => backends.every(({ seen }) => seen.length === 1))
    expect(backends.map(({ seen }) => seen[0]!.body)).toEqual(['hello', 'hello', 'hello'])
  })
})

test('a share of the requests is mirrored', async () => {
  const [main, mirror, never] = [await startEcho(), await startEcho(), await startEcho()]
  const { proxy, count } = await start(main.port, [mirror.port, never.port], { percents: [30, 0] })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  onTestFinished(() => agent.destroy())
  for (let i = 0; i < 400; i++) await sendToEcho(proxy.http, { agent })
  await expect.poll(() => count('sent')).toBe(mirror.seen.length)
  // Six standard deviations.
  expect(Math.abs(mirror.seen.length - 120)).toBeLessThan(55)
  expect(never.seen).toEqual([])
})

describe('nothing that a mirror does is anything to the request', () => {
  const answers: [name: string, serve: (socket: Socket) => void, result: string][] = [
    ['that answers 500', (socket) => socket.on('data', () => socket.end('HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno')), 'sent'],
    ['that answers at once and closes', (socket) => socket.end('HTTP/1.1 403 No\r\nConnection: close\r\n\r\nno'), 'sent'],
    ['that closes', (socket) => socket.destroy(), 'failed'],
    ['that closes behind the request', (socket) => socket.once('data', () => socket.destroy()), 'failed'],
    ['that speaks no HTTP', (socket) => socket.on('data', () => socket.write('hello\r\n\r\n')), 'failed'],
    ['that switches protocols', (socket) => socket.on('data', () => socket.write('HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n')), 'failed'],
    ['that answers without an end', (socket) => socket.on('data', () => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n')
      const more = () => socket.destroyed || socket.write('x'.repeat(65_536), more)
      more()
    }), 'sent'],
    ['that breaks its chunks', (socket) => socket.on('data', () => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')), 'sent'],
  ]
  test.each(answers)('one %s', async (_, serve, result) => {
    const main = await startEcho()
    const mirror = await startRawBackend(serve)
    const { proxy, count } = await start(main.port, [mirror.port])
    expect((await sendToEcho(proxy.http, { method: 'POST', body: 'hello' })).body).toBe('hello')
    await expect.poll(() => count(result)).toBe(1)
    await until(() => !ownSockets().some((socket) => socket.remotePort === mirror.port && !socket.destroyed))
  })

  test('one that is not there', async () => {
    const main = await startEcho()
    const { proxy, count } = await start(main.port, [await deadPort()])
    await sendToEcho(proxy.http)
    await expect.poll(() => count('failed')).toBe(1)
  })

  test('one that says nothing: the answer does not wait, and its time runs out', async () => {
    const [main, mirror] = [await startEcho(), await startHeld()]
    const { proxy, count } = await start(main.port, [mirror.port], { timeouts: { readTimeoutMs: 200 } })
    await sendToEcho(proxy.http)
    expect(await count('failed')).toBe(0)
    await expect.poll(() => count('failed'), { timeout: 5000 }).toBe(1)
  })

  test.each([false, true])('one that reads nothing: the body goes on at the pace of the target; buffering: %s', async (requestBuffering) => {
    const main = await startEcho()
    const mirror = await startRawBackend((socket) => void socket.pause())
    const { proxy, count } = await start(main.port, [mirror.port], { requestBuffering, timeouts: { writeTimeoutMs: 300 } })
    let most = 0
    const look = setInterval(() => {
      for (const own of ownSockets()) if (own.remotePort === mirror.port) most = Math.max(most, own.writableLength)
    }, 1)
    onTestFinished(() => clearInterval(look))
    const size = 24 * MIB
    const { body } = await sendToEcho(proxy.http, { method: 'POST', body: Buffer.alloc(size, 'x') })
    expect(body.length).toBe(size)
    await expect.poll(() => count(requestBuffering ? 'failed' : 'dropped'), { timeout: 5000 }).toBe(1)
    expect(most).toBeLessThan(1.5 * MIB)
  })

  test('hundreds that hang are not followed by more', async () => {
    const main = await startEcho()
    const mirror = await startRawBackend(() => {})
    const { proxy, count } = await start(main.port, [mirror.port])
    const client = strictClient(await connect(proxy.http))
    for (let i = 0; i < 600; i++) expect((await client.ask('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')).status).toBe(200)
    expect(await count('dropped')).toBe(600 - 512)
    expect(await settled(mirror.connections)).toBe(512)
  })
})

test('a body whose client leaves is not ended for the mirror', async () => {
  let isGone = false
  let text = ''
  const main = await startEcho()
  const mirror = await startRawBackend((socket) => {
    socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')))
    socket.once('close', () => (isGone = true))
    socket.on('end', () => socket.end())
  })
  const { proxy, count } = await start(main.port, [mirror.port])
  const client = await connect(proxy.http)
  client.write(`${POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`)
  await until(() => text.endsWith('hello\r\n'))
  client.destroy()
  await until(() => isGone)
  expect(text).not.toContain('0\r\n\r\n')
  await expect.poll(() => count('dropped')).toBe(1)
})
