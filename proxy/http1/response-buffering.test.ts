import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Limits } from '../limits.ts'
import { connect, send, settled, until } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { otherEnd, ownSockets } from '../testing/own-sockets.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const GET = 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n'
const MIB = 1024 * 1024
const PIECE = Buffer.alloc(65_536, 'x')

async function start(answer: (socket: Socket) => void, responseBuffering = true, limits: Partial<Limits> = {}) {
  const backend = await startRawBackend((socket) => {
    socket.on('data', () => answer(socket))
    socket.on('end', () => socket.end())
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], route: { responseBuffering } }] }, { limits })
  const ends = () => ownSockets().filter((socket) => socket.remotePort === backend.port)
  return { proxy, backend, taken: () => ends().reduce((sum, socket) => sum + socket.bytesRead, 0) }
}

/** A client that reads nothing until it is told to. */
async function stalled(port: number): Promise<Socket> {
  const socket = await connect(port)
  socket.on('error', () => {})
  socket.pause()
  socket.write(GET)
  return socket
}

function flood(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n')
  const more = () => {
    while (!socket.destroyed && socket.write(PIECE));
    socket.once('drain', more)
  }
  more()
}

/** What the kernel takes for a client that reads nothing, and what is held here beside that. */
async function takenOfFlood(responseBuffering: boolean): Promise<{ taken: number; inSocket: number }> {
  const { proxy, taken } = await start(flood, responseBuffering)
  const client = await stalled(proxy.http)
  await until(() => taken() > 0)
  const bytes = await settled(taken)
  const { writableLength } = otherEnd(client)
  client.destroy()
  await until(() => taken() === 0)
  return { taken: bytes, inSocket: writableLength }
}

test('1 MiB of an answer waits for a slow client, and no more', async () => {
  const without = await takenOfFlood(false)
  const buffered = await takenOfFlood(true)
  expect(buffered.taken - without.taken).toBeGreaterThan(0.75 * MIB)
  expect(buffered.taken - without.taken).toBeLessThan(1.5 * MIB)
  expect(buffered.inSocket).toBeLessThanOrEqual(without.inSocket + 65_536)
})

describe('a target whose answer fits is free, and the client gets all of it at its own pace', () => {
  const framings: [name: string, head: string, send: (socket: Socket, body: string) => void][] = [
    ['with a length', 'Content-Length', (socket, body) => void socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)],
    ['in chunks', 'Transfer-Encoding', (socket, body) => {
      const chunks = body.match(/[^]{1,5000}/g)!.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
      socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`)
    }],
    ['until its end', 'Transfer-Encoding', (socket, body) => void socket.end(`HTTP/1.1 200 OK\r\n\r\n${body}`)],
  ]
  test.each(framings)('%s', async (_, framing, sendBody) => {
    const { taken: kernel } = await takenOfFlood(false)
    const body = Array.from({ length: Math.round((kernel + 0.6 * MIB) / 8) }, (_, i) => i.toString(36).padStart(8, '.')).join('')
    const { proxy } = await start((socket) => sendBody(socket, body))
    const client = await stalled(proxy.http)
    await until(() => otherEnd(client)?.writableNeedDrain === true)
    const metrics = async () => (await send(proxy.status, { path: '/metrics' })).body
    await expect.poll(metrics, { timeout: 5000 }).toMatch(/sluice_upstream_connections\{protocol="http",state="active"\} 0\n/)
    expect(await metrics()).toContain('sluice_requests_in_flight 1\n')
    const reader = strictClient(client.resume())
    const response = await reader.ask('', 'GET')
    expect(response.head).toContain(`\r\n${framing}: `)
    expect([response.body.length, response.body === body, response.isCut]).toEqual([body.length, true, false])
    // The connection goes on.
    expect((await reader.ask(GET)).body === body).toBe(true)
    expect(await metrics()).toContain('sluice_requests_in_flight 0\n')
  })
})

describe('behind a target that is done', () => {
  async function startDone(limits: Partial<Limits> = {}) {
    const { taken: kernel } = await takenOfFlood(false)
    const size = Math.round(kernel + 0.6 * MIB)
    const begun = await start((socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`), true, limits)
    const client = await stalled(begun.proxy.http)
    const metrics = async () => (await send(begun.proxy.status, { path: '/metrics' })).body
    await until(() => otherEnd(client)?.writableNeedDrain === true)
    await expect.poll(metrics, { timeout: 5000 }).toMatch(/sluice_upstream_connections\{protocol="http",state="idle"\} 1\n/)
    return { ...begun, client, size, metrics }
  }

  test('a client that leaves is counted as one', async () => {
    const { client, metrics } = await startDone()
    client.destroy()
    await expect.poll(metrics).toContain('sluice_clients_gone_total 1\n')
    expect(await metrics()).toContain('sluice_requests_in_flight 0\n')
  })

  test('a client that reads nothing is cut', async () => {
    const { metrics } = await startDone({ bodyMs: 200 })
    await expect.poll(metrics, { timeout: 5000 }).toContain('sluice_connections{protocol="http"} 0\n')
  })

  test('a client that reads slowly is not', async () => {
    const { client, size } = await startDone({ bodyMs: 1000 })
    const begin = performance.now()
    let got = 0
    client.on('data', (bytes: Buffer) => {
      got += bytes.length
      client.pause()
      setTimeout(() => client.resume(), 25)
    })
    client.resume()
    client.once('end', () => client.destroy())
    await until(() => got > size || client.destroyed)
    expect(got).toBeGreaterThan(size)
    expect(performance.now() - begin).toBeGreaterThan(1200)
  })
})

test('a target that breaks off cuts the client, whatever waits for it', async () => {
  let target: Socket | null = null
  const { proxy, taken } = await start((socket) => flood((target = socket)))
  const client = await stalled(proxy.http)
  await until(() => taken() > 0)
  await settled(taken)
  target!.resetAndDestroy()
  const { isCut, status } = await strictClient(client.resume()).ask('', 'GET')
  expect([status, isCut]).toEqual([200, true])
})
