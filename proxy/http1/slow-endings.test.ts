import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Limits } from '../limits.ts'
import { connect, received, send, until } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { otherEnd } from '../testing/own-sockets.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const PIECE = 4096
const CHUNK = `${PIECE.toString(16)}\r\n${'x'.repeat(PIECE)}\r\n`
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const GET = 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n'
const CLOSE = 'GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n'
const OLD = 'GET / HTTP/1.0\r\nHost: shop.test\r\n\r\n'
const WEBSOCKET = 'GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

/**
 * A client that reads nothing, and a backend that answers it for as long as the system takes bytes for it; then it stops, so
 * that a little is left in the proxy.
 */
async function fill(request: string, head: string, piece: string, limits: Partial<Limits>) {
  let backend: Socket | null = null
  const { port } = await startRawBackend((socket) => socket.once('data', () => void (backend = socket)))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port }], service: { readTimeoutMs: 2000 } }] }, { limits })
  const client = await connect(proxy.http)
  client.on('error', () => {})
  client.pause()
  client.write(request)
  await expect.poll(() => backend).not.toBeNull()
  backend!.write(head)
  let sent = head.length
  const proxyEnd = otherEnd(client)
  while (proxyEnd.writableLength === 0) {
    backend!.write(piece)
    sent += piece.length
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(proxyEnd.writableLength).toBeLessThan(65_536)
  const open = async () => {
    const { body } = await send(proxy.status, { path: '/metrics' })
    return Number(/^sluice_connections\{protocol="http"\} (\d+)$/m.exec(body)![1])
  }
  return { port: proxy.http, client, proxyEnd, backend: backend as unknown as Socket, sent, open }
}

async function readAll(socket: Socket): Promise<number> {
  let bytes = 0
  await new Promise<void>((resolve) => {
    const done = () => resolve()
    socket.once('end', done).once('close', done)
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (chunk.subarray(-5).equals(Buffer.from('0\r\n\r\n'))) resolve()
    })
    socket.resume()
  })
  return bytes
}

describe('a client that takes its time over the end of a response gets all of it', () => {
  /** Outlasts the time that a client has whose connection ends: one whose time began later has lost its connection. */
  const outlastLingering = async (port: number, open: () => Promise<number>) => {
    const witness = await connect(port)
    witness.write('not HTTP\r\n\r\n')
    await received(witness, ' 400 ')
    await expect.poll(open, { timeout: 10_000 }).toBeLessThan(2)
  }

  test('on a connection that ends behind it', async () => {
    const { port, client, proxyEnd, backend, sent, open } = await fill(CLOSE, CHUNKED, CHUNK, {})
    backend.write('0\r\n\r\n')
    await until(() => proxyEnd.writableEnded)
    await outlastLingering(port, open)
    expect(await readAll(client)).toBeGreaterThan(sent)
  })

  test('in HTTP/1.0, where nothing else tells that it is complete', async () => {
    const { port, client, proxyEnd, backend, sent, open } = await fill(OLD, 'HTTP/1.0 200 OK\r\n\r\n', 'x'.repeat(PIECE), {})
    backend.end()
    await until(() => proxyEnd.writableEnded)
    await outlastLingering(port, open)
    expect(await readAll(client)).toBeGreaterThan(sent)
  })

  test('on a connection that is kept for a shorter time', async () => {
    const { port, client, proxyEnd, backend, sent, open } = await fill(GET, CHUNKED, CHUNK, { idleMs: 300 })
    const before = proxyEnd.writableLength
    backend.write('0\r\n\r\n')
    await until(() => proxyEnd.writableLength > before)
    const witness = await connect(port)
    witness.write('HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    await expect.poll(open).toBe(2)
    await expect.poll(open, { timeout: 10_000 }).toBeLessThan(2)
    expect(await readAll(client)).toBeGreaterThan(sent)
  })
})

describe('a client that takes nothing of what is left for it is let go', () => {
  const limits: Partial<Limits> = { idleMs: 300, bodyMs: 300, headMs: 300 }

  test.each([['that asked for the end', CLOSE], ['that did not', GET]])('behind its own end, %s', async (_, request) => {
    const { client, proxyEnd, backend, open } = await fill(request, CHUNKED, CHUNK, limits)
    client.end()
    await expect.poll(() => proxyEnd.readableEnded).toBe(true)
    backend.write('0\r\n\r\n')
    await expect.poll(open, { timeout: 4000 }).toBe(0)
  })

  test.each<[string, (socket: Socket) => void]>([
    ['ended', (socket) => void socket.end()],
    ['reset', (socket) => void socket.resetAndDestroy()],
  ])('behind an upgrade whose target has %s its connection', async (_, end) => {
    const { backend, open } = await fill(WEBSOCKET, SWITCHED, 'x'.repeat(PIECE), limits)
    onTestFinished(() => void backend.destroy())
    end(backend)
    await expect.poll(open, { timeout: 4000 }).toBe(0)
  })
})

test('a client that has ended its half before the upgrade is granted keeps the other half, and the target is told', async () => {
  let told: Socket | null = null
  const { port } = await startRawBackend((socket) => {
    socket.on('data', (head: Buffer) => head.includes('Upgrade') && socket.write(SWITCHED))
    socket.once('end', () => (told = socket))
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port }] }] })
  const client = await connect(proxy.http)
  client.end(WEBSOCKET)
  await until(() => told !== null)
  // Another client that has ended its half, and gets no answer: it is asked whether it is there when its time is over.
  const witness = await connect(proxy.http)
  witness.end(GET)
  await received(witness, ' 100 Continue')
  told!.end('the rest')
  expect(await received(client, 'the rest')).toMatch(/^HTTP\/1.1 101 [^]*the rest$/)
})
