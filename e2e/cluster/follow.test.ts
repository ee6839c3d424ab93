import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Client } from '#lib/kubernetes/client.ts'
import { openCluster, type Cluster as Followed, type ClusterOptions } from '#lib/kubernetes/cluster.ts'
import { connect } from '#lib/kubernetes/connect.ts'
import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import { accountKubeconfig, grant } from './accounts.ts'
import { compact } from './compact.ts'
import { namespace, startKube, testCluster } from './kube.ts'
import { portOf, startRelay, throughPort } from './relay.ts'

const cluster = testCluster()
let admin: Client
let own: { name: string; remove(): Promise<void> }

// Many tests share this machine.
const SOON = { timeout: 20_000, interval: 20 }

const open = async (kubeconfig: string): Promise<Client> => {
  const client = await connect({ type: 'kubeconfig', kubeconfig, allowExec: false })
  onTestFinished(() => client.close())
  return client
}

beforeAll(async () => {
  admin = await connect({ type: 'file', path: cluster.kubeconfig, allowExec: false })
  own = await namespace(cluster, 'follow')
})
afterAll(async () => {
  await own.remove()
  await admin.close()
})

const MAY_READ = [
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['list', 'watch'] },
  { apiGroups: [''], resources: ['services'], verbs: ['list', 'watch'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
]

const NONE: ReadonlySet<string> = new Set()
const log = { info: () => {}, warn: () => {} }
const FAST = { firstRetryMs: 20, maxRetryMs: 100, maxForbiddenRetryMs: 60_000 }

/** A client that notes what is asked: `list ingresses`, `watch ingresses`, `list secrets by label`. */
function noting(client: Client): Client & { asked: string[] } {
  const asked: string[] = []
  const note = (verb: string, at: string, query?: Record<string, string>) =>
    asked.push(`${verb} ${at.split('/').at(-1)}${query?.labelSelector === undefined ? '' : ' by label'}`)
  return {
    ...client,
    asked,
    request(method, at, options) {
      note('list', at, options?.query)
      return client.request(method, at, options)
    },
    watch(at, query, options) {
      note('watch', at, query)
      return client.watch(at, query, options)
    },
  }
}

function follow(client: Client, options: Partial<ClusterOptions> = {}): { followed: Followed; calls: () => number } {
  let calls = 0
  const followed = openCluster({ client, namespaces: [own.name], log, onChange: () => (calls += 1), timing: FAST, ...options })
  onTestFinished(() => followed.close())
  return { followed, calls: () => calls }
}

const ingressesOf = (name = own.name) => `/apis/networking.k8s.io/v1/namespaces/${name}/ingresses`
const key = (name: string) => `${own.name}/${name}`
const makeIngress = (name: string, host = `${name}.test`) => ({
  metadata: { name, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'sluice.dev/note': 'kept' } },
  spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'shop', port: { number: 80 } } } }] } }] },
})
const create = (name: string, client = admin) => client.request('POST', ingressesOf(), { body: makeIngress(name) })
const setHost = (name: string, host: string) =>
  admin.request('PATCH', `${ingressesOf()}/${name}`, { body: [{ op: 'replace', path: '/spec/rules/0/host', value: host }], contentType: 'application/json-patch+json' })
const hostOf = (followed: Followed, name: string) => followed.objects().ingresses.get(key(name))?.spec.rules?.[0]?.host

async function createMany(count: number, prefix: string): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
  for (let from = 0; from < count; from += 50) await Promise.all(names.slice(from, from + 50).map((name) => create(name)))
  return names
}

test('objects are those of the cluster, pruned, and those that do not change stay the same objects', async () => {
  await Promise.all(['one', 'two'].map((name) => create(name)))
  const { followed, calls } = follow(admin)
  await followed.ready(20_000)
  const before = followed.objects()
  const kept = before.ingresses.get(key('one'))!
  expect(kept).toMatchObject({ metadata: { name: 'one', annotations: { 'sluice.dev/note': 'kept' } }, spec: makeIngress('one').spec })
  expect(Object.keys(kept.metadata.annotations!)).toEqual(['sluice.dev/note'])
  expect(kept.metadata).not.toHaveProperty('managedFields')

  const seen = calls()
  await setHost('two', 'second.test')
  await expect.poll(() => hostOf(followed, 'two'), SOON).toBe('second.test')
  expect(followed.objects().ingresses.get(key('one'))).toBe(kept)
  expect(followed.objects().services).toBe(before.services)
  expect(before.ingresses.get(key('two'))?.spec.rules?.[0]?.host).toBe('two.test')
  await expect.poll(calls, SOON).toBeGreaterThan(seen)
  expect(followed.generation()).toBe(calls())

  await admin.request('DELETE', `${ingressesOf()}/two`)
  await expect.poll(() => followed.objects().ingresses.has(key('two')), SOON).toBe(false)
  expect(followed.state().parts.ingresses).toMatchObject({ state: 'following', message: null, objects: 1 })
})

