import { once } from 'node:events'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { encodeSnapshot } from '#lib/snapshot/codec.ts'
import { finish } from '#lib/routing/slices.ts'
import { openBuckets } from './buckets/buckets.ts'
import { allocateRows } from './buckets/rows.ts'
import { createDeadlines } from './deadlines.ts'
import { NO_HEALTH } from './health/view.ts'
import { makeExchange } from './filters/testing/exchange.ts'
import { buildLive, forgetSlices, liveSlices, type Live } from './live.ts'
import { listenerFit } from '#lib/routing/listener-host.ts'
import { createRuntime } from './runtime.ts'
import { connect, received, send, sendToEcho } from './testing/client.ts'
import { deadPort, startEcho, startHeld, startRawBackend } from './testing/echo.ts'
import { makeSnapshot } from './testing/snapshot.ts'
import { startTestProxy } from './testing/start-proxy.ts'
import { spend } from './upstream/retry-budget.ts'

const OWN = { http: 8000, https: 8443 }
const ENTRY_LESS = { entries: [] }

describe('a swap', () => {
  test('under load fails no request, and each is served by the old or the new state', async () => {
    const backends = await Promise.all(['a', 'b'].map((name) => startEcho({ name })))
    const snapshots = backends.map(({ port }) => makeSnapshot({ routes: [{ targets: [{ port }] }] }))
    const proxy = await startTestProxy(null)
    await proxy.serve(snapshots[0]!)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
    const load = { isOn: true }
    const names = new Set<string>()
    const loaded = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (load.isOn) names.add((await sendToEcho(proxy.http, { agent })).name)
      }),
    )
    for (let i = 1; i <= 100; i++) {
      await proxy.serve(snapshots[i % 2]!)
      await sendToEcho(proxy.http, { agent })
    }
    load.isOn = false
    await loaded
    agent.destroy()
    expect([...names].sort()).toEqual(['a', 'b'])
  })

  test('lets a request in flight finish where it began', async () => {
    const old = await startHeld()
    const next = await startEcho({ handler: (_, res) => res.end('new') })
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: old.port }] }] })
    const inFlight = send(proxy.http)
    await old.arrived
    await proxy.serve(makeSnapshot({ routes: [{ targets: [{ port: next.port }] }] }))
    expect((await send(proxy.http)).body).toBe('new')
    old.answer('old')
    expect((await inFlight).body).toBe('old')
  })

  test('keeps the connections to targets', async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
    await sendToEcho(proxy.http)
    await proxy.serve(makeSnapshot({ routes: [{ name: 'renamed', targets: [{ port: echo.port }] }] }))
    await sendToEcho(proxy.http)
    expect(echo.connections()).toBe(1)
  })
})

describe('a snapshot that cannot be served', () => {
  test.each([
    ['is no snapshot', '{"version":9}'],
    ['is no JSON', '{'],
    ['refers to a missing service', encodeSnapshot({ ...makeSnapshot({ routes: [{ targets: [] }] }), services: [] })],
    ['refers to a missing upstream', encodeSnapshot({ ...makeSnapshot({ routes: [{ targets: [] }] }), upstreams: [] })],
  ])('(it %s) leaves the old one in place and is reported', async (_, encoded) => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
    const { digest } = proxy.served()
    expect(await proxy.apply({ default: 9 }, encoded)).toMatchObject({ state: 'failed', digest, revisions: { default: 1 }, message: expect.any(String) as string })
    await sendToEcho(proxy.http)
  })

  test('is named without private keys', async () => {
    const proxy = await startTestProxy(null)
    const secret = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'
    const { message } = await proxy.apply({}, secret)
    expect(message).not.toContain('AAAA')
  })
})

describe('listeners', () => {
  test('with a port of their own come and go', async () => {
    const echo = await startEcho()
    const port = await deadPort()
    const routes = [{ targets: [{ port: echo.port }] }]
    const proxy = await startTestProxy({ routes, listeners: [{ name: 'extra', port }] })
    expect((await sendToEcho(port)).headers['x-forwarded-port']).toEqual([String(port)])
    expect((await send(proxy.http)).status).toBe(404)
    await proxy.serve(makeSnapshot({ routes }))
    await expect(send(port)).rejects.toThrow(/ECONNREFUSED/)
    await proxy.serve(makeSnapshot({ routes, listeners: [{ name: 'extra', port }] }))
    await sendToEcho(port)
  })

  test('that go let their requests finish', async () => {
    const slow = await startHeld()
    const port = await deadPort()
    const routes = [{ targets: [{ port: slow.port }] }]
    const proxy = await startTestProxy({ routes, listeners: [{ name: 'extra', port }] }, { drainMs: 5000 })
    const inFlight = send(port)
    await slow.arrived
    await proxy.serve(makeSnapshot({ routes }))
    slow.answer('done')
    expect(await inFlight).toMatchObject({ body: 'done', headers: { connection: 'close' } })
  })

  test('that cannot be bound are reported, and the rest serves', async () => {
    const echo = await startEcho()
    const taken = await startRawBackend(() => {})
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }], listeners: [{}, { name: 'extra', port: taken.port }] })
    expect(proxy.served()).toMatchObject({ state: 'serving', message: `Listener "extra", port ${taken.port}: the port is in use by another process` })
    await sendToEcho(proxy.http)
  })

  test('that could not be bound open as soon as the port is free', async () => {
    const echo = await startEcho()
    const holder = net.createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as AddressInfo
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }], listeners: [{}, { name: 'extra', port }] }, { portRetryMs: 20 })
    expect(proxy.served().message).toContain('in use')
    holder.close()
    await expect.poll(() => proxy.served().message).toBeUndefined()
    expect((await sendToEcho(port)).headers['x-forwarded-port']).toEqual([String(port)])
  })

  test('of one port: the most specific hostname takes the request and does not let it fall through', async () => {
    const wide = await startEcho({ name: 'wide' })
    const snapshot = makeSnapshot({ routes: [{ targets: [{ port: wide.port }] }], listeners: [{}, { name: 'narrow', hostname: '*.shop.test', ...ENTRY_LESS }] })
    const proxy = await startTestProxy(null)
    await proxy.serve(snapshot)
    expect((await send(proxy.http, { headers: { host: 'other.test' } })).status).toBe(200)
    expect((await send(proxy.http, { headers: { host: 'a.shop.test:8000' } })).status).toBe(404)
  })

  test('that want another protocol on a port in use are named', () => {
    const snapshot = makeSnapshot({ listeners: [{ name: 'odd', protocol: 'https', port: 8000 }] })
    expect(buildLive(snapshot, 'd', OWN, aRuntime()).warnings).toEqual(['Listener "odd" wants https on port 8000, which speaks http'])
  })
})

