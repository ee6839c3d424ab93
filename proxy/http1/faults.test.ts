import net from 'node:net'
import http from 'node:http'
import { expect, test, describe } from 'vitest'
import { collect, connect, received, send, sendToEcho, until } from '../testing/client.ts'
import { deadPort, listenOnAnyPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { makeSnapshot } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const metrics = async (port: number) => (await send(port, { path: '/metrics' })).body

describe('connect failures', () => {
  test('go to the next target, also with a body', async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: await deadPort() }, { port: echo.port }] }] })
    for (let i = 0; i < 4; i++) {
      expect(await sendToEcho(proxy.http, { method: 'POST', body: 'hello', headers: { 'content-length': '5' } })).toMatchObject({ body: 'hello' })
    }
    expect(await metrics(proxy.status)).toContain('sluice_retries_total 2\n')
  })

  test('end in 502 where every target refuses', async () => {
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: await deadPort() }, { port: await deadPort() }] }] })
    expect(await send(proxy.http)).toMatchObject({ status: 502, headers: { server: 'sluice' } })
    expect(await metrics(proxy.status)).toContain('sluice_proxy_answers_total{code="CONNECT_REFUSED"} 1\n')
    expect(proxy.lines.join('\n')).toContain('"code":"CONNECT_REFUSED"')
  })

  test('are not tried again with retries 0', async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: await deadPort() }, { port: echo.port }], service: { retries: 0 } }] })
    expect([(await send(proxy.http)).status, (await send(proxy.http)).status]).toEqual([502, 200])
  })

  test('of a name that does not resolve are told apart', async () => {
    const proxy = await startTestProxy({ routes: [{ targets: [{ host: 'nowhere.invalid', port: 80 }] }] })
    await send(proxy.http)
    expect(await metrics(proxy.status)).toContain('{code="HOST_NOT_FOUND"} 1\n')
  })

  test('time out with 504', async () => {
    // An address of TEST-NET-1 (RFC 5737): packets to it vanish, or there is no way there at all.
    const proxy = await startTestProxy({ routes: [{ targets: [{ host: '192.0.2.1', port: 80 }], service: { connectTimeoutMs: 50 } }] })
    const { status } = await send(proxy.http)
    expect([502, 504]).toContain(status)
  })

  test('of TLS time out with 504', async () => {
    const silent = await startRawBackend(() => {})
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: silent.port }], service: { protocol: 'https', connectTimeoutMs: 50 } }] })
    expect((await send(proxy.http)).status).toBe(504)
    expect(await metrics(proxy.status)).toContain('{code="CONNECT_TIMEOUT"} 1\n')
  })
})

describe('a target that does not answer in time', () => {
  test('gives 504', async () => {
    const silent = await startRawBackend((socket) => socket.resume())
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: silent.port }], service: { readTimeoutMs: 50 } }] })
    expect((await send(proxy.http)).status).toBe(504)
    expect(await metrics(proxy.status)).toContain('{code="RESPONSE_TIMEOUT"} 1\n')
  })

  test('in the middle of its body cuts the client', async () => {
    const backend = await startRawBackend((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart')))
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { readTimeoutMs: 50 } }] })
    await expect(send(proxy.http)).rejects.toThrow()
  })

  test('or does not take the request gives 504', async () => {
    const full = await startRawBackend(() => {})
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: full.port }], service: { writeTimeoutMs: 50 } }] })
    const socket = await connect(proxy.http)
    const answer = received(socket, 'HTTP/1.1 504 ')
    socket.write(`POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: ${2 ** 26}\r\n\r\n`)
    socket.write(Buffer.alloc(2 ** 26))
    await answer
    expect(await metrics(proxy.status)).toContain('{code="WRITE_TIMEOUT"} 1\n')
  })
})

describe('a kept connection that the target has closed', () => {
  const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
  /** Answers the first request of the first connection and resets at the next; later connections answer. */
  const stale = () =>
    startRawBackend((socket, index) => {
      let requests = 0
      socket.on('data', () => {
        if (index === 0 && ++requests === 2) socket.resetAndDestroy()
        else socket.write(OK)
      })
    })

  test('is replaced once for an idempotent request', async () => {
    const backend = await stale()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
    expect([(await send(proxy.http)).status, (await send(proxy.http)).status]).toEqual([200, 200])
    expect(backend.connections()).toBe(2)
  })

  test('is not for POST: nobody knows whether it was done', async () => {
    const backend = await stale()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
    await send(proxy.http)
    expect((await send(proxy.http, { method: 'POST', headers: { 'content-length': '0' } })).status).toBe(502)
    expect(backend.connections()).toBe(1)
  })

  test('and a fresh one that is reset goes to the next target, for an idempotent request', async () => {
    const resets = await startRawBackend((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: resets.port }, { port: echo.port }] }] })
    const asked = async (method: string) => (await send(proxy.http, { method, headers: { 'content-length': '0' } })).status
    expect([await asked('GET'), await asked('GET')]).toEqual([200, 200])
    expect([await asked('POST'), await asked('POST')].sort()).toEqual([200, 502])
  })

  test('which is not tried twice', async () => {
    const backend = await startRawBackend((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
    expect((await send(proxy.http)).status).toBe(502)
    expect(backend.connections()).toBe(1)
    expect(await metrics(proxy.status)).toContain('{code="UPSTREAM_RESET"} 1\n')
  })
})

