import { describe, expect, test } from 'vitest'
import { makeSnapshot } from '../testing/snapshot.ts'
import type { CompiledFilterBody, FilterOf } from '#lib/snapshot/filters.ts'
import { send } from '../testing/client.ts'
import { deadPort, startEcho } from '../testing/echo.ts'
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
