import { describe, expect, test } from 'vitest'
import { Upstream } from '#lib/model/upstream.ts'
import { Filter } from '#lib/model/filter.ts'
import type { CompiledFilterBody } from '#lib/snapshot/filters.ts'
import { send, sendToEcho, type TestRequest } from '../testing/client.ts'
import { deadPort, startEcho, type Backend } from '../testing/echo.ts'
import { makeSnapshot, type TestRoute } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const NAMES = ['a', 'b', 'c', 'd'] as const

async function startTargets(given: Omit<TestRoute, 'targets'>, count = 4) {
  const echoes: Backend[] = await Promise.all(NAMES.slice(0, count).map((name) => startEcho({ name })))
  const targets = echoes.map(({ port }) => ({ port }))
  const proxy = await startTestProxy({ routes: [{ ...given, targets }] })
  const at = async (request?: TestRequest) => (await sendToEcho(proxy.http, request)).name
  return { proxy, echoes, targets, at }
}

const times = async <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> => {
  const results: T[] = []
  for (let index = 0; index < count; index++) results.push(await work(index))
  return results
}

const cookiesOf = (headers: { 'set-cookie'?: string[] | undefined }) => (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]!)

describe('consistent hashing', () => {
  const hashing = (...hash: NonNullable<TestRoute['upstream']>['hash'] & object): Omit<TestRoute, 'targets'> => ({ upstream: { algorithm: 'consistent-hashing', hash } })

  test('a value keeps its target, values spread', async () => {
    const { at } = await startTargets(hashing({ from: 'header', name: 'x-user' }))
    const first = await times(40, (user) => at({ headers: { 'x-user': `user-${user}` } }))
    const second = await times(40, (user) => at({ headers: { 'x-user': `user-${user}` } }))
    expect([second, new Set(first).size]).toEqual([first, 4])
  })

  test('without the value the fallback counts, without both all go to one', async () => {
    const { at } = await startTargets(hashing({ from: 'header', name: 'x-user' }, { from: 'query_arg', name: 'u' }))
    expect(new Set(await times(20, (user) => at({ path: `/?u=${user}` }))).size).toBeGreaterThan(1)
    expect(new Set(await times(8, () => at())).size).toBe(1)
  })

  test('a cookie that is missing is made', async () => {
    const { proxy, at } = await startTargets(hashing({ from: 'cookie', name: 'session', path: '/shop' }))
    const { headers, body } = await send(proxy.http)
    expect(headers['set-cookie']).toEqual([expect.stringMatching(/^session=[0-9a-f-]{36}; .*Path=\/shop/)])
    const [cookie] = cookiesOf(headers)
    const names = await times(8, () => at({ headers: { cookie: cookie! } }))
    expect(new Set(names)).toEqual(new Set([(JSON.parse(body) as { name: string }).name]))
  })
})

