import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { ExternalAuth } from '#lib/model/filters/auth.ts'
import type { CompiledFilterBody } from '#lib/snapshot/filters.ts'
import type { Answer } from '../http1/answers.ts'
import type { Exchange } from '../http1/exchange.ts'
import { connect, received, send, sendToEcho, until } from '../testing/client.ts'
import { deadPort, startEcho, startHeld, startRawBackend } from '../testing/echo.ts'
import { makeSnapshot } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import type { Check } from './check.ts'
import { makeExternalAuth } from './external-auth.ts'
import { makeConsumer } from './testing/consumers.ts'
import { makeExchange, passedOn, sentBack, type Asked } from './testing/exchange.ts'

const filterOf = (port: number, given: Partial<Omit<ExternalAuth, 'cache'>> & { cache?: object } = {}): ExternalAuth =>
  ExternalAuth.parse({ type: 'externalAuth', url: `http://127.0.0.1:${port}/verify`, ...given })

const silent = { warn: () => {} }

/** Runs a check to its end. */
const decide = (check: Check, exchange: Exchange): Promise<Answer | null> =>
  new Promise((resolve) => {
    const verdict = check(exchange)
    if (verdict === null || 'code' in verdict) resolve(verdict)
    else verdict.begin(resolve)
  })

type Handler = (req: IncomingMessage, res: ServerResponse) => void

/** An auth server that counts. */
async function startAuth(handler: Handler) {
  const asked: IncomingMessage[] = []
  const server = await startEcho({
    handler: (req, res) => {
      asked.push(req)
      handler(req, res)
    },
  })
  return { ...server, asked }
}

const status = (code: number, headers: Record<string, string | string[]> = {}): Handler => (_, res) => void res.writeHead(code, headers).end('body')