test('slices are found by their service, and its list stays the same while none of them changes', async () => {
  const slices = `/apis/discovery.k8s.io/v1/namespaces/${own.name}/endpointslices`
  const slice = (name: string, service: string, address: string) => ({
    metadata: { name, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [address] }],
    ports: [{ name: 'http', port: 8080 }],
  })
  const put = (...[name, service, address]: Parameters<typeof slice>) => admin.request('POST', slices, { body: slice(name, service, address) })
  await Promise.all([put('shop-b', 'shop', '10.0.0.2'), put('shop-a', 'shop', '10.0.0.1'), put('cart-a', 'cart', '10.0.0.3')])
  const { followed } = follow(admin)
  await followed.ready(20_000)
  const before = followed.objects().endpointSlices
  const names = () => followed.objects().endpointSlices.get(key('shop'))?.map(({ metadata }) => metadata.name)
  expect(names()).toEqual(['shop-a', 'shop-b'])
  await admin.request('DELETE', `${slices}/shop-a`)
  await expect.poll(names, SOON).toEqual(['shop-b'])
  expect(followed.objects().endpointSlices.get(key('cart'))).toBe(before.get(key('cart')))
  await admin.request('PATCH', `${slices}/shop-b`, {
    body: { metadata: { labels: { 'kubernetes.io/service-name': 'cart' } } },
    contentType: 'application/merge-patch+json',
  })
  await expect.poll(() => followed.objects().endpointSlices.get(key('cart'))?.length, SOON).toBe(2)
  expect(followed.objects().endpointSlices.has(key('shop'))).toBe(false)
})

test('a burst of 1,000 changes is few calls', async () => {
  const { followed, calls } = follow(admin)
  await followed.ready(20_000)
  const [before, began] = [calls(), Date.now()]
  const names = await createMany(1000, 'burst')
  await expect.poll(() => names.every((name) => followed.objects().ingresses.has(key(name))), SOON).toBe(true)
  // Each quiet of 20 ms may end in a call, and what comes without one each 100 ms.
  expect(calls() - before).toBeLessThan(Math.max(20, (Date.now() - began) / 20))
  expect(calls() - before).toBeLessThan(200)
  expect(followed.generation()).toBe(calls())

  await admin.request('DELETE', ingressesOf())
  await expect.poll(() => followed.objects().ingresses.size, SOON).toBe(0)
})

test('a list is read in pages', async () => {
  const names = await createMany(25, 'page')
  const client = noting(admin)
  const { followed } = follow(client, { timing: { ...FAST, pageSize: 10 } })
  await followed.ready(20_000)
  expect(names.filter((name) => !followed.objects().ingresses.has(key(name)))).toEqual([])
  expect(client.asked.filter((line) => line === 'list ingresses').length).toBeGreaterThanOrEqual(3)
})

test('after a break it goes on from where it was, and lists nothing again', async () => {
  await create('broken')
  const relay = await startRelay(cluster.kubeconfig)
  onTestFinished(relay.stop)
  const client = noting(await open(throughPort(cluster.kubeconfig, relay.port)))
  const { followed } = follow(client)
  await followed.ready(20_000)
  const held = followed.objects().ingresses.get(key('broken'))
  const lists = client.asked.filter((line) => line.startsWith('list'))

  relay.cut()
  await expect.poll(() => followed.state().parts.ingresses.state, SOON).toBe('away')
  expect(followed.state().parts.ingresses.message).toContain('does not answer')
  await create('missed')
  expect(followed.objects().ingresses.get(key('broken'))).toBe(held)
  relay.mend()
  await expect.poll(() => followed.objects().ingresses.has(key('missed')), SOON).toBe(true)
  expect(followed.objects().ingresses.get(key('broken'))).toBe(held)
  await expect.poll(() => Object.values(followed.state().parts).map(({ state }) => state), SOON).toEqual(Array(6).fill('following'))
  expect(client.asked.filter((line) => line.startsWith('list'))).toEqual(lists)
})

