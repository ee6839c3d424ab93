import net, { type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Limits } from '../limits.ts'
import { connect, received, send } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const PIECE = 4096
const CHUNK = `${PIECE.toString(16)}\r\n${'x'.repeat(PIECE)}\r\n`
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const GET = 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n'
const CLOSE = 'GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n'
const OLD = 'GET / HTTP/1.0\r\nHost: shop.test\r\n\r\n'
const WEBSOCKET = 'GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

/** The proxy's end of the connection, which is in this process, too. */
function otherEnd({ localPort }: Socket): Socket {
  const handles = (process as unknown as { _getActiveHandles(): unknown[] })._getActiveHandles()
  return handles.find((handle): handle is Socket => handle instanceof net.Socket && handle.remotePort === localPort)!
}

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
  return { client, proxyEnd, backend: backend as unknown as Socket, sent, open }
}

/** Longer than the proxy reads on behind an answer, and than the limits here. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 1300))

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
  test.each<[string, string, Partial<Limits>]>([
    ['on a connection that ends behind it', CLOSE, {}],
    ['on a connection that is kept for a shorter time', GET, { idleMs: 300 }],
  ])('%s', async (_, request, limits) => {
    const { client, backend, sent } = await fill(request, CHUNKED, CHUNK, limits)
    backend.write('0\r\n\r\n')
    await aWhile()
    expect(await readAll(client)).toBeGreaterThan(sent)
  })

  test('in HTTP/1.0, where nothing else tells that it is complete', async () => {
    const { client, backend, sent } = await fill(OLD, 'HTTP/1.0 200 OK\r\n\r\n', 'x'.repeat(PIECE), {})
    backend.end()
    await aWhile()
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
  let isTold = false
  const { port } = await startRawBackend((socket) => {
    socket.on('data', () => socket.write(SWITCHED))
    socket.once('end', () => {
      isTold = true
      // Longer than the proxy waits before it asks whether such a client is there.
      setTimeout(() => socket.end('the rest'), 300)
    })
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port }] }] })
  const client = await connect(proxy.http)
  client.end(WEBSOCKET)
  await received(client, 'the rest')
  expect(isTold).toBe(true)
})
