import { describe, expect, test } from 'vitest'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { send } from '../testing/client.ts'
import { deadPort, startEcho, startRawBackend } from '../testing/echo.ts'
import { makeSnapshot } from '../testing/snapshot.ts'
import { startTestProxy, type TestProxy } from '../testing/start-proxy.ts'
import { makeChecks } from './testing/checks.ts'
import { addressOf, becomes, PATIENT, sample, targetsOf } from './testing/watched.ts'

type Target = { port: number }

const passive = (unhealthy: object, healthy: object = {}): Partial<CompiledUpstream> => ({ healthchecks: makeChecks({ passive: { unhealthy, healthy } }) })

const snapshotOf = (targets: Target[], upstream: Partial<CompiledUpstream>, service: object = {}) => makeSnapshot({ routes: [{ targets, upstream, service }] })

const serve = (targets: Target[], upstream: Partial<CompiledUpstream>, options = {}) =>
  startTestProxy({ routes: [{ targets, upstream, service: { retries: 0 } }] }, options)

async function statuses({ http }: TestProxy, count: number): Promise<number[]> {
  const seen: number[] = []
  for (let i = 0; i < count; i++) seen.push((await send(http)).status)
  return seen
}

const failing = (status = 500) => startEcho({ handler: (_, res) => void res.writeHead(status).end() })

describe('a target', () => {
  test('is out after as many bad statuses in a row as are allowed', async () => {
    const bad = await failing()
    const proxy = await serve([bad], passive({ httpFailures: 3 }))
    expect(await statuses(proxy, 4)).toEqual([500, 500, 500, 503])
    expect(await becomes(proxy.status, bad, 'down')).toMatchObject({ by: 'passive', reason: 'status: 500', workspace: 'default', upstream: 'shop' })
    expect(proxy.lines.filter((line) => line.startsWith('a target is down'))).toHaveLength(1)
  })

  test('that answers well in between stays', async () => {
    let count = 0
    const flapping = await startEcho({ handler: (_, res) => void res.writeHead(++count % 3 === 0 ? 200 : 500).end() })
    const proxy = await serve([flapping], passive({ httpFailures: 3 }, { successes: 1 }))
    expect(await statuses(proxy, 9)).toEqual([500, 500, 200, 500, 500, 200, 500, 500, 200])
  })

  test('whose status is in neither list stays', async () => {
    const proxy = await serve([await failing(404)], passive({ httpFailures: 1 }, { successes: 1 }))
    expect(await statuses(proxy, 5)).toEqual([404, 404, 404, 404, 404])
  })

  test('that refuses connections is out, and the others take its requests', async () => {
    const dead = { port: await deadPort() }
    const good = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [dead, good], upstream: passive({ tcpFailures: 1 }) }] })
    expect(new Set(await statuses(proxy, 6))).toEqual(new Set([200]))
    expect(await becomes(proxy.status, dead, 'down')).toMatchObject({ by: 'passive', reason: 'connection' })
    expect(await becomes(proxy.status, good, 'up')).toMatchObject({ by: null, since: null })
  })

  test('that closes early is out', async () => {
    const closing = await startRawBackend((socket) => void socket.once('data', () => socket.end('HTTP/1.1 20')))
    const proxy = await serve([closing], passive({ tcpFailures: 2 }))
    expect(await statuses(proxy, 3)).toEqual([502, 502, 503])
    await becomes(proxy.status, closing, 'down')
  })

  test('that hangs is out by time-outs, which failures of connections are not', async () => {
    const hanging = await startRawBackend(() => {})
    const upstream = passive({ timeouts: 1, tcpFailures: 0 })
    const proxy = await startTestProxy({ routes: [{ targets: [hanging], upstream, service: { readTimeoutMs: 60, retries: 0 } }] })
    expect(await statuses(proxy, 2)).toEqual([504, 503])
    expect(await becomes(proxy.status, hanging, 'down')).toMatchObject({ by: 'passive', reason: 'timeout' })
  })

  test('that is out stays so over snapshots that name it, and not under another upstream', async () => {
    const bad = await failing()
    const upstream = passive({ httpFailures: 1 })
    const proxy = await serve([bad], upstream)
    expect(await statuses(proxy, 2)).toEqual([500, 503])
    const other = await startEcho()
    await proxy.serve(snapshotOf([bad, other], upstream, { retries: 0 }))
    expect(await statuses(proxy, 4)).toEqual([200, 200, 200, 200])
    await proxy.serve(makeSnapshot({ routes: [{ name: 'other', targets: [bad], upstream, service: { retries: 0 } }] }))
    expect(await statuses(proxy, 2)).toEqual([500, 503])
  })

  test('that was taken away and named again begins anew', async () => {
    const [bad, good] = [await failing(), await startEcho()]
    const upstream = passive({ httpFailures: 1 })
    const proxy = await serve([bad], upstream)
    expect(await statuses(proxy, 2)).toEqual([500, 503])
    await proxy.serve(snapshotOf([good], upstream, { retries: 0 }))
    await proxy.serve(snapshotOf([bad], upstream, { retries: 0 }))
    expect(await statuses(proxy, 2)).toEqual([500, 503])
  })

  test('is let in when its upstream is not checked any more', async () => {
    const bad = await failing()
    const proxy = await serve([bad], passive({ httpFailures: 1 }))
    expect(await statuses(proxy, 2)).toEqual([500, 503])
    await proxy.serve(snapshotOf([bad], { healthchecks: null }))
    expect(await statuses(proxy, 3)).toEqual([500, 500, 500])
    expect(await sample(proxy.status, 'sluice_target_health_changes_total{workspace="default",upstream="shop",state="up",by="config"}')).toBe(1)
  })
})

