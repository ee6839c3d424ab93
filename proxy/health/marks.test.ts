import { describe, expect, onTestFinished, test } from 'vitest'
import { controllerClient } from '#lib/link/controller-client.ts'
import { startLinkServer, type LinkServer } from '#lib/link/controller-server.ts'
import type { Mark } from '#lib/link/health.ts'
import { digestOf, encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { ProxyOptions } from '../start.ts'
import { send } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { makeSnapshot, type TestSnapshot } from '../testing/snapshot.ts'
import { LINK_TOKEN, startTestProxy } from '../testing/start-proxy.ts'
import { makeChecks } from './testing/checks.ts'
import { addressOf, PATIENT, targetsOf } from './testing/watched.ts'

/** A controller, what a dashboard asks of it, and its restarts, after which it knows nothing. */
async function startController() {
  let link: LinkServer
  let revision = 0
  let last: TestSnapshot | null = null
  const publish = (snapshot: TestSnapshot) => {
    last = snapshot
    const encoded = encodeSnapshot(makeSnapshot(snapshot))
    link.publish({ type: 'publication', revisions: { default: ++revision }, digest: digestOf(encoded), snapshot: encoded })
  }
  const open = async (port = 0) => {
    link = await startLinkServer({ id: 'c', host: '127.0.0.1', port, token: LINK_TOKEN, onChanged: async () => {}, pingMs: 50 })
  }
  await open()
  onTestFinished(() => link.close())
  const url = () => `http://127.0.0.1:${link.port}`
  const client = () => controllerClient({ controllerUrl: url(), controllerPort: 0, linkCa: undefined, linkOrigin: '' }, LINK_TOKEN)
  let at = Date.now()
  return {
    url, publish,
    async restart() {
      const { port } = link
      await link.close()
      await open(port)
      if (last) publish(last)
    },
    mark: (target: { port: number }, state: Mark['state'], over: Partial<Mark> = {}) =>
      client().mark({ workspace: 'default', upstream: 'shop', address: addressOf(target), state, at: ++at, actor: 'ada', ...over }),
    health: () => client().health('default', 'shop'),
    /** What each proxy says of a target. */
    async states(target: { port: number }) {
      const { proxies } = await client().health('default', 'shop')
      return proxies.map(({ targets }) => targets.find(({ address }) => address === addressOf(target))?.state)
    },
  }
}

const startLinked = (url: () => string, options: Partial<ProxyOptions> = {}) =>
  startTestProxy(null, { link: { controllerUrl: url, caFile: undefined }, ...options })

async function startBoth(options: Partial<ProxyOptions> = {}, over: object = {}) {
  const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
  const controller = await startController()
  const proxy = await startLinked(controller.url, options)
  controller.publish({ routes: [{ targets: [a, b], upstream: over }] })
  await expect.poll(() => proxy.served().revisions, PATIENT).toEqual({ default: 1 })
  const names = async (count = 12) => {
    const seen = new Set<string>()
    for (let i = 0; i < count; i++) {
      const { status, body } = await send(proxy.http)
      seen.add(status === 200 ? (JSON.parse(body) as { name: string }).name : String(status))
    }
    return [...seen].toSorted()
  }
  return { a, b, controller, proxy, names }
}

describe('an operator', () => {
  test('takes a target out that nobody checks, and lets it in again', async () => {
    const { a, controller, proxy, names } = await startBoth()
    expect(await names()).toEqual(['a', 'b'])
    await controller.mark(a, 'down')
    await expect.poll(() => names(), PATIENT).toEqual(['b'])
    expect((await targetsOf(proxy.status))[addressOf(a)]).toMatchObject({ state: 'down', by: 'operator', reason: 'operator: ada' })
    await expect.poll(() => controller.states(a), PATIENT).toEqual(['down'])
    await controller.mark(a, 'up')
    await expect.poll(() => names(), PATIENT).toEqual(['a', 'b'])
    await expect.poll(() => controller.states(a), PATIENT).toEqual(['up'])
    expect((await controller.health()).changes).toMatchObject([{ state: 'up', by: 'operator', proxy: proxy.id }, { state: 'down', by: 'operator' }])
  })

  test('is heard by all workers', async () => {
    const { a, b, controller, names } = await startBoth({ workers: { count: 2 } })
    await controller.mark(a, 'down')
    await expect.poll(() => names(), PATIENT).toEqual(['b'])
    await controller.mark(b, 'down')
    await expect.poll(() => names(), PATIENT).toEqual(['503'])
    await controller.mark(a, 'up')
    await expect.poll(() => names(), PATIENT).toEqual(['a'])
  })

  test('is not overruled by active checks', async () => {
    const healthchecks = makeChecks({ active: { healthy: { interval: 0.02, successes: 1 }, unhealthy: { interval: 0.02 } } })
    const { a, controller, proxy, names } = await startBoth({}, { healthchecks })
    await controller.mark(a, 'down')
    await expect.poll(() => names(), PATIENT).toEqual(['b'])
    const seen = a.seen.length
    await expect.poll(() => a.seen.length, PATIENT).toBeGreaterThan(seen + 3)
    expect((await targetsOf(proxy.status))[addressOf(a)]).toMatchObject({ state: 'down', by: 'operator' })
    expect(await names()).toEqual(['b'])
  })

  test('lets in what passive checks took out', async () => {
    let isBad = true
    const target = await startEcho({ handler: (_, res) => void res.writeHead(isBad ? 500 : 200).end() })
    const controller = await startController()
    const proxy = await startLinked(controller.url)
    controller.publish({ routes: [{ targets: [target], upstream: { healthchecks: makeChecks({ passive: { unhealthy: { httpFailures: 2 } } }) }, service: { retries: 0 } }] })
    await expect.poll(() => proxy.served().revisions, PATIENT).toEqual({ default: 1 })
    const ask = async () => (await send(proxy.http)).status
    expect([await ask(), await ask(), await ask()]).toEqual([500, 500, 503])
    isBad = false
    await controller.mark(target, 'up')
    await expect.poll(ask, PATIENT).toBe(200)
    isBad = true
    expect([await ask(), await ask(), await ask()]).toEqual([500, 500, 503])
  })

  test('may be heard before the target is named', async () => {
    const { a, controller, names } = await startBoth()
    const late = await startEcho({ name: 'late' })
    await controller.mark(late, 'down')
    controller.publish({ routes: [{ targets: [a, late] }] })
    await expect.poll(() => names(), PATIENT).toEqual(['a'])
  })
})

describe('a mark', () => {
  test('reaches a proxy that comes later', async () => {
    const { a, controller } = await startBoth()
    await controller.mark(a, 'down')
    const later = await startLinked(controller.url)
    await expect.poll(async () => (await targetsOf(later.status))[addressOf(a)]?.state, PATIENT).toBe('down')
    await expect.poll(() => controller.states(a), PATIENT).toEqual(['down', 'down'])
    expect((await send(later.http)).body).toContain('"name":"b"')
  })

  test('is learnt from the proxies by a controller that was started anew, and no change is told twice', async () => {
    const { a, controller, names } = await startBoth()
    await controller.mark(a, 'down')
    await expect.poll(() => controller.states(a), PATIENT).toEqual(['down'])
    await controller.restart()
    await expect.poll(() => controller.states(a), PATIENT).toEqual(['down'])
    expect(await controller.health()).toMatchObject({ marks: [{ state: 'down', actor: 'ada' }], changes: [{ state: 'down' }] })
    await controller.mark(a, 'up')
    await expect.poll(() => names(), PATIENT).toEqual(['a', 'b'])
    await expect.poll(async () => (await controller.health()).changes.length, PATIENT).toBe(2)
  })

  test('that is older than another one is nothing', async () => {
    const { a, controller, names } = await startBoth()
    const at = Date.now()
    await controller.mark(a, 'down', { at })
    await expect.poll(() => names(), PATIENT).toEqual(['b'])
    await controller.mark(a, 'up', { at: at - 1 })
    await controller.mark(a, 'up', { at })
    expect((await controller.health()).marks).toMatchObject([{ state: 'down', at }])
    expect(await names()).toEqual(['b'])
  })

  test('ends with its target: what comes back under the address is another one', async () => {
    const { a, b, controller, proxy, names } = await startBoth()
    await controller.mark(a, 'down')
    await expect.poll(() => names(), PATIENT).toEqual(['b'])
    controller.publish({ routes: [{ targets: [b] }] })
    await expect.poll(async () => (await controller.health()).marks, PATIENT).toMatchObject([{ state: 'up', actor: 'removed' }])
    controller.publish({ routes: [{ targets: [a] }] })
    await expect.poll(() => proxy.served().revisions, PATIENT).toEqual({ default: 3 })
    expect(await names()).toEqual(['a'])
  })

  test('outlives snapshots that change other things', async () => {
    const { a, b, controller, proxy, names } = await startBoth()
    await controller.mark(a, 'down')
    await expect.poll(() => names(), PATIENT).toEqual(['b'])
    const third = await startEcho({ name: 'c' })
    controller.publish({ routes: [{ targets: [third, b, a], upstream: { algorithm: 'least-connections' } }] })
    await expect.poll(() => proxy.served().revisions, PATIENT).toEqual({ default: 2 })
    expect(await names()).toEqual(['b', 'c'])
    await controller.mark(third, 'down')
    await expect.poll(() => names(), PATIENT).toEqual(['b'])
  })
})