describe('affinity', () => {
  const affinity = (given: object = {}): Omit<TestRoute, 'targets'> => ({ filters: [Filter.parse({ type: 'affinity', cookie: 'route', ...given }) as CompiledFilterBody] })

  test.each(['balanced', 'persistent'])('%s: a client stays at its target, and is told once', async (mode) => {
    const { proxy, at } = await startTargets(affinity({ mode }))
    const first = await send(proxy.http)
    const [cookie] = cookiesOf(first.headers)
    expect(first.headers['set-cookie']![0]).toMatch(/^route=.+HttpOnly/)
    const later = await times(8, () => at({ headers: { cookie: cookie! } }))
    expect(new Set(later)).toEqual(new Set([(JSON.parse(first.body) as { name: string }).name]))
    expect((await send(proxy.http, { headers: { cookie: cookie! } })).headers['set-cookie']).toBeUndefined()
  })

  test('a target that drains keeps its clients and gets no others', async () => {
    const { proxy, targets, at } = await startTargets(affinity(), 2)
    const first = await send(proxy.http)
    const name = (JSON.parse(first.body) as { name: (typeof NAMES)[number] }).name
    await proxy.serve(makeSnapshot({ routes: [{ ...affinity(), targets: targets.map((target, place) => ({ ...target, weight: NAMES[place] === name ? 0 : 100 })) }] }))
    const [cookie] = cookiesOf(first.headers)
    expect(new Set(await times(6, () => at({ headers: { cookie: cookie! } })))).toEqual(new Set([name]))
    expect(new Set(await times(6, () => at()))).toEqual(new Set([name === 'a' ? 'b' : 'a']))
  })

  test('a client of a target that is gone gets another one, and its cookie', async () => {
    const { proxy, targets } = await startTargets(affinity({ mode: 'persistent' }), 2)
    const first = await send(proxy.http)
    const gone = (JSON.parse(first.body) as { name: string }).name
    await proxy.serve(makeSnapshot({ routes: [{ ...affinity({ mode: 'persistent' }), targets: targets.filter((_, place) => NAMES[place] !== gone) }] }))
    const [cookie] = cookiesOf(first.headers)
    const next = await send(proxy.http, { headers: { cookie: cookie! } })
    expect([next.status, cookiesOf(next.headers).length]).toEqual([200, 1])
    expect(cookiesOf(next.headers)).not.toEqual([cookie])
  })

  test('a client that is bound to one side of a canary stays there, whatever the weight says', async () => {
    const [stable, canary] = await Promise.all(['stable', 'canary'].map((name) => startEcho({ name })))
    const snapshot = (weight: number) => makeSnapshot({ routes: [{ ...affinity(), targets: [{ port: stable!.port }], canary: { targets: [{ port: canary!.port }], weight } }] })
    const proxy = await startTestProxy(null)
    await proxy.serve(snapshot(0))
    const [cookie] = cookiesOf((await send(proxy.http)).headers)
    await proxy.serve(snapshot(10_000))
    expect((await sendToEcho(proxy.http, { headers: { cookie: cookie! } })).name).toBe('stable')
    expect((await sendToEcho(proxy.http)).name).toBe('canary')
  })
})

test('a canary that keeps its clients draws once for each', async () => {
  const [stable, canary] = await Promise.all(['stable', 'canary'].map((name) => startEcho({ name })))
  const sticky = { cookie: 'side', maxAgeSeconds: 60 }
  const routes = [{ targets: [{ port: stable!.port }], canary: { targets: [{ port: canary!.port }], weight: 5000, sticky } }]
  let draw = 0.9
  const proxy = await startTestProxy({ routes }, { random: () => draw })
  const first = await send(proxy.http)
  const [cookie] = cookiesOf(first.headers)
  draw = 0.1
  expect((await sendToEcho(proxy.http, { headers: { cookie: cookie! } })).name).toBe('stable')
  expect((await sendToEcho(proxy.http)).name).toBe('canary')
})

describe('passive checks', () => {
  const { healthchecks } = Upstream.parse({ name: 'u', healthchecks: { passive: { unhealthy: { tcpFailures: 1, httpFailures: 2, timeouts: 1 } } } })

  test('a target that refuses connections is not asked again', async () => {
    const echo = await startEcho()
    const routes = [{ upstream: { healthchecks }, targets: [{ port: await deadPort() }, { port: echo.port }] }]
    const proxy = await startTestProxy({ routes })
    await times(8, () => sendToEcho(proxy.http))
    const metrics = await (await fetch(`http://127.0.0.1:${proxy.status}/metrics`)).text()
    expect(metrics).toContain('sluice_retries_total 1\n')
  })

  test('a target that answers with errors is left out after so many', async () => {
    const bad = await startEcho({ handler: (_, res) => void res.writeHead(500).end() })
    const good = await startEcho()
    const proxy = await startTestProxy({ routes: [{ upstream: { healthchecks }, targets: [{ port: bad.port }, { port: good.port }] }] })
    const statuses = await times(12, async () => (await send(proxy.http)).status)
    expect(statuses.filter((status) => status === 500)).toHaveLength(2)
  })

  test('when all are out, 503', async () => {
    const proxy = await startTestProxy({ routes: [{ upstream: { healthchecks }, targets: [{ port: await deadPort() }] }] })
    expect([(await send(proxy.http)).status, (await send(proxy.http)).status]).toEqual([502, 503])
  })
})