test('a connection that nobody answers on any more is noticed, and left', async () => {
  const relay = await startRelay(cluster.kubeconfig)
  onTestFinished(relay.stop)
  const client = noting(await open(throughPort(cluster.kubeconfig, relay.port)))
  const { followed } = follow(client, { timing: { ...FAST, idleMs: 1500 } })
  await followed.ready(20_000)
  const lists = client.asked.filter((line) => line.startsWith('list')).length
  const connections = relay.connections()
  relay.freeze()
  await create('while-frozen')
  await expect.poll(() => followed.state().parts.ingresses, SOON).toMatchObject({ state: 'away', message: expect.stringContaining('sends nothing') })
  // What was connected before stays dead; only new connections go through.
  relay.forget()
  await expect.poll(() => followed.objects().ingresses.has(key('while-frozen')), SOON).toBe(true)
  expect(relay.connections()).toBeGreaterThan(connections)
  expect(client.asked.filter((line) => line.startsWith('list')).length).toBe(lists)
})

test('a watch that the server ends is begun again, from its last bookmark', async () => {
  const client = noting(admin)
  const { followed } = follow(client, { timing: { ...FAST, watchSeconds: [1, 1] } })
  await followed.ready(20_000)
  const lists = client.asked.filter((line) => line.startsWith('list')).length
  const watches = () => client.asked.filter((line) => line === 'watch ingresses').length
  await expect.poll(watches, SOON).toBeGreaterThan(4)
  await create('later')
  await expect.poll(() => followed.objects().ingresses.has(key('later')), SOON).toBe(true)
  expect(client.asked.filter((line) => line.startsWith('list')).length).toBe(lists)
  expect(followed.state().parts.ingresses.state).toBe('following')
})

test('a server that was killed and comes back is followed again, and what did not change is not changed', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'sluice-follow-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  const first = await startKube({ data })
  const port = portOf(first.kubeconfig)
  const client = noting(await open(readFileSync(first.kubeconfig, 'utf8')))
  const ingresses = ingressesOf('default')
  for (const name of ['stays', 'goes']) await client.request('POST', ingresses, { body: makeIngress(name) })
  const { followed } = follow(client, { namespaces: [] })
  await followed.ready(20_000)
  const held = followed.objects()
  const lists = client.asked.filter((line) => line.startsWith('list'))

  await first.stop('SIGKILL')
  await expect.poll(() => followed.state().parts.ingresses.state, SOON).toBe('away')
  expect(followed.objects().ingresses).toBe(held.ingresses)

  const second = await startKube({ data, port })
  onTestFinished(() => second.stop())
  await expect.poll(() => Object.values(followed.state().parts).map(({ state }) => state), SOON).toEqual(Array(6).fill('following'))
  expect([followed.objects().ingresses === held.ingresses, followed.objects().services === held.services]).toEqual([true, true])
  // A server that begins anew need not know versions from before, depending on what it wrote itself meanwhile: then each kind
  // is listed once more.
  const listed = Map.groupBy(client.asked.filter((line) => line.startsWith('list')), (line) => line)
  for (const [kind, all] of listed) expect(all.length - lists.filter((line) => line === kind).length, kind).toBeLessThanOrEqual(1)
  await client.request('DELETE', `${ingresses}/goes`)
  await expect.poll(() => [...followed.objects().ingresses.keys()], SOON).toEqual(['default/stays'])
})

test('a version that the server does not know any more leads to a new list', async () => {
  const data = mkdtempSync(path.join(tmpdir(), 'sluice-follow-'))
  onTestFinished(() => rmSync(data, { recursive: true, force: true }))
  const first = await startKube({ data })
  const port = portOf(first.kubeconfig)
  const relay = await startRelay(first.kubeconfig)
  onTestFinished(relay.stop)
  const direct = await open(readFileSync(first.kubeconfig, 'utf8'))
  const client = noting(await open(throughPort(first.kubeconfig, relay.port)))
  const ingresses = ingressesOf('default')
  for (const name of ['stays', 'goes']) await direct.request('POST', ingresses, { body: makeIngress(name) })
  const { followed } = follow(client, { namespaces: [] })
  await followed.ready(20_000)
  const held = followed.objects().ingresses.get('default/stays')
  const lists = () => client.asked.filter((line) => line === 'list ingresses').length
  expect(lists()).toBe(1)

  relay.cut()
  await direct.request('DELETE', `${ingresses}/goes`)
  const { metadata } = await direct.request<V1Ingress>('POST', ingresses, { body: makeIngress('comes') })
  await compact(data, Number(metadata.resourceVersion))
  // The server holds the last minutes in its memory too.
  await first.stop()
  const second = await startKube({ data, port })
  onTestFinished(() => second.stop())
  relay.mend()
  await expect.poll(() => [...followed.objects().ingresses.keys()], SOON).toEqual(['default/comes', 'default/stays'])
  expect(followed.objects().ingresses.get('default/stays')).toBe(held)
  expect(lists()).toBe(2)
  await expect.poll(() => followed.state().parts.ingresses.state, SOON).toBe('following')
})

