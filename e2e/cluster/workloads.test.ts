import { createServer, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startPostgres, type TestPostgres } from '#lib/testing/postgres.ts'
import { becomeAdmin, type Api, type Run } from '../product.ts'
import { send } from '../send.ts'
import { databaseFor, databaseMissing, type DatabasePod } from './database-pod.ts'
import { startKube, type Kube } from './kube.ts'
import { startKubelet, type Kubelet, type RunningPod } from './kubelet.ts'
import { copyDeployment, secretOf, type Deployment, type Manifest } from './manifests.ts'
import { podNetworkMissing } from './network.ts'
import { nextAddress, PORT, setEndpoints, type Pod } from './pods.ts'
import { apply, giveAddress, ingressOf, openShop } from './shop.ts'
import { podOf, until } from './sluice.ts'

// Each container of the manifests as a process: with its command, variables, volumes and user, under a token of its account,
// and asked by its probes. Only the image is this checkout.

const missing = podNetworkMissing()
const noPostgres = missing ?? databaseMissing()

const PATIENT = { timeout: 20_000 }

let kube: Kube
let deployment: Deployment
let shop: Pod

beforeAll(async () => {
  if (missing) return
  deployment = await copyDeployment()
  kube = await startKube({ controllers: true })
  shop = await openShop(kube)
})
afterAll(async () => {
  await shop?.close()
  await kube?.stop()
  await deployment?.remove()
})

/** Who leads; nobody once the lease was given back. */
const holder = () => kube.kubectl(['get', 'lease', 'sluice-controller', '-n', 'sluice', '-o', 'jsonpath={.spec.holderIdentity}'])

/** Asks a proxy as a client does. */
const get = ({ ip }: RunningPod, host: string, scheme = 'http') => send(`${scheme}://${ip}`, { host })

const isConnected = async ({ ip }: RunningPod): Promise<boolean> =>
  ((await (await fetch(`http://${ip}:8100/status`)).json()) as { controllerConnected: boolean }).controllerConnected

const setUp = (manifests: readonly Manifest[], { ip }: RunningPod): Promise<Api> => {
  const addresses = { dashboard: `http://${ip}:3000` }
  return becomeAdmin({ addresses, setupUrl: `http://dashboard/setup#token=${secretOf(manifests, 'SLUICE_SETUP_TOKEN')}` } as Run)
}

/** A service that answers when it is told to. */
async function slowService(): Promise<{ asked: Promise<ServerResponse>; close(): void }> {
  let onAsked = (_: ServerResponse): void => {}
  const asked = new Promise<ServerResponse>((resolve) => (onAsked = resolve))
  const ip = nextAddress()
  const server = createServer((_, response) => onAsked(response))
  await new Promise<void>((resolve) => server.listen(PORT, ip, resolve))
  await apply(kube, [
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'slow', namespace: 'default' }, spec: { ports: [{ name: 'http', port: 80, targetPort: PORT }] } },
    ingressOf('slow', 'slow.test', 'slow'),
  ])
  await setEndpoints(kube, 'default', 'slow', [{ ip }])
  return { asked, close: () => server.close() }
}

type Running = { manifests: readonly Manifest[]; kubelet: Kubelet; dashboard: RunningPod; controller: RunningPod; proxy: RunningPod }

/** What holds of each way to deploy. */
function behaves(running: () => Running, address: string): void {
  test('an Ingress that kubectl applied is served, over http and https, and gets the address of the Service', async () => {
    const { proxy } = running()
    await until(() => get(proxy, 'shop.test'), 'shop-0')
    await until(() => get(proxy, 'shop.test', 'https'), 'shop-0')
    await expect.poll(() => kube.kubectl(['get', 'ingress', 'shop']), PATIENT).toContain(address)
    await expect.poll(holder, PATIENT).toMatch(new RegExp(`^${running().controller.name}_`))
  })

  test('the token of the Secret makes the first admin, whose dashboard shows the cluster and its proxies', async () => {
    const { manifests, dashboard, proxy } = running()
    const api = await setUp(manifests, dashboard)
    const cluster = () => api('GET', '/workspaces/cluster/cluster')
    await expect.poll(async () => (await cluster()).body.parts?.ingresses.state, PATIENT).toBe('following')
    expect((await api('GET', '/routes?workspace=cluster')).body.items).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ origin: { kind: 'Ingress', namespace: 'default', name: 'shop' } })]),
    )
    expect((await api('GET', '/diagnostics?workspace=cluster')).body.items).toEqual([])
    const proxies = async () => (await api('GET', '/status?workspace=cluster')).body.proxies
    await expect.poll(proxies, PATIENT).toMatchObject([{ id: `${proxy.name}:80`, state: 'serving', message: null }])
  })

  test('nothing secret is printed', async () => {
    const { manifests, dashboard, controller, proxy } = running()
    await until(() => get(proxy, 'shop.test', 'https'), 'shop-0')
    const printed = [dashboard, controller, proxy].flatMap(({ containers }) => [...containers.values()]).map((container) => container.output()).join('')
    expect(printed).toContain('listening')
    for (const key of ['SLUICE_SECRET_KEY', 'SLUICE_LINK_TOKEN', 'SLUICE_SETUP_TOKEN', 'PROXY_SECRET_KEY']) {
      expect(printed.includes(secretOf(manifests, key)), key).toBe(false)
    }
    expect(printed).not.toContain('PRIVATE KEY')
  })

  test('a proxy that is told to end is not ready at once, and finishes what it was asked', async () => {
    const { kubelet } = running()
    const proxy = kubelet.start('sluice-proxy')
    await proxy.ready
    const slow = await slowService()
    onTestFinished(slow.close)
    await until(() => get(proxy, 'shop.test'), 'shop-0')
    await expect.poll(() => isConnected(proxy), PATIENT).toBe(true)
    const answer = vi.waitFor(
      async () => {
        const sent = await get(proxy, 'slow.test')
        expect(sent.status).toBe(200)
        return sent
      },
      { timeout: 10_000 },
    )
    const response = await slow.asked
    const stopped = proxy.stop()
    await expect.poll(() => proxy.isReady('proxy'), PATIENT).toBe(false)
    expect(proxy.containers.get('proxy')!.ending()).toBe(null)
    response.end('late')
    expect((await answer).body).toBe('late')
    expect(await stopped).toEqual({ proxy: { code: 0, signal: null } })
  })
}