describe('what the auth server says', () => {
  type Case = { name: string; handler: Handler; filter?: Partial<ExternalAuth>; answer: object | null }
  const CASES: Case[] = [
    ...[200, 201, 202, 204, 206].map((code): Case => ({ name: `${code} passes`, handler: status(code), answer: null })),
    { name: '401 denies', handler: status(401), answer: { code: 'UNAUTHORIZED', status: 401, headers: [] } },
    { name: '403 denies', handler: status(403), answer: { code: 'FORBIDDEN', status: 403, headers: [] } },
    ...[300, 302, 304, 400, 404, 407, 429, 500, 502, 503].map((code): Case => ({ name: `${code} is no answer`, handler: status(code), answer: { code: 'AUTH_UNAVAILABLE', status: 503 } })),
    {
      name: 'its challenge and its cookies go to the client',
      handler: status(401, { 'WWW-Authenticate': ['Bearer realm="a"', 'Basic realm="b"'], 'Set-Cookie': ['a=1', 'b=2'] }),
      answer: { status: 401, headers: ['WWW-Authenticate', 'Bearer realm="a"', 'WWW-Authenticate', 'Basic realm="b"', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'] },
    },
    {
      name: 'who is to sign in is sent there',
      handler: status(401, { 'Set-Cookie': 'csrf=1', 'WWW-Authenticate': 'Basic realm="b"' }),
      filter: { signInUrl: 'https://login.test/start?x=1' },
      answer: { status: 302, headers: ['Location', 'https://login.test/start?x=1&rd=http://shop.test%2Fcart%3Fa%3D1', 'Set-Cookie', 'csrf=1'] },
    },
    { name: 'who may not is not sent there', handler: status(403), filter: { signInUrl: 'https://login.test/start' }, answer: { status: 403, headers: [] } },
  ]

  test.each(CASES)('$name', async ({ handler, filter, answer }) => {
    const auth = await startAuth(handler)
    const decided = await decide(makeExternalAuth(filterOf(auth.port, filter), silent), makeExchange({ target: '/cart?a=1' }))
    if (answer === null) expect(decided).toBeNull()
    else expect(decided).toMatchObject(answer)
  })
})

test('without an answer nobody passes, and the log says why', async () => {
  const lines: object[] = []
  const log = { warn: (facts: object) => void lines.push(facts) }
  const hanging = await startRawBackend(() => {})
  const dead = await deadPort()
  for (const filter of [filterOf(dead), filterOf(hanging.port, { timeoutMs: 20 })]) {
    expect(await decide(makeExternalAuth(filter, log), makeExchange())).toMatchObject({ code: 'AUTH_UNAVAILABLE', status: 503 })
  }
  expect(lines).toEqual([
    { server: `127.0.0.1:${dead}`, reason: 'ECONNREFUSED' },
    { server: `127.0.0.1:${hanging.port}`, reason: 'none within 20 ms' },
  ])
})

test('the target gets the named headers of the answer, and none of that name from the client', async () => {
  const auth = await startAuth(status(200, { 'X-User': 'anna', 'X-Groups': ['a', 'b'], 'X-Else': 'no' }))
  const exchange = makeExchange({ headers: [['X-User', 'root'], ['x_user', 'root'], ['X-Role', 'admin'], ['X-Else', 'own'], ['X-Users', 'kept']] })
  await decide(makeExternalAuth(filterOf(auth.port, { responseHeaders: ['x-user', 'x-groups', 'x-role'] }), silent), exchange)
  expect(passedOn(exchange)).toBe('X-Else: own\r\nX-Users: kept\r\nx-user: anna\r\nx-groups: a\r\nx-groups: b\r\n')
})

test('a cookie that it renews reaches the client', async () => {
  const auth = await startAuth(status(202, { 'Set-Cookie': ['sid=2; Path=/', 'b=1'] }))
  const exchange = makeExchange()
  await decide(makeExternalAuth(filterOf(auth.port), silent), exchange)
  expect(sentBack(exchange, 'Set-Cookie: own=1\r\n')).toBe('Set-Cookie: own=1\r\nSet-Cookie: sid=2; Path=/\r\nSet-Cookie: b=1\r\n')
})

describe('remembered answers', () => {
  const byToken = { key: [{ from: 'header', name: 'authorization' }], durations: [{ statuses: [200, 401], seconds: 60 }] }
  const token = (value: string): Asked => ({ headers: [['Authorization', value]] })

  async function scene(handler: Handler) {
    const auth = await startAuth(handler)
    let now = 0
    const check = makeExternalAuth(filterOf(auth.port, { cache: byToken, responseHeaders: ['x-user'] }), silent, () => now)
    return { auth, check, pass: (seconds: number) => (now += seconds * 1000) }
  }

  test('are asked for once in their time, also a denial', async () => {
    const { auth, check, pass } = await scene((req, res) => void res.writeHead(req.headers.authorization === 'good' ? 200 : 401, { 'X-User': 'anna' }).end())
    for (let turn = 0; turn < 3; turn++) {
      const exchange = makeExchange(token('good'))
      expect(await decide(check, exchange)).toBeNull()
      expect(passedOn(exchange)).toContain('x-user: anna\r\n')
      expect(await decide(check, makeExchange(token('bad')))).toMatchObject({ status: 401 })
      pass(29)
    }
    expect(auth.asked).toHaveLength(2)
    pass(29)
    await decide(check, makeExchange(token('good')))
    expect(auth.asked).toHaveLength(3)
  })

  test.each<[string, Handler]>([
    ['a status without a duration', status(403)],
    ['one that sets a cookie', status(200, { 'Set-Cookie': 'a=1' })],
    ['one that says so', status(200, { 'Cache-Control': 'no-store' })],
    ['no usable one', status(500)],
  ])('not: %s', async (_, handler) => {
    const { auth, check } = await scene(handler)
    await decide(check, makeExchange(token('x')))
    await decide(check, makeExchange(token('x')))
    expect(auth.asked).toHaveLength(2)
  })

  test('who asks the same at a time shares one question', async () => {
    const auth = await startHeld()
    const check = makeExternalAuth(filterOf(auth.port, { cache: byToken }), silent)
    const decisions = Promise.all(Array.from({ length: 10 }, () => decide(check, makeExchange(token('x')))))
    await auth.arrived
    auth.answer('')
    expect(await decisions).toEqual(Array.from({ length: 10 }, () => null))
    expect(auth.connections()).toBe(1)
  })

  test('a cookie is for the one who asked, and not for those who waited', async () => {
    let count = 0
    const { auth, check } = await scene((_, res) => void res.writeHead(200, { 'Set-Cookie': `sid=${++count}` }).end())
    const exchanges = Array.from({ length: 4 }, () => makeExchange(token('x')))
    await Promise.all(exchanges.map((exchange) => decide(check, exchange)))
    expect(exchanges.map((exchange) => sentBack(exchange, '')).sort()).toEqual([1, 2, 3, 4].map((n) => `Set-Cookie: sid=${n}\r\n`))
    expect(auth.asked).toHaveLength(4)
  })
})

describe('through the proxy', () => {
  const start = async (filter: ExternalAuth, backend: { port: number }) => startTestProxy({ routes: [{ filters: [filter], targets: [backend] }] })

  test('the auth server gets the head, and the target the whole request', async () => {
    const auth = await startEcho()
    const backend = await startEcho()
    const proxy = await start(filterOf(auth.port), backend)
    const seen = await sendToEcho(proxy.http, {
      method: 'POST', path: '/cart?a=1', body: 'two apples',
      headers: { cookie: 'sid=1', 'content-type': 'text/plain', te: 'trailers', connection: 'te, x-hop', 'x-hop': '1', 'x-original-method': 'GET', 'x-real-ip': '10.0.0.1' },
    })
    expect(seen).toMatchObject({ method: 'POST', body: 'two apples' })
    expect(seen.headers).not.toHaveProperty('x-sent-from')
    expect(auth.seen).toHaveLength(1)
    expect(auth.seen[0]).toMatchObject({ method: 'GET', url: '/verify', body: '' })
    expect(auth.seen[0]!.headers).toMatchObject({
      cookie: ['sid=1'], 'content-type': ['text/plain'], 'x-original-url': ['http://shop.test/cart?a=1'], 'x-original-method': ['POST'],
      'x-real-ip': ['127.0.0.1'], 'x-forwarded-for': ['127.0.0.1'], 'x-sent-from': ['sluice'], 'x-auth-request-redirect': ['/cart?a=1'], via: ['1.1 sluice'],
    })
    for (const name of ['content-length', 'transfer-encoding', 'expect', 'te', 'x-hop']) expect(auth.seen[0]!.headers).not.toHaveProperty(name)
  })

  test('the auth server judges the path that the target gets, and sees no key that is hidden', async () => {
    const auth = await startAuth(status(200))
    const backend = await startEcho()
    const key: CompiledFilterBody = { type: 'keyAuth', names: ['apikey'], inHeader: false, inQuery: true, inCookie: false, hideCredentials: true }
    const proxy = await startTestProxy({ consumers: [makeConsumer('anna', { key: 'k-anna' })], routes: [{ filters: [key, filterOf(auth.port)], targets: [backend] }] })
    const seen = await sendToEcho(proxy.http, { path: '/public/%2e%2e/admin?apikey=k-anna&a=1' })
    expect(seen.url).toBe('/admin?a=1')
    expect(auth.asked[0]!.headers).toMatchObject({ 'x-original-uri': '/admin?a=1', 'x-original-url': 'http://shop.test/admin?a=1', 'x-auth-request-redirect': '/admin?a=1' })
  })

  test('who is sent to sign in comes back without the key', async () => {
    const auth = await startAuth(status(401))
    const key: CompiledFilterBody = { type: 'keyAuth', names: ['apikey'], inHeader: false, inQuery: true, inCookie: false, hideCredentials: true }
    const filters = [key, filterOf(auth.port, { signInUrl: 'https://login.test/' })]
    const proxy = await startTestProxy({ consumers: [makeConsumer('anna', { key: 'k-anna' })], routes: [{ filters, targets: [{ port: await deadPort() }] }] })
    expect((await send(proxy.http, { path: '/x?apikey=k-anna&a=1' })).headers.location).toBe('https://login.test/?rd=http://shop.test%2Fx%3Fa%3D1')
  })

  test('a large chunked body waits for the decision and arrives whole', async () => {
    const auth = await startHeld()
    const proxy = await start(filterOf(auth.port), await startEcho())
    const body = Buffer.alloc(500_000, 'abcdefgh')
    const response = sendToEcho(proxy.http, { method: 'POST', body, headers: { 'transfer-encoding': 'chunked' } })
    await auth.arrived
    auth.answer('')
    expect((await response).body).toBe(body.toString())
  })

  test('a denial is the answer of its status, and no target is asked', async () => {
    const auth = await startAuth(status(401, { 'WWW-Authenticate': 'Bearer', 'Set-Cookie': ['a=1', 'b=2'] }))
    const backend = await startEcho()
    const proxy = await start(filterOf(auth.port), backend)
    const response = await send(proxy.http, { method: 'POST', body: 'x' })
    expect(response.status).toBe(401)
    expect(response.headers).toMatchObject({ 'www-authenticate': 'Bearer', 'set-cookie': ['a=1', 'b=2'] })
    expect(backend.seen).toEqual([])
  })

  test('an auth server that is away lets nobody pass', async () => {
    const backend = await startEcho()
    const proxy = await start(filterOf(await deadPort()), backend)
    expect(await send(proxy.http)).toMatchObject({ status: 503 })
    expect(backend.seen).toEqual([])
    expect(proxy.lines.join('\n')).toContain('"reason":"ECONNREFUSED"')
  })

  test('a client that leaves ends the question', async () => {
    let arrived = 0
    let left = 0
    const auth = await startRawBackend((socket) => {
      socket.once('data', () => arrived++)
      socket.once('end', () => left++)
    })
    const backend = await startEcho()
    const proxy = await start(filterOf(auth.port), backend)
    const client = await connect(proxy.http)
    client.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    await until(() => arrived === 1)
    client.resetAndDestroy()
    await until(() => left === 1)
    expect(backend.seen).toEqual([])
  })

  test('requests behind one that waits keep their order', async () => {
    const auth = await startAuth((req, res) => void res.writeHead(req.headers['x-original-uri'] === '/1' ? 403 : 200).end())
    const proxy = await start(filterOf(auth.port), await startEcho())
    const client = await connect(proxy.http)
    client.write('GET /1 HTTP/1.1\r\nHost: shop.test\r\n\r\nGET /2 HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n')
    const text = await received(client, '"url":"/2"')
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 403', 'HTTP/1.1 200'])
  })

  test('an auth server behind the same route ends in a refusal, not in a circle', async () => {
    const backend = await startEcho()
    const proxy = await startTestProxy(null)
    await proxy.serve(makeSnapshot({ routes: [{ filters: [filterOf(proxy.http)], targets: [backend] }] }))
    expect(await send(proxy.http)).toMatchObject({ status: 503 })
    expect(backend.seen).toEqual([])
  })
})
