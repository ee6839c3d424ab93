import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { collect, connect, received, send, until } from '../testing/client.ts'
import { listenOnAnyPort, startEcho } from '../testing/echo.ts'
import { makeSnapshot, type TestSnapshot } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

type RateLimit = FilterOf<'rateLimit'>
type ConnectionLimit = FilterOf<'connectionLimit'>

const rate = (given: Partial<RateLimit> = {}): RateLimit => ({
  type: 'rateLimit', by: 'ip', exempt: [], algorithm: 'leakyBucket', requests: 1, per: 'minute', burst: 0, statusCode: 429, headers: true, ...given,
})
const connections = (given: Partial<ConnectionLimit> = {}): ConnectionLimit => ({
  type: 'connectionLimit', by: 'ip', exempt: [], connections: 1, statusCode: 503, ...given,
})

/** A proxy whose clock a test sets; the client is 127.0.0.1, or whom X-Forwarded-For names. */
async function startLimited(filters: (RateLimit | ConnectionLimit)[], snapshot: TestSnapshot = {}) {
  const echo = await startEcho({ handler: (_, res) => res.setHeader('ratelimit-limit', 'of the target').setHeader('x-a', '1').end('ok') })
  let now = 1_750_000_040_000
  const routes = { routes: [{ filters, targets: [{ port: echo.port }], ...snapshot.routes?.[0] }] }
  const proxy = await startTestProxy({ ...snapshot, ...routes }, { now: () => now, trustedProxies: ['127.0.0.1'] })
  const as = (client: string, headers: Record<string, string> = {}) => send(proxy.http, { headers: { 'x-forwarded-for': client, ...headers } })
  const statuses = async (clients: readonly string[]) => {
    const all: number[] = []
    for (const client of clients) all.push((await as(client)).status)
    return all
  }
  return { proxy, as, statuses, pass: (ms: number) => void (now += ms) }
}

const shown = (headers: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /ratelimit|retry/.test(name)))