// Without the rights of the base first: nothing takes them back.
describe.skipIf(missing).each([['overlays/namespaced', '192.0.2.9'], ['base', '192.0.2.10']])(`%s${missing ? ` (${missing})` : ''}`, (folder, address) => {
  let running: Running

  beforeAll(async () => {
    const manifests = await deployment.build(folder)
    await apply(kube, manifests)
    await giveAddress(kube, address)
    const kubelet = startKubelet(kube, manifests)
    const pod = kubelet.start('sluice')
    running = { manifests, kubelet, dashboard: pod, controller: pod, proxy: kubelet.start('sluice-proxy') }
    await Promise.all([pod.ready, running.proxy.ready])
  })
  afterAll(async () => {
    // Whoever comes next need not wait for the lease.
    await running?.controller.stop()
    await running?.kubelet.close()
  })

  behaves(() => running, address)

  test('its pod ends in time and gives the lease back; the next one goes on with the volume, and the proxy serves on', async () => {
    const { dashboard: before, kubelet, proxy } = running
    await until(() => get(proxy, 'shop.test'), 'shop-0')
    await expect.poll(holder, PATIENT).not.toBe('')
    expect(await before.stop()).toEqual({ dashboard: { code: 0, signal: null }, controller: { code: 0, signal: null } })
    expect(await holder()).toBe('')
    expect(podOf(await get(proxy, 'shop.test'))).toBe('shop-0')
    const pod = kubelet.start('sluice')
    running = { ...running, dashboard: pod, controller: pod }
    await pod.ready
    const migrated = pod.containers.get('dashboard')!.output() + pod.containers.get('controller')!.output()
    expect(migrated).not.toContain('Applied migration')
    await expect.poll(() => isConnected(proxy), PATIENT).toBe(true)
  })
})

describe.skipIf(noPostgres)(`overlays/ha${noPostgres ? ` (${noPostgres})` : ''}`, () => {
  const ADDRESS = '192.0.2.20'
  let postgres: TestPostgres
  let database: DatabasePod | undefined
  let running: Running
  let job: RunningPod

  beforeAll(async () => {
    postgres = await startPostgres()
    const { manifests, open } = await databaseFor(await deployment.build('overlays/ha'), postgres)
    await apply(kube, manifests)
    await giveAddress(kube, ADDRESS)
    const kubelet = startKubelet(kube, manifests)
    const [dashboard, controller, proxy] = ['sluice-dashboard', 'sluice-controller', 'sluice-proxy'].map(kubelet.start) as [RunningPod, RunningPod, RunningPod]
    running = { manifests, kubelet, dashboard, controller, proxy }
    for (const { containers } of [dashboard, controller]) {
      await vi.waitUntil(() => containers.get('wait-for-database')?.output().includes('waiting for the database'), { timeout: 20_000 })
    }
    database = await open()
    kubelet.setName('sluice-postgres', database.ip)
    job = kubelet.start('sluice-migrate')
    await Promise.all([job, dashboard, controller, proxy].map(({ ready }) => ready))
  })
  afterAll(async () => {
    await running?.kubelet.close()
    await database?.close()
    await postgres?.stop()
  })

  test('dashboard and controller start once the database answers; the Job migrates it', async () => {
    expect(await job.containers.get('migrate')!.ended).toEqual({ code: 0, signal: null })
    for (const { containers } of [running.dashboard, running.controller]) {
      expect([...containers.keys()][0]).toBe('wait-for-database')
      expect(containers.get('wait-for-database')!.output()).toMatch(/waiting for the database .*ENOTFOUND[^]*done/)
    }
    const applied = [job, running.dashboard, running.controller].map(({ containers }) => [...containers.values()].map((container) => container.output()).join(''))
    // Whoever came first.
    expect(applied.join('').split('Applied migration')).toHaveLength(1 + new Set(applied.join('').match(/Applied migration \w+/g)).size)
  })

  behaves(() => running, ADDRESS)

  test('dashboard and controller end in time, and the lease is given back', async () => {
    const { kubelet } = running
    await expect.poll(holder, PATIENT).not.toBe('')
    expect(await running.dashboard.stop()).toEqual({ dashboard: { code: 0, signal: null } })
    expect(await running.controller.stop()).toEqual({ controller: { code: 0, signal: null } })
    expect(await holder()).toBe('')
    running = { ...running, dashboard: kubelet.start('sluice-dashboard'), controller: kubelet.start('sluice-controller') }
    await Promise.all([running.dashboard.ready, running.controller.ready])
  })
})
