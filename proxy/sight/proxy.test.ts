import fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { controllerClient } from '#lib/link/controller-client.ts'
import type { RequestRecord, TailFilter, TailRecord, UnmatchedRequest } from '#lib/link/requests.ts'
import { startController, TOKEN } from '#lib/link/testing/harness.ts'
import type { ProxyOptions } from '../start.ts'
import { send } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { exactHost } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

/** A proxy with one route, `POST` and `GET` to shop.test, and an echo behind it. */
async function start(options: Partial<ProxyOptions> = {}) {
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ host: exactHost('shop.test'), route: { methods: ['GET', 'POST'] }, targets: [{ port: echo.port }] }] }, options)
  return { echo, proxy }
}

function logFile(): string {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'sluice-sight-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
  return path.join(folder, 'access.log')
}

const ID = '0af7651916cd43dd8448eb211c80319c'

test('the access log tells what became of each request', async () => {
  const file = logFile()
  const { echo, proxy } = await start({ accessLog: { to: { file }, format: 'json', sample: 1 } })
  await send(proxy.http, { path: '/a?token=x', headers: { traceparent: `00-${ID}-b7ad6b7169203331-01`, 'x-request-id': 'mine', 'user-agent': 'test "1"' } })
  await send(proxy.http, { path: '/none', headers: { host: 'none.test' } })
  await proxy.drain()
  const lines = fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as RequestRecord)
  expect(lines).toMatchObject([
    { method: 'GET', host: 'shop.test', target: '/a?token=***', status: 200, route: 'shop', workspace: 'default', service: 'shop', side: 'stable', listener: 'http',
      endpoint: `127.0.0.1:${echo.port}`, tries: 1, answer: '', traceId: ID, requestId: 'mine', userAgent: 'test "1"', clientAddress: '127.0.0.1', version: '1.1' },
    { host: 'none.test', target: '/none', status: 404, route: '', answer: 'NO_ROUTE', upstreamMs: null, tries: 0, traceId: '' },
  ])
  expect(lines[0]!.upstreamMs).toBeGreaterThan(0)
  expect(lines[0]!.bytesOut).toBeGreaterThan(0)
})

test.each([['one thread', 'inline'], ['threads', { count: 2 }]] as const)('a log file that cannot be opened stops the start with %s', async (_, workers) => {
  const accessLog: ProxyOptions['accessLog'] = { to: { file: path.join(logFile(), 'none') }, format: 'json', sample: 1 }
  await expect(start({ workers, accessLog })).rejects.toThrow('SLUICE_ACCESS_LOG')
})

test.each([
  ['goes on unchanged', `00-${ID}-b7ad6b7169203331-01`, true],
  ['that is broken goes no further', `00-${ID}-b7ad6b7169203331`, false],
])('a trace context %s', async (_, traceparent, isPassed) => {
  const { echo, proxy } = await start()
  await send(proxy.http, { headers: { traceparent, tracestate: 'a=1' } })
  const { headers } = echo.seen[0]!
  expect([headers.traceparent, headers.tracestate]).toEqual(isPassed ? [[traceparent], ['a=1']] : [undefined, undefined])
})

async function startWatched(workers: ProxyOptions['workers']) {
  const controller = await startController()
  const link = { controllerUrl: () => `http://127.0.0.1:${controller.port}`, caFile: undefined }
  const { proxy } = await start({ workers, link, linkToken: TOKEN })
  const client = controllerClient({ controllerUrl: undefined, controllerPort: controller.port, linkCa: undefined, linkOrigin: 'http://127.0.0.1' }, TOKEN)
  const watch = (filter: TailFilter) => {
    const stop = new AbortController()
    onTestFinished(() => stop.abort())
    const seen: TailRecord[] = []
    client.tail(filter, { requests: ({ records }) => seen.push(...records), state: () => {} }, stop.signal)
    return seen
  }
  return { proxy, client, watch }
}

test.each([['one thread', 'inline'], ['threads', { count: 2 }]] as const)('a live tail shows requests of a proxy with %s', async (_, workers) => {
  const { proxy, watch } = await startWatched(workers)
  const seen = watch({ q: '/watched' })
  await vi.waitFor(async () => {
    await send(proxy.http, { path: '/other' })
    await send(proxy.http, { path: '/watched?key=x' })
    expect(seen.length).toBeGreaterThan(0)
  }, 15_000)
  expect(seen[0]).toMatchObject({ target: '/watched?key=***', status: 200, route: 'shop', proxy: proxy.id })
})

test('requests without a route are kept with the route that came nearest', async () => {
  const { proxy, client } = await startWatched('inline')
  await send(proxy.http, { path: '/a', method: 'DELETE' })
  await send(proxy.http, { path: '/a?again', method: 'DELETE' })
  await send(proxy.http, { path: '/b', headers: { host: 'shopp.test' } })
  const nearest = (failed: string, detail: string) => ({ workspace: 'default', route: 'shop', failed, detail })
  const byTarget = (one: UnmatchedRequest, other: UnmatchedRequest) => (one.record.target < other.record.target ? -1 : 1)
  await vi.waitFor(async () => expect((await client.unmatched()).toSorted(byTarget)).toMatchObject([
    { record: { method: 'DELETE', target: '/a?again' }, count: 2, nearest: nearest('method', 'GET, POST') },
    { record: { host: 'shopp.test', target: '/b', status: 404, answer: 'NO_ROUTE' }, count: 1, nearest: nearest('host', 'shop.test') },
  ]), 10_000)
})
