import { describe, expect, test } from 'vitest'
import { makeSnapshot } from '../testing/snapshot.ts'
import { send } from '../testing/client.ts'
import { deadPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import type { ProbeAsk } from './probe.ts'
import { makeChecks } from './testing/checks.ts'
import { manualClock } from './testing/manual-clock.ts'
import { addressOf, becomes, PATIENT, sample, targetsOf } from './testing/watched.ts'

const UNHEALTHY = { interval: 0.02, httpFailures: 2, tcpFailures: 2, timeouts: 2 }
const HEALTHY = { interval: 0.02, successes: 2 }
const ACTIVE = { timeout: 0.3, httpPath: '/health', healthy: HEALTHY, unhealthy: UNHEALTHY }

/** A backend whose answers to checks a test decides; other requests are answered well. */
async function startChecked() {
  const state = { status: 200, checks: 0 }
  const backend = await startEcho({
    handler: (req, res) => {
      const isCheck = req.url === '/health'
      if (isCheck) state.checks++
      if (isCheck && state.status === 0) return
      res.writeHead(isCheck ? state.status : 200).end()
    },
  })
  return { port: backend.port, state }
}

const serve = (targets: { port: number }[], active: object = ACTIVE, passive = {}, options = {}) =>
  startTestProxy({ routes: [{ targets, upstream: { healthchecks: makeChecks({ active, passive }) }, service: { retries: 0 } }] }, options)

describe('active checks', () => {
  test('take a target out and let it in again', async () => {
    const [bad, good] = [await startChecked(), await startChecked()]
    const proxy = await serve([bad, good])
    bad.state.status = 500
    expect(await becomes(proxy.status, bad, 'down')).toMatchObject({ by: 'active', reason: 'status: 500' })
    bad.state.status = 200
    expect(await becomes(proxy.status, bad, 'up')).toMatchObject({ by: 'active', reason: 'status: 200' })
    expect((await targetsOf(proxy.status))[addressOf(good)]).toMatchObject({ state: 'up', by: null, since: null })
    expect(proxy.lines.map((line) => line.slice(0, 16)).filter((line) => line.startsWith('a target is'))).toEqual(['a target is down', 'a target is up {'])
  })

  test('see that a target hangs', async () => {
    const hanging = await startChecked()
    hanging.state.status = 0
    const proxy = await serve([hanging], { ...ACTIVE, timeout: 0.03 })
    expect(await becomes(proxy.status, hanging, 'down')).toMatchObject({ reason: 'timeout' })
    hanging.state.status = 200
    await becomes(proxy.status, hanging, 'up')
  })

  test('see that a target closes early, and that another is gone', async () => {
    const closing = await startRawBackend((socket) => void socket.once('data', () => socket.end('HTTP/1.1 2')))
    const dead = { port: await deadPort() }
    const proxy = await serve([closing, dead])
    expect(await becomes(proxy.status, closing, 'down')).toMatchObject({ by: 'active', reason: 'connection: ECONNRESET' })
    expect(await becomes(proxy.status, dead, 'down')).toMatchObject({ reason: 'connection: ECONNREFUSED' })
    expect((await send(proxy.http)).status).toBe(503)
  })

  test('bring back what passive checks took out', async () => {
    let isBad = true
    const target = await startEcho({ handler: (_, res) => void res.writeHead(isBad ? 500 : 200).end() })
    const proxy = await serve([target], { ...ACTIVE, healthy: { interval: 0, successes: 2 } }, { unhealthy: { httpFailures: 1 } })
    expect([(await send(proxy.http)).status, (await send(proxy.http)).status]).toEqual([500, 503])
    expect(await becomes(proxy.status, target, 'down')).toMatchObject({ by: 'passive' })
    isBad = false
    expect(await becomes(proxy.status, target, 'up')).toMatchObject({ by: 'active' })
    expect((await send(proxy.http)).status).toBe(200)
  })

  test('do not let a target in that fails every other time', async () => {
    let count = 0
    const flapping = await startEcho({ handler: (_, res) => void res.writeHead(++count < 3 || count % 2 === 1 ? 500 : 200).end() })
    const proxy = await serve([flapping])
    await becomes(proxy.status, flapping, 'down')
    const seen = count
    await expect.poll(() => count, PATIENT).toBeGreaterThan(seen + 10)
    expect((await targetsOf(proxy.status))[addressOf(flapping)]).toMatchObject({ state: 'down' })
    expect(proxy.lines.filter((line) => line.startsWith('a target is up'))).toEqual([])
  })

  test('are counted by result', async () => {
    const [good, dead] = [await startChecked(), { port: await deadPort() }]
    const proxy = await serve([good, dead])
    await becomes(proxy.status, dead, 'down')
    const count = (result: string) => sample(proxy.status, `sluice_health_checks_total{workspace="default",upstream="shop",result="${result}"}`)
    await expect.poll(() => count('success'), PATIENT).toBeGreaterThan(0)
    expect(await count('tcp_failure')).toBeGreaterThanOrEqual(2)
  })

  test('are seen by all workers', async () => {
    const [bad, good] = [await startChecked(), await startEcho({ name: 'good', handler: (_, res) => void res.end('good') })]
    const proxy = await serve([bad, good], ACTIVE, {}, { workers: { count: 2 } })
    bad.state.status = 503
    await becomes(proxy.status, bad, 'down')
    const bodies = await Promise.all(Array.from({ length: 20 }, () => send(proxy.http).then(({ body }) => body)))
    expect(new Set(bodies)).toEqual(new Set(['good']))
  })
})

/** A proxy whose checks are noted, under a clock that stands still. */
async function serveNoted() {
  const clock = manualClock()
  const asked: string[] = []
  const probe = async ({ host, port, checks }: ProbeAsk) => {
    asked.push(`${host}:${port}${checks.httpPath}`)
    return { result: 'success', reason: 'status: 200' } as const
  }
  const proxy = await startTestProxy(null, { checks: { probe, clock } })
  const round = async () => {
    clock.pass(1000)
    await new Promise(setImmediate)
    return asked.splice(0)
  }
  const named = (ports: number[], httpPath = '/', name = 'shop') =>
    ({ name, targets: ports.map((port) => ({ port })), upstream: { healthchecks: makeChecks({ active: { httpPath, healthy: { interval: 1, successes: 1 } } }) } })
  return { proxy, clock, round, named }
}

describe('a new snapshot', () => {
  test('is what is checked from then on', async () => {
    const { proxy, round, named } = await serveNoted()
    await proxy.serve(makeSnapshot({ routes: [named([1, 2]), named([9], '/', 'other')] }))
    expect(await round()).toEqual(['127.0.0.1:1/', '127.0.0.1:2/', '127.0.0.1:9/'])
  })

  test('that leaves checks alone does not begin them anew; other checks replace them, and none ends them', async () => {
    const { proxy, clock, round, named } = await serveNoted()
    await proxy.serve(makeSnapshot({ routes: [named([1])] }))
    await round()
    clock.pass(900)
    await proxy.serve(makeSnapshot({ routes: [named([1, 2])] }))
    clock.pass(99)
    await new Promise(setImmediate)
    expect(clock.waiting()).toBe(1)
    expect(await round()).toEqual(['127.0.0.1:1/', '127.0.0.1:2/'])
    await proxy.serve(makeSnapshot({ routes: [named([2], '/health')] }))
    expect(clock.waiting()).toBe(1)
    expect(new Set(await round())).toEqual(new Set(['127.0.0.1:2/health']))
    await proxy.serve(makeSnapshot({ routes: [{ targets: [{ port: 2 }] }] }))
    expect([clock.waiting(), await round()]).toEqual([0, []])
  })

  test('without the upstream ends its checks, and draining ends all', async () => {
    const { proxy, clock, round, named } = await serveNoted()
    await proxy.serve(makeSnapshot({ routes: [named([1]), named([9], '/', 'other')] }))
    expect(clock.waiting()).toBe(2)
    await proxy.serve(makeSnapshot({ routes: [named([9], '/', 'other')] }))
    expect(clock.waiting()).toBe(1)
    await proxy.drain()
    expect([clock.waiting(), await round()]).toEqual([0, []])
  })
})
