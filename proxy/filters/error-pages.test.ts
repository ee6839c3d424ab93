import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { makeSnapshot } from '../testing/snapshot.ts'
import type { CompiledFilterBody, FilterOf } from '#lib/snapshot/filters.ts'
import { collect, connect, send } from '../testing/client.ts'
import { deadPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { startTestProxy, type TestProxy } from '../testing/start-proxy.ts'

type Page = FilterOf<'errorPages'>['page']
const TEXT: Page = { kind: 'text', body: '<h1>Sorry</h1>', contentType: 'text/html' }

/** A route to a target that answers with the status of its path, and a service with pages. */
async function startShop(filters: (services: { pages: number }) => CompiledFilterBody[], { isDown = false, arePagesDown = false } = {}): Promise<TestProxy & { pages: string[] }> {
  const pages: string[] = []
  const shop = await startEcho({ handler: (req, res) => void res.writeHead(Number(req.url!.slice(1)), { 'x-shop': '1' }).end('from the shop') })
  const errors = await startEcho({
    handler(req, res) {
      pages.push([req.method, req.url, ...['x-code', 'x-format', 'x-original-uri', 'x-service-name'].map((name) => req.headers[name])].join(' '))
      res.writeHead(Number(req.headers['x-code'] ?? 200), { 'x-page': '1' }).end('a page')
    },
  })
  const proxy = await startTestProxy(null)
  const port = isDown ? await deadPort() : shop.port
  const snapshot = makeSnapshot({
    routes: [
      { name: 'shop', targets: isDown ? [] : [{ port }] },
      { name: 'pages', host: { kind: 'exact', value: 'pages.test' }, targets: arePagesDown ? [{ port: await deadPort() }] : [{ port: errors.port }] },
    ],
  })
  snapshot.routes[0]!.filters = filters({ pages: 1 }).map((filter) => ({ template: null, filter }))
  await proxy.serve(snapshot)
  return { ...proxy, pages }
}

const onErrors = (page: Page, statusCodes = [404, 503]): CompiledFilterBody => ({ type: 'errorPages', statusCodes, page })

describe('error pages', () => {
  test.each([
    ['another status goes on as it is', '/200', 200, 'from the shop'],
    ['a text stands in place of what the target said', '/404', 404, '<h1>Sorry</h1>'],
    ['a status that is not listed stays', '/500', 500, 'from the shop'],
  ])('%s', async (_, path, status, body) => {
    const proxy = await startShop(() => [onErrors(TEXT)])
    const answer = await send(proxy.http, { path })
    expect([answer.status, answer.body]).toEqual([status, body])
  })

  test('an answer of the proxy itself gets one, too', async () => {
    const proxy = await startShop(() => [onErrors(TEXT)], { isDown: true })
    const answer = await send(proxy.http, { path: '/' })
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([503, 'text/html', '<h1>Sorry</h1>'])
  })

  test('a service is told what it stands in for', async () => {
    const proxy = await startShop(({ pages }) => [onErrors({ kind: 'service', service: pages })])
    const answer = await send(proxy.http, { method: 'POST', path: '/404', body: 'x', headers: { accept: 'text/html' } })
    expect([answer.status, answer.body, answer.headers['x-page'], proxy.pages]).toEqual([404, 'a page', '1', ['GET / 404 text/html /404 shop']])
  })

  test('where the service is away, the client learns the status all the same', async () => {
    const proxy = await startShop(({ pages }) => [onErrors({ kind: 'service', service: pages })], { arePagesDown: true })
    const answer = await send(proxy.http, { path: '/404' })
    expect([answer.status, answer.headers.server]).toEqual([404, 'sluice'])
  })

  test('the connection to the target goes on', async () => {
    const proxy = await startShop(() => [onErrors(TEXT)])
    for (let i = 0; i < 3; i++) await send(proxy.http, { path: '/404' })
    const metrics = await (await fetch(`http://127.0.0.1:${proxy.status}/metrics`)).text()
    expect(metrics).toContain('sluice_upstream_connects_total{result="ok"} 1')
  })
})

describe('a page', () => {
  /** A route whose target answers so, and pages that are sent by `page`. */
  async function startPages(answer: string, page: (socket: Socket) => void, statusCodes: number[], more: CompiledFilterBody[] = []) {
    const shop = await startRawBackend((socket) => socket.on('data', () => socket.write(answer)))
    const pages = await startRawBackend((socket) => socket.on('data', () => page(socket)))
    const snapshot = makeSnapshot({
      routes: [{ name: 'shop', targets: [{ port: shop.port }] }, { name: 'pages', host: { kind: 'exact', value: 'pages.test' }, targets: [{ port: pages.port }] }],
    })
    const filters: CompiledFilterBody[] = [...more, { type: 'errorPages', statusCodes, page: { kind: 'service', service: 1 } }]
    snapshot.routes[0]!.filters = filters.map((filter) => ({ template: null, filter }))
    const proxy = await startTestProxy(null)
    await proxy.serve(snapshot)
    return { proxy, snapshot }
  }
  const PAGE = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 6\r\n\r\na page'
  const sendPage = (socket: Socket) => void socket.write(PAGE)

  test('keeps what the status says nothing without', async () => {
    const { proxy } = await startPages('HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="a"\r\nX-Shop: 1\r\nContent-Length: 0\r\n\r\n', sendPage, [401])
    const { body, headers } = await send(proxy.http)
    expect([body, headers['www-authenticate'], headers['x-shop']]).toEqual(['a page', 'Basic realm="a"', undefined])
  })

  test('that cannot be had takes nothing away: the answer of the target goes on', async () => {
    const { proxy, snapshot } = await startPages('HTTP/1.1 404 Not Found\r\nX-Shop: 1\r\nContent-Length: 8\r\n\r\nthe shop', sendPage, [404])
    snapshot.upstreams[1]!.targets = []
    await proxy.serve(snapshot)
    const { status, body, headers } = await send(proxy.http)
    expect([status, body, headers['x-shop']]).toEqual([404, 'the shop', '1'])
  })

  test('is no way to a tunnel', async () => {
    const { proxy } = await startPages('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n', (socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'), [401])
    const { status } = await send(proxy.http, { headers: { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-key': 'x', 'sec-websocket-version': '13' } })
    expect(status).toBe(401)
  })

  test('in place of what the proxy refuses is counted and told as that', async () => {
    const { proxy } = await startPages('', sendPage, [403], [{ type: 'ipRestriction', allow: [], deny: ['127.0.0.1'], statusCode: 403 }])
    expect((await send(proxy.http)).body).toBe('a page')
    expect((await send(proxy.status, { path: '/metrics' })).body).toContain('sluice_proxy_answers_total{code="ADDRESS_DENIED"} 1\n')
  })

  test('ends the connection where the body of the request has turned out bad', async () => {
    const { proxy } = await startPages('', sendPage, [400])
    const socket = await connect(proxy.http)
    const all = collect(socket)
    socket.write('POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nX')
    socket.write('0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    expect((await all).match(/HTTP\/1\.1 4\d\d/g)).toHaveLength(1)
    expect(await all).not.toContain(' 200 ')
  })

  test('tries every target that has it, however often the request was sent', async () => {
    const { proxy, snapshot } = await startPages('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', sendPage, [404])
    snapshot.upstreams[1]!.targets.push({ host: '127.0.0.1', port: await deadPort(), weight: 100 })
    snapshot.services[1]!.retries = 1
    await proxy.serve(snapshot)
    for (let i = 0; i < 4; i++) expect((await send(proxy.http)).body).toBe('a page')
  })
})

describe('a default backend', () => {
  test('takes what the route has no target for', async () => {
    const proxy = await startShop(({ pages }) => [{ type: 'defaultBackend', service: pages }], { isDown: true })
    const answer = await send(proxy.http, { path: '/200' })
    expect([answer.status, answer.body]).toEqual([200, 'a page'])
  })

  test('gets nothing while there is a target', async () => {
    const proxy = await startShop(({ pages }) => [{ type: 'defaultBackend', service: pages }])
    expect((await send(proxy.http, { path: '/200' })).body).toBe('from the shop')
  })
})