test('a Secret is read by its name alone, and none that is not wanted', async () => {
  const account = await accountKubeconfig(cluster, own.name, 'by-name')
  const secret = { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'watch'], resourceNames: ['shop-tls', 'cart-tls'] }
  await grant(cluster, { namespace: own.name, account: 'by-name', rules: [...MAY_READ, secret] })
  const put = (name: string, text: string) =>
    admin.request('PATCH', `/api/v1/namespaces/${own.name}/secrets/${name}`, {
      query: { fieldManager: 'test', force: 'true' },
      contentType: 'application/apply-patch+yaml',
      body: { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { 'tls.crt': text } },
    })
  await Promise.all(['shop-tls', 'other-tls'].map((name) => put(name, 'first')))
  const client = noting(await open(account.text))
  const { followed } = follow(client)
  await followed.ready(20_000)
  // Those of ours are asked for by their label, whether or not that may be.
  expect(client.asked.filter((line) => line.includes('secrets') && !line.endsWith('by label'))).toEqual([])

  const text = (name: string) => {
    const found = followed.objects().secrets.get(key(name))
    return typeof found === 'object' ? Buffer.from(found.data!['tls.crt']!, 'base64').toString() : found
  }
  followed.want({ secrets: new Set(['shop-tls', 'cart-tls', 'other-tls'].map(key)), configMaps: NONE })
  await followed.ready(20_000)
  expect(['shop-tls', 'cart-tls', 'other-tls'].map(text)).toEqual(['first', 'absent', 'forbidden'])
  expect(followed.state().parts.secrets).toMatchObject({ state: 'forbidden', message: expect.stringContaining('other-tls'), objects: 1 })

  await Promise.all([put('shop-tls', 'second'), put('cart-tls', 'new')])
  await expect.poll(() => ['shop-tls', 'cart-tls'].map(text), SOON).toEqual(['second', 'new'])
  followed.want({ secrets: new Set([key('cart-tls')]), configMaps: NONE })
  expect([...followed.objects().secrets.keys()]).toEqual([key('cart-tls')])
  expect(followed.state().parts.secrets.state).toBe('following')
})

test('what is forbidden is told, and followed once it is allowed', async () => {
  const account = await accountKubeconfig(cluster, own.name, 'no-one')
  await grant(cluster, { namespace: own.name, account: 'no-one', rules: MAY_READ.slice(1) })
  const { followed } = follow(await open(account.text))
  await expect(followed.ready(1000)).rejects.toThrow(/^The objects of https:.* are not there after 1 s: ingresses: .*"no-one|ingresses: ingresses.networking.k8s.io is forbidden/)
  expect(followed.state().parts.ingresses).toMatchObject({ state: 'forbidden', objects: 0 })
  expect(followed.objects().ingressClasses).toBeNull()
  await grant(cluster, { namespace: own.name, account: 'no-one', rules: MAY_READ })
  await followed.ready(20_000)
  expect(followed.state().parts.ingresses.state).not.toBe('forbidden')
})

test('only the namespaces that are named are read', async () => {
  const other = await namespace(cluster, 'follow')
  onTestFinished(other.remove)
  await create('mine')
  await admin.request('POST', ingressesOf(other.name), { body: makeIngress('theirs') })
  const one = follow(admin)
  const both = follow(admin, { namespaces: [own.name, other.name] })
  const all = follow(admin, { namespaces: [] })
  await Promise.all([one, both, all].map(({ followed }) => followed.ready(20_000)))
  const has = ({ followed }: typeof one) => followed.objects().ingresses.has(`${other.name}/theirs`)
  expect([one, both, all].map(has)).toEqual([false, true, true])
  expect(both.followed.objects().ingresses.has(key('mine'))).toBe(true)
})