describe('a rate limit', () => {
  test('by address: each client by itself, until its time has come', async () => {
    const { statuses, pass } = await startLimited([rate({ burst: 1 })])
    expect(await statuses(['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1', '2001:db8::2'])).toEqual([200, 200, 429, 200, 200, 200])
    pass(60_000)
    expect(await statuses(['192.0.2.1', '192.0.2.1'])).toEqual([200, 429])
  })

  test('by header: each value by itself, and all that have none together', async () => {
    const { as } = await startLimited([rate({ by: 'header', header: 'x-key' })])
    const all = []
    for (const headers of [{ 'x-key': 'a' }, { 'X-Key': 'a' }, { 'x-key': 'b' }, {}, {}] as Record<string, string>[]) all.push((await as('192.0.2.1', headers)).status)
    expect(all).toEqual([200, 429, 200, 200, 429])
  })

  test('by consumer: by address where there is none', async () => {
    const { statuses } = await startLimited([rate({ by: 'consumer' })])
    expect(await statuses(['192.0.2.1', '192.0.2.1', '192.0.2.2'])).toEqual([200, 429, 200])
  })

  test('leaves out exempt addresses, which are told nothing', async () => {
    const { as, statuses } = await startLimited([rate({ exempt: ['192.0.2.0/24', '2001:db8::/32'] })])
    expect(await statuses(['192.0.2.1', '192.0.2.1', '2001:db8::1', '2001:db8::1', '192.0.3.1', '192.0.3.1'])).toEqual([200, 200, 200, 200, 200, 429])
    expect((await as('192.0.2.1')).headers['ratelimit-remaining']).toBeUndefined()
  })

  test.each<[name: string, given: Partial<RateLimit>, passing: object, refused: object]>([
    ['of a leaky bucket', { requests: 2, burst: 1 }, { 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': '30' },
      { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '60', 'retry-after': '30' }],
    ['of a fixed window', { algorithm: 'fixedWindow', requests: 2 },
      { 'ratelimit-limit': '2', 'ratelimit-remaining': '1', 'ratelimit-reset': '40', 'x-ratelimit-limit-minute': '2', 'x-ratelimit-remaining-minute': '1' },
      { 'ratelimit-limit': '2', 'ratelimit-remaining': '0', 'ratelimit-reset': '40', 'retry-after': '40', 'x-ratelimit-limit-minute': '2', 'x-ratelimit-remaining-minute': '0' }],
    ['of one that is silent', { requests: 2, burst: 1, headers: false }, { 'ratelimit-limit': 'of the target' }, { 'retry-after': '30' }],
  ])('tells clients how it stands: %s', async (_, given, passing, refused) => {
    const { as } = await startLimited([rate(given)])
    const first = await as('192.0.2.1')
    expect([first.status, first.headers['x-a'], shown(first.headers)]).toEqual([200, '1', passing])
    await as('192.0.2.1')
    const last = await as('192.0.2.1')
    expect([last.status, JSON.parse(last.body), shown(last.headers)]).toEqual([429, expect.objectContaining({ message: 'Too many requests' }), refused])
  })

  test('answers with the status that it was given', async () => {
    const { statuses } = await startLimited([rate({ statusCode: 503 })])
    expect(await statuses(['192.0.2.1', '192.0.2.1'])).toEqual([200, 503])
  })

  test('outlives snapshots, and is that of its route alone', async () => {
    const { proxy, statuses } = await startLimited([rate()])
    const echo = await startEcho({ handler: (_, res) => res.end('ok') })
    expect(await statuses(['192.0.2.1'])).toEqual([200])
    await proxy.serve(makeSnapshot({ routes: [{ filters: [rate()], targets: [{ port: echo.port }] }] }))
    expect(await statuses(['192.0.2.1'])).toEqual([429])
    await proxy.serve(makeSnapshot({ routes: [{ name: 'other', filters: [rate()], targets: [{ port: echo.port }] }] }))
    expect(await statuses(['192.0.2.1'])).toEqual([200])
  })

  test('of two the first that is used up refuses; both must let a request in', async () => {
    const { statuses, pass } = await startLimited([rate({ requests: 60, burst: 5 }), rate({ requests: 2, burst: 2 })])
    expect(await statuses(['a', 'a', 'a', 'a'].map(() => '192.0.2.1'))).toEqual([200, 200, 200, 429])
    pass(30_000)
    expect(await statuses(['192.0.2.1', '192.0.2.1'])).toEqual([200, 429])
  })
})

describe('a limit of requests at a time', () => {
  /** A target that answers when it is told to. */
  async function startHeld(given: Partial<ConnectionLimit>) {
    const held: ServerResponse[] = []
    const echo = await startEcho({ handler: (_, res) => void held.push(res) })
    const proxy = await startTestProxy({ routes: [{ filters: [connections(given)], targets: [{ port: echo.port }] }] })
    return { proxy, held }
  }

  test('refuses one more, until one is answered', async () => {
    const { proxy, held } = await startHeld({ connections: 2 })
    const both = [send(proxy.http), send(proxy.http)]
    await until(() => held.length === 2)
    const third = await send(proxy.http)
    expect([third.status, JSON.parse(third.body)]).toEqual([503, expect.objectContaining({ message: 'Too many requests at a time' })])
    held[0]!.end()
    await Promise.race(both)
    const fourth = send(proxy.http)
    await until(() => held.length === 3)
    expect((await send(proxy.http)).status).toBe(503)
    for (const response of held) response.end()
    expect((await Promise.all([...both, fourth])).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  test('lets go of a request whose client has left, of one that its target has let down, and of an answer that is cut', async () => {
    const { proxy, held } = await startHeld({ connections: 1, statusCode: 429 })
    const client = await connect(proxy.http)
    client.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    await until(() => held.length === 1)
    expect((await send(proxy.http)).status).toBe(429)
    client.resetAndDestroy()
    await once(held[0]!, 'close')

    const deserted = send(proxy.http, { method: 'POST', body: 'x' })
    await until(() => held.length === 2)
    held[1]!.socket!.destroy()
    expect((await deserted).status).toBe(502)

    const cut = await connect(proxy.http)
    const cutText = collect(cut)
    cut.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    await until(() => held.length === 3)
    held[2]!.writeHead(200, { 'content-length': 10 }).write('12345')
    await received(cut, '12345')
    held[2]!.socket!.destroy()
    expect(await cutText).toMatch(/12345$/)

    const last = send(proxy.http)
    await until(() => held.length === 4)
    held[3]!.end()
    expect((await last).status).toBe(200)
  })

  test('counts an upgraded connection until it is closed', async () => {
    const server = createServer((_, res) => void res.end('ok'))
    server.on('upgrade', (_, socket: Socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'))
    const proxy = await startTestProxy({ routes: [{ filters: [connections()], targets: [{ port: await listenOnAnyPort(server) }] }] })
    const client = await connect(proxy.http)
    client.write('GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await received(client, '101')
    expect((await send(proxy.http)).status).toBe(503)
    client.resetAndDestroy()
    await expect.poll(async () => (await send(proxy.http)).status).toBe(200)
  })

  test('comes before the rate limit: what it refuses is not counted there', async () => {
    const held: ServerResponse[] = []
    const echo = await startEcho({ handler: (_, res) => void held.push(res) })
    const filters = [connections(), rate({ requests: 2, burst: 1 })]
    const proxy = await startTestProxy({ routes: [{ filters, targets: [{ port: echo.port }] }] })
    const first = send(proxy.http)
    await until(() => held.length === 1)
    expect([(await send(proxy.http)).status, (await send(proxy.http)).status]).toEqual([503, 503])
    held[0]!.end()
    expect((await first).headers['ratelimit-remaining']).toBe('1')
    const second = send(proxy.http)
    await until(() => held.length === 2)
    held[1]!.end()
    expect((await second).status).toBe(200)
    expect((await send(proxy.http)).status).toBe(429)
  })
})

describe('workers', () => {
  test('count together', async () => {
    const echo = await startEcho({ handler: (_, res) => res.end('ok') })
    const filters = [rate({ requests: 1, per: 'day', burst: 99 })]
    const proxy = await startTestProxy({ routes: [{ filters, targets: [{ port: echo.port }] }] }, { workers: { count: 2 } })
    const answers = await Promise.all(Array.from({ length: 300 }, () => send(proxy.http)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(100)
  })

  test('that are ended with requests under way leave no count behind', async () => {
    const held: ServerResponse[] = []
    const echo = await startEcho({ handler: (req, res) => void (req.url === '/held' ? held.push(res) : res.end('ok')) })
    const proxy = await startTestProxy({ routes: [{ filters: [connections()], targets: [{ port: echo.port }] }] }, { workers: { count: 1 } })
    const lost = send(proxy.http, { path: '/held' }).catch((error: Error) => error.message)
    await expect.poll(() => held.length).toBe(1)
    expect((await send(proxy.http)).status).toBe(503)
    await proxy.endWorker(0)
    expect(await lost).toEqual(expect.any(String))
    await expect.poll(() => send(proxy.http).then(({ status }) => status, () => 0), { timeout: 10_000 }).toBe(200)
  })
})
