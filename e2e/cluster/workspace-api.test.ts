import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseEnv } from '#lib/env.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase, type OpenDatabase } from '#lib/store/open.ts'
import type { Stores } from '#lib/store/store.ts'
import { withClusters } from '#lib/store/with-clusters.ts'
import { startApi, type Api } from '../../app/api/tests/harness.ts'
import { accountKubeconfig, grant } from './accounts.ts'
import { namespace, testCluster } from './kube.ts'

const cluster = testCluster()
const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-workspace-api-'))
let database: OpenDatabase
let stores: Stores
let api: Api
let own: { name: string; remove(): Promise<void> }
let account: { text: string; token: string }

const READ = ['get', 'list', 'watch']
const INGRESSES = { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ }
const BACKENDS = [
  { apiGroups: [''], resources: ['services', 'configmaps'], verbs: READ },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
]

beforeAll(async () => {
  const env = parseEnv({ SLUICE_DATA_DIR: dataDir })
  await migrateDatabase(env, () => {})
  database = await openDatabase(env)
  stores = withClusters(database.stores, { info: () => {}, warn: () => {} })
  api = await startApi({ env, stores, accounts: database.accounts, now: () => new Date() })
  // A cluster shares the listeners with workspaces of its own rules only.
  await api.call('PATCH', '/workspaces/default', { body: { dialect: 'ingress' } })
  own = await namespace(cluster, 'workspace')
  account = await accountKubeconfig(cluster, own.name, 'reader')
  await grant(cluster, {
    namespace: own.name,
    account: 'reader',
    rules: [INGRESSES, ...BACKENDS, { apiGroups: [''], resources: ['secrets'], verbs: READ, resourceNames: ['shop-tls'] }],
  })
  await cluster.kubectl(['apply', '-n', own.name, '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [SERVICE, SLICE, INGRESS] }))
})

afterAll(async () => {
  await stores.close()
  await database.close()
  await own.remove()
  rmSync(dataDir, { recursive: true })
})

const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'shop' }, spec: { ports: [{ port: 80 }] } }
const SLICE = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'shop-1', labels: { 'kubernetes.io/service-name': 'shop' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['192.0.2.1'], conditions: { ready: true } }],
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
}
const backend = (name: string) => ({ service: { name, port: { number: 80 } } })
const INGRESS = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web' },
  spec: {
    ingressClassName: 'sluice',
    rules: [
      {
        host: 'shop.test',
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: backend('shop') }, { path: '/gone', pathType: 'Prefix', backend: backend('gone') }] },
      },
    ],
  },
}

const pasted = (kubeconfig: string) => ({ type: 'kubeconfig', kubeconfig })
const adminConfig = pasted(readFileSync(cluster.kubeconfig, 'utf8'))

type Right = { verb: string; resource: string; namespace: string | null; allowed: boolean; names: string[] }

test('a trial says where it leads, as whom, and what that account may do', async () => {
  const { body } = await api.call('POST', '/workspaces/-/test', { body: { connection: pasted(account.text), namespaces: [own.name] } })
  expect(body).toMatchObject({ ok: true, server: expect.stringMatching(/^https:/), version: expect.stringMatching(/^v1\./), user: `system:serviceaccount:${own.name}:reader` })
  const right = (resource: string, verb: string) => body.access.find((one: Right) => one.resource === resource && one.verb === verb)
  expect(right('ingresses', 'watch')).toEqual({ resource: 'ingresses', verb: 'watch', namespace: own.name, allowed: true, names: [] })
  expect(right('secrets', 'list')).toMatchObject({ allowed: false, names: ['shop-tls'] })
  expect(right('ingresses/status', 'patch')).toMatchObject({ allowed: false, names: [] })
  expect(JSON.stringify(body)).not.toContain(account.token)
})

test('a token that the server does not know is named as the reason', async () => {
  const text = account.text.replace(account.token, 'not-a-token')
  const { body } = await api.call('POST', '/workspaces/-/test', { body: { connection: pasted(text) } })
  expect(body).toMatchObject({ ok: false, version: null, access: [], problems: [expect.stringContaining('(401)')] })
})

test('objects are answered with what they were read from, and what is wrong names them', async () => {
  const made = await api.call('POST', '/workspaces', { body: { name: 'lab', kind: 'kubernetes', connection: adminConfig, namespaces: [own.name] } })
  expect(made.status).toBe(201)
  const routes = (await api.call('GET', '/routes?workspace=lab')).body
  expect(routes.total).toBeGreaterThan(0)
  const [route] = routes.items
  expect(route.origin).toEqual({ kind: 'Ingress', namespace: own.name, name: 'web' })
  expect((await api.call('GET', `/routes/${route.name}?workspace=lab`)).body.origin).toEqual(route.origin)
  const services = (await api.call('GET', '/services?workspace=lab')).body
  expect(services.items.map(({ origin }: { origin: object }) => origin)).toContainEqual({ kind: 'Service', namespace: own.name, name: 'shop' })

  // One annotation of the Ingress for all of its routes.
  const refused = await api.call('PATCH', `/routes/${route.name}?workspace=lab`, { body: { enabled: false } })
  expect([refused.status, refused.body.codes, refused.body.shared]).toEqual([422, ['SHARED'], { ingress: `${own.name}/web`, routes: [expect.stringContaining('gone')] }])

  const { items } = (await api.call('GET', '/diagnostics?workspace=lab')).body
  expect(items).toContainEqual(expect.objectContaining({ code: 'BACKEND_NOT_FOUND' }))
})

test('the state of the cluster is told by kind of object', async () => {
  const { body } = await api.call('GET', '/workspaces/lab/cluster', { as: 'viewer' })
  expect(body.error).toBeNull()
  expect(body.parts.ingresses).toMatchObject({ state: 'following', message: null, objects: 1 })
  expect(Object.keys(body.parts)).toEqual(expect.arrayContaining(['services', 'endpointSlices', 'secrets', 'ingressClasses']))
})

test('the tester explains a request by the objects of the cluster', async () => {
  const { status, body } = await api.call('POST', '/tester?workspace=lab', { body: { method: 'GET', url: 'http://shop.test/cart' } })
  expect([status, body.outcome.kind]).toEqual([200, 'forward'])
})
