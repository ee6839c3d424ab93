import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ProxyOptions } from '../start.ts'
import { collect, connect, received, send, sendRaw, sendToEcho, settled, until } from '../testing/client.ts'
import { deadPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { ownSockets } from '../testing/own-sockets.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const POST = 'POST / HTTP/1.1\r\nHost: shop.test\r\n'
const MIB = 1024 * 1024
const SIZES = [1000, 100_000, 5 * MIB] as const

const start = (ports: number[], options: Partial<ProxyOptions> = {}) =>
  startTestProxy({ routes: [{ targets: ports.map((port) => ({ port })), route: { requestBuffering: true } }] }, options)

/** Bytes in which each place can be told from the others. */
const bytesOf = (size: number): Buffer => Buffer.from(Array.from({ length: Math.ceil(size / 8) }, (_, i) => i.toString(36).padStart(8, '.')).join('').slice(0, size))
const hashOf = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')

/** A folder for temporary files of this test alone. */
function ownTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'own-'))
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder
  onTestFinished(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Open files that are gone from the folder. */
function openFiles(folder: string): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return links.filter((link) => link.startsWith(`${folder}/`)).length
}

test.each(SIZES)('the target hears of a request when all of its body is here: %i bytes', async (size) => {
  const folder = ownTemporaryFolder()
  const echo = await startEcho()
  const proxy = await start([echo.port])
  const body = bytesOf(size)
  const socket = await connect(proxy.http)
  const answer = strictClient(socket)
  socket.write(`${POST}Content-Length: ${size}\r\n\r\n`)
  socket.write(body.subarray(0, size - 1))
  await settled(() => ownSockets().reduce((sum, own) => sum + own.bytesRead, 0))
  expect(echo.connections()).toBe(0)
  // Only the file's descriptor is left of it.
  await until(() => readdirSync(folder).length === 0 && openFiles(folder) === (size > 262_144 ? 1 : 0))
  const { status } = await answer.ask(body.subarray(size - 1).toString('latin1'), 'POST')
  expect(status).toBe(200)
  expect(hashOf(echo.seen[0]!.body)).toBe(hashOf(body))
  expect(echo.seen[0]!.headers['content-length']).toEqual([String(size)])
  await until(() => openFiles(folder) === 0)
})

