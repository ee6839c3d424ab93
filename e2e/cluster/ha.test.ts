import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { controllerClient } from '#lib/link/controller-client.ts'
import type { ControllerState } from '#lib/link/protocol.ts'
import { startPostgres } from '#lib/testing/postgres.ts'
import { becomeAdmin, caller, type Api, type Run } from '../product.ts'
import { send } from '../send.ts'
import { databaseFor, databaseMissing } from './database-pod.ts'
import { startKube, type Kube } from './kube.ts'
import { startKubelet, type Kubelet, type RunningPod } from './kubelet.ts'
import { startLoad } from './load.ts'
import { copyDeployment, secretOf, type Manifest } from './manifests.ts'
import { podNetworkMissing } from './network.ts'
import { PORT, type Pod } from './pods.ts'
import { apply, giveAddress, ingressOf, openShop } from './shop.ts'
import { podOf, until } from './sluice.ts'

// The ha overlay as processes: three proxies, two controllers, two dashboards, one PostgreSQL, one API server.

const missing = podNetworkMissing() ?? databaseMissing()
const ADDRESS = '192.0.2.30'
const PER_SECOND = 200

describe.skipIf(missing)(`three proxies, two controllers, two dashboards${missing ? ` (${missing})` : ''}`, () => {
  const cleanup: (() => unknown)[] = []
  let kube: Kube
  let kubelet: Kubelet
  let manifests: readonly Manifest[]
  let shop: Pod
  let proxies: RunningPod[]
  let controllers: RunningPod[]
  let dashboards: RunningPod[]
  let apis: Api[]

  const startPods = async (...workloads: string[]): Promise<RunningPod[]> => {
    const pods = workloads.map(kubelet.start)
    await Promise.all(pods.map(({ ready }) => ready))
    return pods
  }

  beforeAll(async () => {
    const deployment = await copyDeployment()
    cleanup.push(deployment.remove)
    const [built, started, postgres] = await Promise.all([deployment.build('overlays/ha'), startKube({ controllers: true }), startPostgres()])
    kube = started
    cleanup.push(postgres.stop, kube.stop)
    const prepared = await databaseFor(built, postgres)
    manifests = prepared.manifests
    const database = await prepared.open()
    cleanup.push(database.close)
    await apply(kube, manifests)
    await giveAddress(kube, ADDRESS)
    shop = await openShop(kube)
    cleanup.push(shop.close)
    kubelet = startKubelet(kube, manifests)
    cleanup.push(kubelet.close)
    kubelet.setName('sluice-postgres', database.ip)
    const [job] = await startPods('sluice-migrate')
    await job!.containers.get('migrate')!.ended
    // The first one leads then, and its address comes first: proxies go there.
    controllers = await startPods('sluice-controller')
    await vi.waitUntil(async () => (await leader()) === controllers[0]!.name, { timeout: 20_000 })
    const rest = await startPods('sluice-controller', 'sluice-dashboard', 'sluice-dashboard', 'sluice-proxy', 'sluice-proxy', 'sluice-proxy')
    controllers.push(rest[0]!)
    dashboards = rest.slice(1, 3)
    proxies = rest.slice(3)
    apis = await signIn()
  })
  afterAll(async () => {
    for (const undo of cleanup.splice(0).toReversed()) await undo()
  })

  const runOf = ({ ip }: RunningPod) => ({
    addresses: { dashboard: `http://${ip}:3000` },
    setupUrl: `http://dashboard/setup#token=${secretOf(manifests, 'SLUICE_SETUP_TOKEN')}`,
  }) as Run

  async function signIn(): Promise<Api[]> {
    const [one, other] = dashboards.map(runOf)
    const api = await becomeAdmin(one!)
    const { body } = await api('POST', '/tokens', { name: 'other', role: 'admin' })
    return [api, caller(other!, body.token as string)]
  }

  /** The name of the pod that holds the lease. */
  async function leader(): Promise<string> {
    const holder = await kube.kubectl(['get', 'lease', 'sluice-controller', '-n', 'sluice', '--ignore-not-found', '-o', 'jsonpath={.spec.holderIdentity}'])
    return holder.split('_')[0]!
  }

  const get = ({ ip }: RunningPod, host: string) => send(`http://${ip}`, { host })
  const everyServes = async (host: string, pod: string) => void (await Promise.all(proxies.map((proxy) => until(() => get(proxy, host), pod))))

  /** What one controller knows. */
  function stateOf({ ip }: RunningPod): Promise<ControllerState> {
    const env = { controllerUrl: `https://${ip}:8200`, controllerPort: 0, linkCa: undefined, linkOrigin: '' }
    return controllerClient(env, secretOf(manifests, 'SLUICE_LINK_TOKEN')).state()
  }

  /** What a proxy says of itself, and how many snapshots it has built so far. */
  async function factsOf({ ip }: RunningPod): Promise<{ digest: string; controllerConnected: boolean; applied: string | undefined }> {
    const [status, metrics] = await Promise.all(['status', 'metrics'].map(async (path) => (await fetch(`http://${ip}:8100/${path}`)).text()))
    const applied = /^sluice_snapshots_total\{result="applied"\} (\d+)$/m.exec(metrics!)?.[1]
    return { ...(JSON.parse(status!) as { digest: string; controllerConnected: boolean }), applied }
  }

  const putUnderLoad = (asked: readonly RunningPod[]) => {
    const loads = asked.map(({ ip }) => startLoad(`http://${ip}`, 'shop.test', PER_SECOND / asked.length))
    return async () => {
      const results = await Promise.all(loads.map((load) => load.stop()))
      return { failed: results.flatMap(({ failed }) => failed), answered: results.reduce((sum, { answered }) => sum + answered, 0) }
    }
  }

  const confirmed = async (api: Api, revision: number) => {
    const { body } = await api('GET', `/status?waitFor=${revision}&timeoutMs=15000`)
    return (body.proxies as { id: string; revision: number; state: string }[]).map(({ id, revision: served, state }) => ({ id, state, isServed: served >= revision }))
  }
  const ids = () => proxies.map(({ name }) => `${name}:80`).toSorted()

  test('an Ingress is served by every proxy', async () => {
    await everyServes('shop.test', 'shop-0')
    for (const proxy of proxies) expect((await get(proxy, 'other.test')).status).toBe(404)
  })

  test('what is changed in either dashboard is confirmed by every proxy, and shown by the other', async () => {
    for (const [index, api] of apis.entries()) {
      const name = `own-${index}`
      const { status, body } = await api('POST', '/apply', {
        objects: [
          { kind: 'upstreams', name, targets: [{ host: shop.ip, port: PORT }] },
          { kind: 'services', name, upstream: name },
          { kind: 'routes', name, service: name, hosts: [`${name}.test`] },
        ],
      })
      expect(status, JSON.stringify(body)).toBe(200)
      const all = ids().map((id) => ({ id, state: 'serving', isServed: true }))
      for (const asked of apis) expect(await confirmed(asked, body.revision as number)).toEqual(all)
      for (const proxy of proxies) expect(podOf(await get(proxy, `${name}.test`))).toBe('shop-0')
      expect((await apis[1 - index]!('GET', `/routes/${name}`)).body).toMatchObject({ hosts: [`${name}.test`] })
    }
  })

  test('both dashboards say the same', async () => {
    // Each counts for itself how often the cluster changed.
    const said = async (api: Api, path: string) => JSON.stringify({ ...(await api('GET', path)).body, ...(path.includes('=cluster') && { revision: null }) })
    const [one, other] = apis as [Api, Api]
    const ofCluster = ['routes', 'services', 'certificates', 'diagnostics'].map((kind) => `/${kind}?workspace=cluster`)
    for (const path of [...ofCluster, '/routes', '/revisions', '/workspaces', '/users']) {
      await vi.waitFor(async () => expect(await said(other, path), path).toBe(await said(one, path)), { timeout: 10_000 })
    }
    expect(await said(one, '/routes?workspace=cluster')).toContain('shop.test')
    for (const api of apis) {
      const { revision, proxies: served } = (await api('GET', '/status?workspace=cluster')).body as { revision: number; proxies: { id: string; revision: number; state: string }[] }
      expect(served.map(({ id, state }) => ({ id, state }))).toEqual(ids().map((id) => ({ id, state: 'serving' })))
      for (const proxy of served) expect(proxy.revision).toBeGreaterThanOrEqual(revision)
    }
  })

  test('every controller makes the same snapshot, and every proxy has it', async () => {
    await everyServes('shop.test', 'shop-0')
    await vi.waitFor(async () => {
      const digests = [...(await Promise.all(controllers.map(stateOf))), ...(await Promise.all(proxies.map(factsOf)))].map(({ digest }) => digest)
      expect(new Set(digests).size).toBe(1)
      expect(digests[0]).toMatch(/^[0-9a-f]{64}$/)
    }, { timeout: 10_000 })
  })

  test('the leading controller is killed: another one leads, proxies join it without a new snapshot, and no request fails', async () => {
    await everyServes('shop.test', 'shop-0')
    const holder = await leader()
    const [killed, other] = controllers.toSorted((one) => (one.name === holder ? -1 : 1)) as [RunningPod, RunningPod]
    expect(killed.name).toBe(holder)
    const followers = async (controller: RunningPod) => (await stateOf(controller)).proxies.map(({ id }) => id)
    await expect.poll(() => followers(killed), { timeout: 15_000 }).toEqual(ids())
    const before = await Promise.all(proxies.map(factsOf))
    for (const { applied } of before) expect(Number(applied)).toBeGreaterThan(0)
    const load = putUnderLoad(proxies)
    await killed.kill()

    await expect.poll(() => followers(other), { timeout: 15_000 }).toEqual(ids())
    await expect.poll(() => Promise.all(proxies.map(factsOf)), { timeout: 15_000 }).toEqual(before)
    // Every controller serves; only who leads writes.
    await apply(kube, [ingressOf('after', 'after.test', 'shop')])
    await everyServes('after.test', 'shop-0')
    await expect.poll(leader, { timeout: 30_000, interval: 250 }).toBe(other.name)
    await expect.poll(() => kube.kubectl(['get', 'ingress', 'after']), { timeout: 20_000, interval: 250 }).toContain(ADDRESS)
    const { failed, answered } = await load()
    expect(failed).toEqual([])
    expect(answered).toBeGreaterThan(PER_SECOND)
    controllers = [other, ...(await startPods('sluice-controller'))]
  })

  test('a proxy is killed: the others serve on without a failed request, and its successor joins them', async () => {
    await everyServes('shop.test', 'shop-0')
    const [killed, ...others] = proxies as [RunningPod, ...RunningPod[]]
    const load = putUnderLoad(others)
    await killed.kill()
    proxies = [...others, ...(await startPods('sluice-proxy'))]
    await apply(kube, [ingressOf('late', 'late.test', 'shop')])
    await everyServes('late.test', 'shop-0')
    // Who was killed is forgotten after a while.
    for (const api of apis) {
      await expect.poll(async () => (await confirmed(api, 0)).map(({ id }) => id), { timeout: 25_000, interval: 250 }).toEqual(ids())
    }
    const { failed, answered } = await load()
    expect(failed).toEqual([])
    expect(answered).toBeGreaterThan(PER_SECOND)
  })
})
