import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Limits } from '../limits.ts'
import { collect, connect, received, send, until } from '../testing/client.ts'
import { startEcho, startRawBackend } from '../testing/echo.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const HEAD = 'GET / HTTP/1.1\r\nHost: shop.test\r\n'
const POST = 'POST / HTTP/1.1\r\nHost: shop.test\r\n'
const TIMED_OUT = /^HTTP\/1\.1 408 Request Timeout\r\nServer: sluice\r\n(?:.+\r\n)*Connection: close\r\n/

async function start(limits: Partial<Limits>) {
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] }, { limits })
  return { echo, proxy }
}

/** Sends one piece after the other, with pauses, until there are none or the other side ends. */
function drip(socket: Socket, pieces: Iterable<string>, pauseMs = 5): Promise<void> {
  const rest = pieces[Symbol.iterator]()
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const next = socket.writable ? rest.next() : { done: true as const, value: undefined }
      if (!next.done) {
        socket.write(next.value)
        return
      }
      clearInterval(timer)
      resolve()
    }, pauseMs)
    onTestFinished(() => clearInterval(timer))
    socket.once('end', () => socket.end())
    socket.once('error', () => socket.destroy())
  })
}

function* endless(piece: string): Generator<string> {
  for (;;) yield piece
}

describe('a head that does not come to its end', () => {
  test.each([
    ['one byte after the other', endless('x')],
    ['one field after the other', endless('X: y\r\n')],
    ['nothing more', []],
  ])('is answered 408, however busy it is: %s', async (_, pieces) => {
    const { echo, proxy } = await start({ headMs: 100, headBytes: 1_000_000, fields: 10_000 })
    const socket = await connect(proxy.http)
    const answer = collect(socket)
    socket.write(HEAD)
    void drip(socket, pieces)
    expect(await answer).toMatch(TIMED_OUT)
    expect(echo.seen).toEqual([])
  })

  test('is not given more time by a body that is taken from it', async () => {
    const { proxy } = await start({ headMs: 100, bodyMs: 60_000 })
    const socket = await connect(proxy.http)
    const answer = collect(socket)
    socket.write(`${POST}Content-Length: 2\r\n\r\nok${HEAD}`)
    void drip(socket, endless('x'))
    expect(await answer).toContain('HTTP/1.1 408 ')
  })

  test.each(['http', 'https'] as const)('nor has begun ends the %s connection', async (protocol) => {
    const { proxy } = await start({ headMs: 100 })
    expect(await collect(await connect(proxy[protocol]))).not.toContain(' 200 ')
  })

  test('is not what a slow, complete one is', async () => {
    const { proxy } = await start({ headMs: 5000 })
    const socket = await connect(proxy.http)
    const answer = received(socket, '"url":"/"')
    await drip(socket, `${HEAD}\r\n`, 1)
    expect(await answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  })

  test('of many clients holds up nobody else', async () => {
    const { proxy } = await start({ headMs: 60_000 })
    for (let i = 0; i < 200; i++) (await connect(proxy.http)).write(HEAD)
    expect((await send(proxy.http)).status).toBe(200)
  })
})

describe('a body', () => {
  test.each([
    ['with a length', `${POST}Content-Length: 9\r\n\r\npart`],
    ['in chunks', `${POST}Transfer-Encoding: chunked\r\n\r\n9\r\npart`],
    ['without its last chunk', `${POST}Transfer-Encoding: chunked\r\n\r\n4\r\npart\r\n`],
    ['of which nothing comes', `${POST}Content-Length: 9\r\n\r\n`],
  ])('%s that stops is answered 408, and the target is let go', async (_, bytes) => {
    let isGone = false
    const backend = await startEcho({ handler: (req) => void req.resume().once('close', () => (isGone = true)) })
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] }, { limits: { bodyMs: 100 } })
    const socket = await connect(proxy.http)
    const answer = collect(socket)
    socket.write(bytes)
    expect(await answer).toMatch(TIMED_OUT)
    await until(() => isGone)
  })

  test('that goes on takes the time that it takes', async () => {
    const { proxy } = await start({ bodyMs: 500 })
    const socket = await connect(proxy.http)
    const answer = received(socket, '"body":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"')
    socket.write(`${POST}Content-Length: 32\r\n\r\n`)
    const begin = performance.now()
    await drip(socket, 'x'.repeat(32), 20)
    await answer
    expect(performance.now() - begin).toBeGreaterThan(500)
  })
})

