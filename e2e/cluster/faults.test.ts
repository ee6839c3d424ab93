import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { namespace, startKube, testCluster, type Cluster, type Kube } from './kube.ts'
import { startLoad } from './load.ts'
import { podNetworkMissing } from './network.ts'
import { setEndpoints, startPod, startService, type Pod } from './pods.ts'
import { startClusterProduct, until, type ClusterProduct } from './sluice.ts'

const missing = podNetworkMissing()
const PER_SECOND = Number(process.env.SLUICE_TEST_RATE ?? 300)

const ingress = (name: string, host: string, service: string) =>
  JSON.stringify({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name },
    spec: { ingressClassName: 'faults', rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: service, port: { number: 80 } } } }] } }] },
  })

const start = (cluster: Cluster, ...namespaces: string[]) => startClusterProduct(cluster, { namespaces, ingressClass: 'faults' })

describe.skipIf(missing)(`under load${missing ? ` (${missing})` : ''}`, () => {
  const cluster = testCluster()
  let own: Awaited<ReturnType<typeof namespace>>
  let product: ClusterProduct
  let pods: Pod[] = []

  beforeAll(async () => {
    own = await namespace(cluster)
    await startService(cluster, own.name, 'rolled').then((pod) => pods.push(pod))
    await cluster.kubectl(['-n', own.name, 'apply', '-f', '-'], ingress('rolled', 'rolled.test', 'rolled'))
    product = await start(cluster, own.name)
  }, 120_000)
  afterAll(async () => {
    await product?.stop()
    await Promise.all(pods.map((pod) => pod.close()))
    await own?.remove()
  })

  test('all endpoints of a service are rolled, and no request fails', async () => {
    await until(() => product.get('rolled.test'), 'rolled-0')
    const load = startLoad(product.run.addresses.http, 'rolled.test', PER_SECOND)
    const roll = async (round: number) => {
      const fresh = await Promise.all(['a', 'b', 'c'].map((letter) => startPod(`rolled-${round}${letter}`)))
      await setEndpoints(cluster, own.name, 'rolled', [...pods, ...fresh])
      const leaving = pods.map(({ ip }) => ({ ip, ready: false, serving: true, terminating: true }))
      await setEndpoints(cluster, own.name, 'rolled', [...fresh, ...leaving])
      // A pod takes no more connections as soon as it is told to end, often before the proxies know.
      await Promise.all(pods.map((pod) => pod.close()))
      pods = fresh
      await setEndpoints(cluster, own.name, 'rolled', fresh)
      const names = fresh.map(({ name }) => name)
      await expect.poll(async () => names.includes((JSON.parse((await product.get('rolled.test')).body) as { pod: string }).pod)).toBe(true)
    }
    for (let round = 1; round <= 5; round++) await roll(round)
    const { failed, answered } = await load.stop()
    expect(failed).toEqual([])
    expect(answered).toBeGreaterThan(PER_SECOND)
  })
})

describe.skipIf(missing)(`while the API server is away${missing ? ` (${missing})` : ''}`, () => {
  let data: string
  let kube: Kube
  let product: ClusterProduct
  let pod: Pod
  const port = () => Number(new URL(/server: (\S+)/.exec(kubeconfigText)![1]!).port)
  let kubeconfigText = ''

  beforeAll(async () => {
    data = await mkdtemp(path.join(tmpdir(), 'sluice-kube-data-'))
    kube = await startKube({ data })
    kubeconfigText = await kube.kubectl(['config', 'view', '--raw'])
    pod = await startService(kube, 'default', 'steady')
    await kube.kubectl(['apply', '-f', '-'], ingress('steady', 'steady.test', 'steady'))
    product = await start(kube)
  }, 120_000)
  afterAll(async () => {
    await product?.stop()
    await pod?.close()
    await kube?.stop()
    await rm(data, { recursive: true, force: true })
  })

  const published = () => product.output().split('"published"').length
  const partState = async () => (await product.api('GET', '/workspaces/cluster/cluster')).body.parts.ingresses.state as string

  test('everything is served on, and nothing is applied anew when it is back', async () => {
    await until(() => product.get('steady.test'), 'steady-0')
    await expect.poll(partState).toBe('following')
    const load = startLoad(product.run.addresses.http, 'steady.test', PER_SECOND / 3)
    const before = published()
    await kube.stop('SIGTERM')
    await expect.poll(partState, { timeout: 30_000 }).toBe('away')
    kube = await startKube({ data, port: port() })
    await expect.poll(partState, { timeout: 30_000 }).toBe('following')
    expect(published()).toBe(before)
    // What changes now is seen by the watches that went on from where they were.
    await kube.kubectl(['apply', '-f', '-'], ingress('late', 'late.test', 'steady'))
    await until(() => product.get('late.test'), 'steady-0')
    expect(published()).toBe(before + 1)
    const { failed, answered } = await load.stop()
    expect(failed).toEqual([])
    expect(answered).toBeGreaterThan(0)
  })
})