test('a route whose filters cannot be made answers 500, is named each time, and keeps no other from being served', () => {
  const filter = (allow: string) => ({ type: 'ipRestriction' as const, allow: [allow], deny: [], statusCode: 403 })
  const snapshot = makeSnapshot({ routes: [{ name: 'bad', targets: [], filters: [filter('::/64.1')] }, { name: 'good', targets: [], filters: [filter('192.0.2.0/24')] }] })
  const runtime = aRuntime()
  let live: Live | null = null
  for (let turn = 0; turn < 2; turn++) {
    live = finish(liveSlices(snapshot, 'd', OWN, runtime, live))
    expect(live.warnings).toEqual(['Route "bad" of the workspace "default" answers 500, its filters cannot be made: "::/64.1" is neither an address nor a CIDR'])
    const [bad, good] = snapshot.routes.map((route) => live!.plans.get(route)!.checks.map((check) => check(makeExchange())))
    expect(bad).toMatchObject([{ code: 'INVALID_ROUTE', status: 500 }])
    expect(good).toEqual([null])
  }
})

test.each([
  [null, 'a.test', true],
  ['a.test', 'a.test', true],
  ['a.test', 'b.test', false],
  ['a.test.', 'a.test', true],
  ['A.test:81', 'a.test', true],
  ['[0::1]', '[::1]', true],
  ['*.test', 'a.test', true],
  ['*.test', 'b.a.test', true],
  ['*.test', 'test', false],
  ['*.test', '.test', false],
  ['a.*', 'a.test', true],
  ['a.*', 'a', false],
])('hostname %s, host %s: %s', (hostname, host, fits) => expect(listenerFit(hostname, host) > 0).toBe(fits))

test('the exact hostname is more specific than any wildcard, and the longer wildcard than the shorter', () => {
  const host = 'c.b.a.test'
  const fits = [null, '*.test', '*.a.test', '*.b.a.test', host].map((hostname) => listenerFit(hostname, host))
  expect(fits).toEqual(fits.toSorted((a, b) => a - b))
  expect(new Set(fits).size).toBe(5)
})

const aRuntime = () => {
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  return createRuntime({ deadlines: createDeadlines(), health: NO_HEALTH, buckets: openBuckets(allocateRows(1), 0), random: Math.random, log })
}

test('runtime state of addresses that are gone is let go, once their requests are', () => {
  const runtime = aRuntime()
  const live = buildLive(makeSnapshot({ routes: [{ targets: [{ port: 1 }] }] }), 'd', OWN, runtime)
  expect([...runtime.endpoints.keys()]).toEqual(['127.0.0.1:1'])
  const { state } = live.services[0]!.endpoints[0]!
  const empty = makeSnapshot({})
  const next = buildLive(empty, 'e', OWN, runtime)
  state.inFlight++
  finish(forgetSlices(next, runtime))
  expect(runtime.endpoints.size).toBe(1)
  state.inFlight--
  finish(forgetSlices(next, runtime))
  expect(runtime.endpoints.size).toBe(0)
})

test('a service keeps its retry budget over snapshots, until none names it', () => {
  const runtime = aRuntime()
  const next = (snapshot: Parameters<typeof makeSnapshot>[0]) => {
    const live = buildLive(makeSnapshot(snapshot), 'd', OWN, runtime)
    finish(forgetSlices(live, runtime))
    return live.services.map(({ retries }) => retries)
  }
  const [first, other] = next({ routes: [{ targets: [{ port: 1 }] }, { name: 'other', targets: [{ port: 2 }] }] })
  while (spend(first!)) continue
  const [changed] = next({ routes: [{ targets: [{ port: 3 }], service: { retries: 1 } }] })
  expect(spend(changed!)).toBe(false)
  expect(spend(other!)).toBe(true)
  next({})
  expect(runtime.retries.size).toBe(0)
  expect(next({ routes: [{ targets: [{ port: 1 }] }] }).map(spend)).toEqual([true])
})

test('draining: readiness fails at once, the request in flight finishes with Connection: close', async () => {
  const slow = await startHeld()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: slow.port }] }] }, { drainMs: 5000 })
  expect((await send(proxy.status, { path: '/readyz' })).status).toBe(200)
  const socket = await connect(proxy.http)
  socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
  await slow.arrived
  const drained = proxy.drain()
  expect(await send(proxy.status, { path: '/readyz' })).toMatchObject({ status: 503, body: 'draining\n' })
  await expect(send(proxy.http)).rejects.toThrow(/ECONNREFUSED/)
  slow.answer('done')
  expect(await received(socket, 'done')).toMatch(/\r\nConnection: close\r\n/)
  await drained
})