describe('a client that reads slowly', () => {
  /** Sends without end; `sent`: what the proxy has taken. */
  async function startFlood(readTimeoutMs: number) {
    const state = { sent: 0, isGone: false }
    const backend = await startRawBackend((socket) => {
      socket.once('close', () => (state.isGone = true))
      socket.on('end', () => socket.destroy())
      const piece = Buffer.alloc(65_536)
      const more = () => {
        if (socket.destroyed) return
        socket.write(piece, () => (state.sent += piece.length))
        if (socket.writableNeedDrain) socket.once('drain', more)
        else setImmediate(more)
      }
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n')
        more()
      })
    })
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { readTimeoutMs } }] }, { limits: { bodyMs: readTimeoutMs } })
    return { state, proxy }
  }

  test('takes no memory for what it does not read, and is cut when it reads nothing', async () => {
    const { state, proxy } = await startFlood(500)
    const socket = await connect(proxy.http)
    socket.pause()
    socket.write(`${HEAD}\r\n`)
    await until(() => state.isGone)
    // Buffers of the kernel on both ways, and one piece here.
    expect(state.sent).toBeLessThan(2 ** 25)
  })

  test('is served as long as it reads', async () => {
    const { state, proxy } = await startFlood(1000)
    const socket = await connect(proxy.http)
    let read = 0
    const begin = performance.now()
    socket.on('data', (bytes: Buffer) => {
      read += bytes.length
      socket.pause()
      setTimeout(() => socket.resume(), 5).unref()
    })
    socket.write(`${HEAD}\r\n`)
    await until(() => performance.now() - begin > 2500 || state.isGone)
    expect([state.isGone, read > 0]).toEqual([false, true])
  })

  test('holds up nobody else', async () => {
    const { state, proxy } = await startFlood(60_000)
    for (let i = 0; i < 20; i++) {
      const socket = await connect(proxy.http)
      socket.pause()
      socket.write(`${HEAD}\r\n`)
    }
    await until(() => state.sent > 0)
    const socket = await connect(proxy.http)
    let read = 0
    socket.on('data', (bytes: Buffer) => (read += bytes.length))
    socket.write(`${HEAD}\r\n`)
    await expect.poll(() => read, { timeout: 10_000 }).toBeGreaterThan(2 ** 24)
  })
})

