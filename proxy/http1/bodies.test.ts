import http from 'node:http'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { collect, connect, received, send, sendRaw, sendToEcho, settled, until } from '../testing/client.ts'
import { startEcho, startRawBackend } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const MIB = 1024 * 1024

test('a large body goes both ways unchanged', async () => {
  const mirror = await startEcho({ handler: (req, res) => void req.pipe(res) })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: mirror.port }] }] })
  const request = http.request({ host: '127.0.0.1', port: proxy.http, method: 'POST', headers: { host: 'shop.test' } })
  const [sent, got] = [createHash('sha256'), createHash('sha256')]
  request.once('response', (response) => response.on('data', (chunk: Buffer) => got.update(chunk)).once('end', () => request.emit('done')))
  const done = once(request, 'done')
  for (let i = 0; i < 64; i++) {
    const chunk = Buffer.alloc(MIB, i)
    sent.update(chunk)
    if (!request.write(chunk)) await once(request, 'drain')
  }
  request.end()
  await done
  expect(got.digest('hex')).toBe(sent.digest('hex'))
})

/** Writes as long as the sink takes it; the returned function says how many MiB that were. */
function pour(sink: Writable): () => number {
  const chunk = Buffer.alloc(MIB)
  let written = 0
  const write = () => {
    let takesMore = true
    while (takesMore && written < 512 && !sink.destroyed) {
      written++
      takesMore = sink.write(chunk)
    }
  }
  sink.on('drain', write)
  write()
  return () => written
}

test('a target that does not read holds the client back', async () => {
  const backend = await startRawBackend(() => {})
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  socket.write(`POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: ${512 * MIB}\r\n\r\n`)
  // What the buffers of four sockets take; the proxy holds next to nothing itself.
  expect(await settled(pour(socket))).toBeLessThan(64)
})

test('a client that does not read holds the target back', async () => {
  let produced = () => 0
  const backend = await startEcho({ handler: (_, res) => (produced = pour(res)) })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
  await until(() => produced() > 0)
  expect(await settled(() => produced())).toBeLessThan(64)
})

test('the first piece of a slow response comes before the second is made', async () => {
  let finish = () => {}
  const backend = await startEcho({
    handler: (_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write('data: 1\n\n')
      finish = () => res.end('data: 2\n\n')
    },
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
  expect(await received(socket, 'data: 1')).not.toContain('data: 2')
  finish()
  await received(socket, 'data: 2')
})

test('the head of a response comes before its body', async () => {
  const backend = await startEcho({ handler: (_, res) => res.writeHead(200, { 'content-length': '5' }).flushHeaders() })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
  expect(await received(socket, '\r\n\r\n')).toMatch(/^HTTP\/1.1 200 OK\r\n/)
})

test('trailers go both ways', async () => {
  const backend = await startRawBackend((socket) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (!text.includes('X-Sum: 1\r\n\r\n')) return
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Back\r\n\r\n2\r\nok\r\n0\r\nX-Back: 2\r\nSet-Cookie: a=1\r\n\r\n')
    })
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const text = await sendRaw(
    proxy.http,
    'POST / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n2\r\nhi\r\n0\r\nX-Sum: 1\r\n\r\n',
  )
  expect(text).toMatch(/\r\n0\r\nX-Back: 2\r\n\r\n$/)
})

test('100-continue is asked of the target, and its 103 passed on', async () => {
  const backend = await startRawBackend((socket) => {
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      const before = text
      text += chunk.toString()
      if (!before.includes('\r\n\r\n') && text.includes('\r\n\r\n')) {
        socket.write(/expect: 100-continue/i.test(text) ? 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n' : 'HTTP/1.1 400 No\r\n\r\n')
      }
      if (text.endsWith('hello')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    })
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  const all = collect(socket)
  socket.write('POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n')
  await received(socket, 'HTTP/1.1 100 Continue\r\n\r\n')
  socket.write('hello')
  expect(await all).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 103 Early Hints\r\nLink: <\/a.css>\r\n\r\nHTTP\/1.1 200 OK\r\n/)
})

test('a target that refuses before the body came: the answer arrives and the connection closes', async () => {
  const backend = await startEcho({ handler: (_, res) => res.writeHead(401).end() })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const text = await sendRaw(proxy.http, 'POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n')
  expect(text).toMatch(/^HTTP\/1.1 (100 Continue\r\n\r\nHTTP\/1.1 )?401 /)
})

test.each([
  ['204', 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', 204],
  ['304', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', 304],
])('%s has no body, and the connection goes on', async (_, bytes, status) => {
  const backend = await startRawBackend((socket) => socket.on('data', () => socket.write(bytes)))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  for (let i = 0; i < 2; i++) expect(await send(proxy.http, { agent })).toMatchObject({ status, body: '' })
  agent.destroy()
})

test('a body that ends with its connection has its end', async () => {
  const backend = await startRawBackend((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nall of it')))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  expect((await send(proxy.http)).body).toBe('all of it')
})

test('connections are reused on both sides', async () => {
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  for (let i = 0; i < 5; i++) await sendToEcho(proxy.http, { agent })
  agent.destroy()
  expect(echo.connections()).toBe(1)
  expect((await send(proxy.status, { path: '/metrics' })).body).toContain('sluice_connections_accepted_total{protocol="http"} 1\n')
})

test('a client that goes away ends the request at the target', async () => {
  let aborted = false
  const backend = await startEcho({ handler: (req) => req.once('close', () => (aborted = true)) })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
  await until(() => backend.connections() === 1)
  socket.destroy()
  await until(() => aborted)
  const { body } = await send(proxy.status, { path: '/metrics' })
  expect(body).toContain('sluice_clients_gone_total 1\n')
  expect(body).toContain(`sluice_request_errors_total{workspace="default",route="shop",side="stable",service="shop",target="127.0.0.1:${backend.port}"} 0\n`)
})

test.each([
  ['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart'],
  ['chunked', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'],
])('a response that is cut (%s) does not end cleanly', async (_, bytes) => {
  const backend = await startRawBackend((socket) => socket.once('data', () => socket.write(bytes, () => socket.destroy())))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  await expect(send(proxy.http)).rejects.toThrow()
  const { body } = await send(proxy.status, { path: '/metrics' })
  expect(body).toMatch(/sluice_request_errors_total\{[^}]*\} 1\n/)
})