describe('a body in chunks', () => {
  test.each(SIZES)('goes on with a length: %i bytes', async (size) => {
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const body = bytesOf(size)
    const request = http.request({ host: '127.0.0.1', port: proxy.http, method: 'POST', headers: { host: 'shop.test' } })
    const answered = new Promise<http.IncomingMessage>((resolve) => request.once('response', resolve))
    for (let at = 0; at < size; at += 10_007) request.write(body.subarray(at, at + 10_007))
    request.end()
    const response = await answered
    response.resume()
    expect(response.statusCode).toBe(200)
    expect(hashOf(echo.seen[0]!.body)).toBe(hashOf(body))
    expect(echo.seen[0]!.headers).toMatchObject({ 'content-length': [String(size)] })
    expect(echo.seen[0]!.headers).not.toHaveProperty('transfer-encoding')
  })

  test('is taken apart wherever reads divide it', async () => {
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const socket = await connect(proxy.http)
    const answer = received(socket, '"body":"hello world"')
    for (const byte of `${POST}Transfer-Encoding: chunked\r\n\r\n0005;x=y\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n`) {
      socket.write(byte)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /)
  })

  test.each(['', 'hello'])('with trailers stays in chunks: "%s"', async (text) => {
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const chunk = text === '' ? '' : `2\r\n${text.slice(0, 2)}\r\n3\r\n${text.slice(2)}\r\n`
    const { status } = await strictClient(await connect(proxy.http)).ask(`${POST}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n${chunk}0\r\nX-Sum: 1\r\n\r\n`)
    expect(status).toBe(200)
    expect(echo.seen[0]).toMatchObject({ body: text, trailers: { 'x-sum': '1' } })
    expect(echo.seen[0]!.headers).not.toHaveProperty('content-length')
  })

  test('that is empty has the length 0', async () => {
    const echo = await startEcho()
    const proxy = await start([echo.port])
    await strictClient(await connect(proxy.http)).ask(`${POST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`)
    expect(echo.seen[0]!.headers).toMatchObject({ 'content-length': ['0'] })
  })

  test('that is broken is refused, and no target hears of it', async () => {
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const answer = await sendRaw(proxy.http, `${POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(echo.connections()).toBe(0)
  })
})

test('requests without a body, and those behind a buffered one, go their way', async () => {
  const echo = await startEcho()
  const proxy = await start([echo.port])
  const socket = await connect(proxy.http)
  const answers = received(socket, '"body":"three"')
  socket.write(`GET /one HTTP/1.1\r\nHost: shop.test\r\n\r\n${POST}Content-Length: 3\r\n\r\ntwo${POST}Content-Length: 5\r\n\r\nthr`)
  await until(() => echo.seen.length === 2)
  socket.write('ee')
  expect((await answers).match(/HTTP\/1\.1 200 /g)).toHaveLength(3)
})

describe('100-continue', () => {
  test('is ours to say, and the target is not asked', async () => {
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const socket = await connect(proxy.http)
    const all = collect(socket)
    socket.write(`${POST}Content-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n`)
    await received(socket, 'HTTP/1.1 100 Continue\r\n\r\n')
    expect(echo.connections()).toBe(0)
    socket.write('hello')
    expect(await all).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/)
    expect(echo.seen[0]!.headers).not.toHaveProperty('expect')
  })

  test('is not said behind a body that is here', async () => {
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const { interim } = await strictClient(await connect(proxy.http)).ask(`${POST}Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello`)
    expect(interim).toEqual([])
    expect(echo.seen[0]!.body).toBe('hello')
  })
})

describe('a request goes to another target with all of its body', () => {
  test.each(SIZES)('behind one that takes it and says nothing: %i bytes', async (size) => {
    let got = 0
    const silent = await startRawBackend((socket) => socket.on('data', (chunk: Buffer) => {
      got += chunk.length
      if (got > size) socket.destroy()
    }))
    const echo = await startEcho()
    const proxy = await start([silent.port, echo.port])
    const body = bytesOf(size)
    for (let i = 0; i < 2; i++) {
      got = 0
      expect(hashOf((await sendToEcho(proxy.http, { method: 'PUT', body })).body)).toBe(hashOf(body))
    }
    expect(silent.connections()).toBeGreaterThan(0)
  })

  test.each(SIZES)('behind one that cannot be reached, whatever the method: %i bytes', async (size) => {
    const echo = await startEcho()
    const proxy = await start([await deadPort(), echo.port])
    const body = bytesOf(size)
    for (let i = 0; i < 2; i++) expect(hashOf((await sendToEcho(proxy.http, { method: 'POST', body })).body)).toBe(hashOf(body))
  })

  test('but not one that is not idempotent, once it was sent', async () => {
    const silent = await startRawBackend((socket) => socket.once('data', () => socket.destroy()))
    const proxy = await start([silent.port, silent.port])
    expect((await send(proxy.http, { method: 'POST', body: 'hello' })).status).toBe(502)
    expect(silent.connections()).toBe(1)
  })
})

describe('what is not buffered', () => {
  test.each([100, 2 * MIB])('a body that is too long: %i bytes', async (bodyBytes) => {
    const folder = ownTemporaryFolder()
    const echo = await startEcho()
    const proxy = await start([echo.port], { limits: { bodyBytes } })
    const socket = await connect(proxy.http)
    const answer = collect(socket)
    socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n`)
    for (let sent = 0; sent <= bodyBytes; sent += 50_000) socket.write(`c350\r\n${'x'.repeat(50_000)}\r\n`)
    expect(await answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(echo.connections()).toBe(0)
    await until(() => openFiles(folder) === 0)
  })

  test('one that stops', async () => {
    const folder = ownTemporaryFolder()
    const echo = await startEcho()
    const proxy = await start([echo.port], { limits: { bodyMs: 100 } })
    const socket = await connect(proxy.http)
    const answer = collect(socket)
    socket.write(`${POST}Content-Length: ${2 * MIB}\r\n\r\n${'x'.repeat(MIB)}`)
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(echo.connections()).toBe(0)
    await until(() => openFiles(folder) === 0)
  })

  test('one whose client has left', async () => {
    const folder = ownTemporaryFolder()
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const socket = await connect(proxy.http)
    socket.write(`${POST}Content-Length: ${2 * MIB}\r\n\r\n${'x'.repeat(MIB)}`)
    await until(() => openFiles(folder) === 1)
    socket.destroy()
    await until(() => openFiles(folder) === 0)
    expect(echo.connections()).toBe(0)
    expect((await send(proxy.status, { path: '/metrics' })).body).toContain('sluice_clients_gone_total 1\n')
  })

  test('one for which there is no room', async () => {
    const folder = ownTemporaryFolder()
    process.env.TMPDIR = join(folder, 'none')
    const echo = await startEcho()
    const proxy = await start([echo.port])
    const socket = await connect(proxy.http)
    const answer = collect(socket)
    socket.write(`${POST}Content-Length: ${2 * MIB}\r\n\r\n${'x'.repeat(MIB)}`)
    expect(await answer).toMatch(/^HTTP\/1\.1 500 [^]*\r\nConnection: close\r\n/)
    expect(proxy.lines.join('\n')).toContain('a request body could not be stored')
    expect(echo.connections()).toBe(0)
    expect((await send(proxy.http)).status).toBe(200)
  })
})

test('a target that reads nothing gets no more than its socket takes, and its time runs', async () => {
  const backend = await startRawBackend((socket) => void socket.pause())
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], route: { requestBuffering: true }, service: { writeTimeoutMs: 300, retries: 0 } }] })
  const socket = await connect(proxy.http)
  const answer = collect(socket)
  let most = 0
  const look = setInterval(() => {
    for (const own of ownSockets()) if (own.remotePort === backend.port) most = Math.max(most, own.writableLength)
  }, 1)
  onTestFinished(() => clearInterval(look))
  socket.write(`${POST}Content-Length: ${32 * MIB}\r\nConnection: close\r\n\r\n`)
  socket.write(Buffer.alloc(32 * MIB))
  expect(await answer).toMatch(/^HTTP\/1\.1 504 /)
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThanOrEqual(131_072)
})

test('a target that answers before it has the body: the answer goes on, its connection is not used again', async () => {
  const backend = await startRawBackend((socket) => socket.once('data', () => {
    socket.pause()
    socket.write('HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno')
  }))
  const folder = ownTemporaryFolder()
  const proxy = await start([backend.port])
  const client = strictClient(await connect(proxy.http))
  const request = `${POST}Content-Length: ${16 * MIB}\r\n\r\n${'x'.repeat(16 * MIB)}`
  for (let i = 1; i <= 2; i++) {
    expect(await client.ask(request)).toMatchObject({ status: 403, body: 'no' })
    expect(backend.connections()).toBe(i)
  }
  await until(() => openFiles(folder) === 0)
})
