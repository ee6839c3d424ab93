import { expect, test } from 'vitest'
import { collect, connect, received, send, until } from '../testing/client.ts'
import { deadPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const ASK = 'GET /ws HTTP/1.1\r\nHost: shop.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key: abc\r\nSec-WebSocket-Version: 13\r\n\r\n'
const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: xyz\r\n\r\n'

/** Switches, greets in the same packet, and then mirrors in upper case. */
const mirror = (heads: string[] = []) =>
  startRawBackend((socket) => {
    socket.once('data', (head: Buffer) => {
      heads.push(head.toString())
      socket.write(`${SWITCH}hello `)
      const early = head.toString().split('\r\n\r\n')[1]
      if (early) socket.write(early.toUpperCase())
      socket.on('data', (chunk: Buffer) => socket.write(chunk.toString().toUpperCase()))
      socket.on('end', () => socket.end('bye'))
    })
  })

test('a WebSocket goes through, with bytes that came early on both sides', async () => {
  const heads: string[] = []
  const backend = await mirror(heads)
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  const all = collect(socket)
  socket.write(`${ASK}early `)
  await received(socket, 'EARLY ')
  socket.write('later')
  await received(socket, 'LATER')
  socket.end()
  expect(await all).toMatch(/^HTTP\/1.1 101 Switching Protocols\r\n[^]*Sec-WebSocket-Accept: xyz\r\n[^]*\r\n\r\nhello EARLY LATERbye$/)
  expect(heads[0]).toMatch(/\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/)
  expect(heads[0]).toMatch(/\r\nX-Forwarded-For: 127.0.0.1\r\n/)
  await until(() => backend.connections() === 1)
  expect((await send(proxy.status, { path: '/metrics' })).body).toMatch(/sluice_requests_total\{[^}]*\} 1\n/)
})

test('a target that refuses is replaced by the next', async () => {
  const backend = await mirror()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: await deadPort() }, { port: backend.port }] }] })
  const socket = await connect(proxy.http)
  socket.write(ASK)
  expect(await received(socket, 'hello ')).toMatch(/^HTTP\/1.1 101 /)
})

test('a target that does not switch answers as to any request', async () => {
  const echo = await startEcho({ handler: (_, res) => res.writeHead(200).end('plain') })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
  const socket = await connect(proxy.http)
  const all = collect(socket)
  socket.write(ASK)
  expect(await all).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*plain/)
})

test('no route, no tunnel', async () => {
  const proxy = await startTestProxy({})
  const socket = await connect(proxy.http)
  const all = collect(socket)
  socket.write(ASK)
  expect(await all).toMatch(/^HTTP\/1.1 404 Not Found\r\nServer: sluice\r\n/)
})

test('another protocol than websocket is not upgraded', async () => {
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
  const { status } = await send(proxy.http, { headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' } })
  expect(status).toBe(200)
  expect(echo.seen[0]!.headers).not.toHaveProperty('upgrade')
  expect(echo.seen[0]!.headers).not.toHaveProperty('http2-settings')
})

test('a silent tunnel is closed on both sides', async () => {
  const backend = await mirror()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { readTimeoutMs: 50 } }] })
  const socket = await connect(proxy.http)
  socket.write(ASK)
  const all = collect(socket)
  expect(await all).toMatch(/hello $/)
})

test('a target that goes takes the client along', async () => {
  const backend = await startRawBackend((socket) => socket.once('data', () => socket.write(SWITCH, () => socket.destroy())))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  const all = collect(socket)
  socket.write(ASK)
  expect(await all).toMatch(/^HTTP\/1.1 101 /)
})