describe('a connection', () => {
  test('that waits for longer than its time is closed without a word', async () => {
    const { proxy } = await start({ idleMs: 100 })
    const socket = await connect(proxy.http)
    const client = strictClient(socket)
    expect((await client.ask(`${HEAD}\r\n`)).status).toBe(200)
    await until(client.isOver)
    expect(client.rest()).toBe('')
  })

  test('that is used goes on', async () => {
    const { echo, proxy } = await start({ idleMs: 400, headMs: 60_000 })
    const client = strictClient(await connect(proxy.http))
    const begin = performance.now()
    while (performance.now() - begin < 1000) expect((await client.ask(`${HEAD}\r\n`)).status).toBe(200)
    expect(echo.seen.length).toBeGreaterThan(10)
  })

  test('takes as many requests as it may; its last response says so', async () => {
    const { echo, proxy } = await start({ requests: 3 })
    const client = strictClient(await connect(proxy.http))
    const heads = []
    for (let i = 0; i < 3; i++) heads.push((await client.ask(`${HEAD}\r\n`)).head)
    expect(heads.map((head) => /^connection: close\r$/im.test(head))).toEqual([false, false, true])
    await until(client.isOver)
    expect(echo.seen).toHaveLength(3)
  })

  test('answers none of the requests that were sent behind its last one', async () => {
    const { echo, proxy } = await start({ requests: 2 })
    const socket = await connect(proxy.http)
    const answers = collect(socket)
    socket.write(`${HEAD}\r\n`.repeat(5))
    expect((await answers).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(echo.seen).toHaveLength(2)
  })
})

describe('connections of one address', () => {
  const isOpen = async (port: number) => (await send(port).catch(() => ({ status: 0 }))).status === 200

  test('are so many at once, and no more; one that closes makes room', async () => {
    const { proxy } = await start({ connectionsPerAddress: 3 })
    const clients = await Promise.all(Array.from({ length: 3 }, async () => {
      const socket = await connect(proxy.http)
      const client = strictClient(socket)
      expect((await client.ask(`${HEAD}\r\n`)).status).toBe(200)
      return socket
    }))
    expect(await isOpen(proxy.http)).toBe(false)
    expect(await isOpen(proxy.http)).toBe(false)
    clients[0]!.destroy()
    await expect.poll(() => isOpen(proxy.http)).toBe(true)
  })

  test('are counted over both ports', async () => {
    const { proxy } = await start({ connectionsPerAddress: 1 })
    const client = strictClient(await connect(proxy.http))
    expect((await client.ask(`${HEAD}\r\n`)).status).toBe(200)
    expect(await collect(await connect(proxy.https))).toBe('')
  })
})

describe('a request that is too large', () => {
  test.each([
    ['of many bytes of head', { headBytes: 2000 }, `${HEAD}X: ${'y'.repeat(2000)}\r\n\r\n`, 431],
    ['of many bytes of head, before its end', { headBytes: 2000 }, `${HEAD}X: ${'y'.repeat(2000)}`, 431],
    ['of many fields', { fields: 20 }, `${HEAD}${'X: y\r\n'.repeat(20)}\r\n`, 431],
    ['of a long target', { targetBytes: 100 }, `GET /${'x'.repeat(100)} HTTP/1.1\r\nHost: shop.test\r\n\r\n`, 414],
    ['of a long target, before its end', { targetBytes: 100, headBytes: 2000 }, `GET /${'x'.repeat(100)}`, 414],
    ['of a long body', { bodyBytes: 10 }, `${POST}Content-Length: 11\r\n\r\n`, 413],
    ['of a long body in chunks', { bodyBytes: 10 }, `${POST}Transfer-Encoding: chunked\r\n\r\n6\r\nxxxxxx\r\n6\r\nxxxxxx\r\n`, 413],
  ] as const)('is refused: %s', async (_, limits, bytes, status) => {
    const { echo, proxy } = await start(limits)
    const response = await strictClient(await connect(proxy.http)).ask(bytes)
    expect(response).toMatchObject({ status, head: expect.stringContaining('\r\nServer: sluice\r\n') })
    expect(echo.seen).toEqual([])
  })

  test('up to the limit, it is not', async () => {
    const { proxy } = await start({ headBytes: 400, fields: 3, targetBytes: 10, bodyBytes: 10 })
    const client = strictClient(await connect(proxy.http))
    const fields = `Host: shop.test\r\nX: ${'y'.repeat(250)}\r\nContent-Length: 10\r\n`
    const body = await client.ask(`POST /xxxxxxxxx HTTP/1.1\r\n${fields}\r\n0123456789`)
    expect(JSON.parse(body.body)).toMatchObject({ body: '0123456789' })
    const chunked = await client.ask(`${POST}Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n`)
    expect(JSON.parse(chunked.body)).toMatchObject({ body: '0123456789' })
  })
})

test('a client that reads slowly but steadily outlasts the read timeout of the service', async () => {
  const size = 6_000_000
  const { port } = await startRawBackend((socket) => socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`)))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port }], service: { readTimeoutMs: 300 } }] })
  const socket = await connect(proxy.http)
  let got = 0
  socket.on('data', (chunk: Buffer) => {
    got += chunk.length
    socket.pause()
    setTimeout(() => socket.resume(), 20)
  })
  socket.write(`${HEAD}\r\n`)
  await until(() => got > size || socket.destroyed)
  expect(got).toBeGreaterThan(size)
})

test('a client that is gone behind a body that came while the target was connected is noticed', async () => {
  let state: 'open' | 'gone' = 'open'
  let got = 0
  const { port } = await startRawBackend((socket) => {
    socket.on('data', (chunk: Buffer) => (got += chunk.length))
    socket.once('close', () => (state = 'gone'))
    socket.on('end', () => socket.end())
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port }] }] })
  const socket = await connect(proxy.http)
  socket.on('error', () => {})
  socket.write(`POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 100000\r\n\r\n${'x'.repeat(100_000)}`)
  await until(() => got > 100_000)
  socket.resetAndDestroy()
  await expect.poll(() => state, { timeout: 10_000 }).toBe('gone')
})