test('an upstream with less healthy weight than its threshold takes nothing', async () => {
  const [bad, good] = [await failing(), await startEcho()]
  const healthchecks = makeChecks({ passive: { unhealthy: { httpFailures: 1 } }, threshold: 60 })
  const proxy = await serve([bad, good], { healthchecks })
  expect((await statuses(proxy, 4)).slice(2)).toEqual([503, 503])
  expect((await targetsOf(proxy.status))[addressOf(good)]).toMatchObject({ state: 'up' })
})

test('metrics show each target, and what changed', async () => {
  const [bad, good] = [await failing(), await startEcho()]
  const proxy = await serve([bad, good], passive({ httpFailures: 1 }))
  await statuses(proxy, 3)
  await becomes(proxy.status, bad, 'down')
  const health = (target: Target) => sample(proxy.status, `sluice_target_health{workspace="default",upstream="shop",target="${addressOf(target)}"}`)
  expect([await health(bad), await health(good)]).toEqual([0, 1])
  expect(await sample(proxy.status, 'sluice_target_health_changes_total{workspace="default",upstream="shop",state="down",by="passive"}')).toBe(1)
})

describe('workers', () => {
  test('see what another one took out, and thresholds count them together', async () => {
    let served = 0
    const bad = await startEcho({
      handler: (_, res) => {
        served++
        res.writeHead(500).end()
      },
    })
    const good = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [bad, good], upstream: passive({ httpFailures: 10 }), service: { retries: 0 } }] }, { workers: { count: 2 } })
    for (let i = 0; i < 80; i++) await send(proxy.http)
    expect(served).toBe(10)
    await becomes(proxy.status, bad, 'down')
    expect(proxy.lines.filter((line) => line.startsWith('a target is down'))).toHaveLength(1)
  })

  test('that are replaced know what is out', async () => {
    const bad = await failing()
    const proxy = await startTestProxy({ routes: [{ targets: [bad], upstream: passive({ httpFailures: 1 }), service: { retries: 0 } }] }, { workers: { count: 2 } })
    expect(await statuses(proxy, 1)).toEqual([500])
    await proxy.endWorker(0)
    await proxy.endWorker(1)
    const workers = async () => (JSON.parse((await send(proxy.status, { path: '/status' })).body) as { workers: number }).workers
    await expect.poll(workers, PATIENT).toBe(2)
    expect(await statuses(proxy, 8)).toEqual(Array.from({ length: 8 }, () => 503))
  })
})