test('what has sent an interim response to the client is the only one to answer it', async () => {
  let requests = 0
  const hinting = () =>
    startRawBackend((socket) =>
      socket.once('data', () => {
        requests++
        socket.end('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n')
      }),
    )
  const [one, other] = [await hinting(), await hinting()]
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: one.port }, { port: other.port }] }] })
  const { status, informations } = await send(proxy.http)
  expect([status, informations.length, requests]).toEqual([502, 1, 1])
})

test('a target that is the proxy itself ends in 508, not in every socket that there is', async () => {
  const proxy = await startTestProxy({})
  await proxy.serve(makeSnapshot({ routes: [{ targets: [{ port: proxy.http }] }] }))
  expect((await send(proxy.http)).status).toBe(508)
  expect(await metrics(proxy.status)).toContain('sluice_connections_accepted_total{protocol="http"} 11\n')
})

describe('a client', () => {
  test('that sends nothing is closed without a word', async () => {
    const proxy = await startTestProxy({}, { limits: { headMs: 100 } })
    expect(await collect(await connect(proxy.http))).toBe('')
  })


  test('that stops inside its body is told 408, and the target is let go', async () => {
    let isGone = false
    const backend = await startEcho({ handler: (req) => void req.resume().once('close', () => (isGone = true)) })
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] }, { limits: { bodyMs: 50 } })
    const socket = await connect(proxy.http)
    socket.write('POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 5\r\n\r\nhe')
    expect(await received(socket, '}')).toMatch(/^HTTP\/1.1 408 Request Timeout\r\nServer: sluice\r\n/)
    await until(() => isGone)
  })

  test('that takes nothing of its response is cut when its time is over', async () => {
    const backend = await startEcho({ handler: (_, res) => void res.end(Buffer.alloc(2 ** 26)) })
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { readTimeoutMs: 100 } }] }, { limits: { bodyMs: 200 } })
    const socket = await connect(proxy.http)
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    await expect.poll(async () => (await metrics(proxy.status)).includes('sluice_clients_gone_total 1\n'), { timeout: 15_000 }).toBe(true)
    expect(await metrics(proxy.status)).toMatch(/sluice_request_errors_total\{[^}]*\} 0\n/)
  })
})

test('HEAD goes through with the length of what GET would give', async () => {
  const backend = await startEcho({ handler: (_, res) => void res.writeHead(200, { 'content-length': '5' }).end() })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  expect(await send(proxy.http, { method: 'HEAD' })).toMatchObject({ status: 200, headers: { 'content-length': '5' }, body: '' })
})

test('a target that restarts under load of GET costs no request', async () => {
  const echo = await startEcho()
  const { port } = echo
  const spare = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port }, { port: spare.port }] }] })
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
  const load = Array.from({ length: 400 }, async (_, index) => {
    const { status } = await send(proxy.http, { agent })
    if (index === 100) await echo.close()
    return status
  })
  const statuses = await Promise.all(load)
  agent.destroy()
  expect(statuses.filter((status) => status !== 200)).toEqual([])
})

test('an exception in the routing costs one request, not the process', async () => {
  const echo = await startEcho()
  const proxy = await startTestProxy(
    { routes: [{ targets: [{ port: echo.port }], canary: { targets: [{ port: echo.port }], weight: 5000 } }] },
    { random: () => { throw new Error('no chance') } },
  )
  expect((await send(proxy.http)).status).toBe(500)
  expect((await send(proxy.status, { path: '/healthz' })).status).toBe(200)
  await until(() => proxy.lines.some((line) => line.startsWith('a request failed')))
})

test('a target that dies under a kept connection costs one try: the next one answers, also with one retry', async () => {
  const echo = await startEcho()
  const server = net.createServer((socket) => {
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', () => socket.once('data', () => server.close(() => {}) && socket.destroy())))
    socket.on('error', () => {})
  })
  const port = await listenOnAnyPort(server)
  const proxy = await startTestProxy({ routes: [{ service: { retries: 1 }, targets: [{ port }, { port: echo.port }] }] })
  for (let i = 0; i < 6; i++) expect((await send(proxy.http)).status).toBe(200)
})
