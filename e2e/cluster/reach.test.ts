import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseEnv } from '#lib/env.ts'
import { migrateDatabase } from '#lib/store/migrate.ts'
import { openDatabase, type OpenDatabase } from '#lib/store/open.ts'
import type { Stores } from '#lib/store/store.ts'
import { withClusters } from '#lib/store/with-clusters.ts'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { startApi, type Api } from '../../app/api/tests/harness.ts'
import { accountKubeconfig, grant } from './accounts.ts'
import { startKube, type Kube } from './kube.ts'

// A server of its own: who the proxy is, is asked of the whole cluster. There is no kubelet and no controller: the test says
// which address each pod has and whether it is ready, and lists them in EndpointSlices.

const dataDir = mkdtempSync(path.join(tmpdir(), 'sluice-reach-'))
let kube: Kube
let database: OpenDatabase
let stores: Stores
let api: Api

const apply = (...items: object[]) => kube.kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))

const metadata = (name: string, namespace = 'shop', more: object = {}) => ({ name, namespace, ...more })
const namespaceOf = (name: string, labels: Record<string, string> = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })
const service = (name: string, spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: metadata(name), spec })
const selecting = (app: string, targetPort: number | string = 8080) => ({ selector: { app }, ports: [{ name: 'http', port: 80, targetPort }] })
const path1 = (name: string, port: object) => ({ path: '/', pathType: 'Prefix', backend: { service: { name, port } } })
const ingress = (name: string, port: object = { number: 80 }, spec: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: metadata(name),
  spec: { ingressClassName: 'sluice', rules: [{ host: `${name}.test`, http: { paths: [path1(name, port)] } }], ...spec },
})
const policy = (name: string, spec: object, namespace = 'shop') => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadata(name, namespace), spec })
const ingressClass = (name: string, controller: string) => ({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name }, spec: { controller } })

let lastIp = 0

/** A pod with a port `web`, 8080, and its address. */
async function pod(name: string, labels: Record<string, string>, { namespace = 'shop', ready = true } = {}): Promise<string> {
  const containers = [{ name: 'c', image: 'x', ports: [{ name: 'web', containerPort: 8080 }] }]
  await apply({ apiVersion: 'v1', kind: 'Pod', metadata: metadata(name, namespace, { labels }), spec: { containers } })
  lastIp += 1
  const podIP = `10.1.0.${lastIp}`
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }]
  await kube.kubectl(['patch', 'pod', name, '-n', namespace, '--subresource=status', '-p', JSON.stringify({ status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }], conditions } })])
  return podIP
}

/** Without ports, as the controller writes it where no pod has the port that is named. */
const slice = (of: string, ips: string[], { ready = true, ports = [{ name: 'http', port: 8080 }] }: { ready?: boolean; ports?: object[] } = {}) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: metadata(`${of}-1`, 'shop', { labels: { 'kubernetes.io/service-name': of } }),
  addressType: 'IPv4',
  ports,
  endpoints: ips.map((ip) => ({ addresses: [ip], conditions: { ready } })),
})

const get = (target: string, options = {}) => api.call('GET', `/cluster/${target}${target.includes('?') ? '&' : '?'}workspace=lab`, options)
const reach = async (name: string) => (await get(`reach?route=shop.${name}`)).body.items[0]
/** Lists are kept for three seconds. */
const expectReach = async (name: string, expected: object) => await expect.poll(() => reach(name), { timeout: 15_000, interval: 200 }).toMatchObject(expected)
const because = (code: string, params: object = {}, state = 'unreachable') => ({ state, findings: [expect.objectContaining({ code, params: expect.objectContaining(params) })] })

const APPS = ['fine', 'unready', 'named', 'closed', 'partly']

beforeAll(async () => {
  kube = await startKube()
  const env = parseEnv({ SLUICE_DATA_DIR: dataDir })
  await migrateDatabase(env, () => {})
  database = await openDatabase(env)
  stores = withClusters(database.stores, { info: () => {}, warn: () => {} })
  api = await startApi({ env, stores, accounts: database.accounts, now: () => new Date() })
  await apply(namespaceOf('shop', { team: 'shop' }), namespaceOf('sluice', { role: 'edge' }), ingressClass('sluice', 'sluice.dev/ingress-controller'), ingressClass('nginx', 'k8s.io/ingress-nginx'))
  await apply(...['shop', 'sluice'].map((name) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('default', name) })))
  const [fine, unready, named, closed, partly0, partly1] = await Promise.all([
    pod('fine-0', { app: 'fine' }),
    pod('unready-0', { app: 'unready' }, { ready: false }),
    pod('named-0', { app: 'named' }),
    pod('closed-0', { app: 'closed' }),
    pod('partly-0', { app: 'partly', zone: 'open' }),
    pod('partly-1', { app: 'partly' }),
  ])
  await apply(
    slice('fine', [fine]),
    slice('unready', [unready], { ready: false }),
    slice('named', [named], { ports: [] }),
    slice('closed', [closed]),
    slice('partly', [partly0, partly1]),
    ...['fine', 'unready', 'closed', 'partly'].map((name) => service(name, selecting(name))),
    service('named', selecting('named', 'grpc')),
    service('nobody', selecting('nobody')),
    service('bare', { ports: [{ port: 80 }] }),
    ...APPS.map((name) => ingress(name)),
    ...['nobody', 'bare', 'gone'].map((name) => ingress(name)),
    ingress('wrong', undefined, { rules: [{ host: 'wrong.test', http: { paths: [path1('fine', { name: 'metrics' })] } }] }),
    ingress('secure', undefined, { tls: [{ hosts: ['secure.test'], secretName: 'no-such' }], rules: [{ host: 'secure.test', http: { paths: [path1('fine', { number: 80 })] } }] }),
    ingress('foreign', undefined, { ingressClassName: 'nginx' }),
    ingress('classless', undefined, { ingressClassName: 'missing' }),
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('shop-tls'), type: 'kubernetes.io/tls', stringData: { 'tls.crt': TEST_CERTIFICATE.cert, 'tls.key': TEST_CERTIFICATE.key } },
    ingress('covered', undefined, { tls: [{ hosts: ['a.shop.test', 'b.test'], secretName: 'shop-tls' }], rules: [{ host: 'a.shop.test', http: { paths: [path1('fine', { number: 80 })] } }] }),
    policy('closed', { podSelector: { matchLabels: { app: 'closed' } }, policyTypes: ['Ingress'], ingress: [{ from: [{ namespaceSelector: { matchLabels: { role: 'edge' } } }], ports: [{ port: 9090 }] }] }),
    policy('partly', { podSelector: { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }, { key: 'app', operator: 'In', values: ['partly'] }] }, policyTypes: ['Ingress'] }),
  )
  const connection = { type: 'kubeconfig', kubeconfig: readFileSync(kube.kubeconfig, 'utf8') }
  await api.call('POST', '/workspaces', { body: { name: 'lab', kind: 'kubernetes', connection, served: false } })
})

afterAll(async () => {
  await stores?.close()
  await database?.close()
  await kube?.stop()
  rmSync(dataDir, { recursive: true })
})

describe('backends', () => {
  test.each([
    ['nobody', because('NO_POD_MATCHES', { selector: 'app=nobody' })],
    ['bare', because('NO_SELECTOR')],
    ['gone', because('SERVICE_NOT_FOUND', { service: 'gone', namespace: 'shop' })],
    ['wrong', because('PORT_NOT_FOUND', { port: 'metrics', ports: 'http (80)' })],
    ['unready', because('NONE_READY', { notReady: 1 })],
    ['named', because('TARGET_PORT_NOT_FOUND', { target: 'grpc', ports: 'web (8080)' })],
    ['secure', because('SECRET_NOT_FOUND', { name: 'no-such', host: 'secure.test' }, 'limited')],
    ['fine', { state: 'reachable', findings: [] }],
  ])('%s', (name, expected) => expectReach(name, expected))

  test('what is said names the object and what to do, in the language of the reader', async () => {
    const [found] = (await reach('wrong')).findings
    expect([found.text, found.advice]).toEqual(['The Service fine has no TCP port metrics; it has http (80)', 'Name one of these in the Ingress, or add the port to the Service'])
    const chinese = await get('reach?route=shop.wrong', { headers: { 'accept-language': 'zh-CN' } })
    expect(chinese.body.items[0].findings[0].text).toContain('没有 TCP 端口 metrics')
  })

  test('a route that is not there', async () => expect((await get('reach?route=shop.none')).status).toBe(404))
})

describe('network policies', () => {
  const EDGE = { 'app.kubernetes.io/name': 'sluice', 'app.kubernetes.io/component': 'proxy' }

  test('without a pod of the proxy, it comes from an address that nobody knows', async () => {
    await expectReach('closed', because('POLICY_BLOCKS_INGRESS', { network: 'outside', reason: 'NO_PEER' }))
    await apply(policy('closed', { podSelector: { matchLabels: { app: 'closed' } }, policyTypes: ['Ingress'], ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }] }))
    await expectReach('closed', because('POLICY_UNDECIDED', { policies: 'shop/closed' }, 'unknown'))
  })

  test('a proxy in the cluster: by namespace, by pod, by both, by its address, and by port', async () => {
    await pod('sluice-proxy-a', EDGE, { namespace: 'sluice' })
    const closed = (rule: object) => apply(policy('closed', { podSelector: { matchLabels: { app: 'closed' } }, policyTypes: ['Ingress'], ingress: [rule] }))
    const edge = { namespaceSelector: { matchLabels: { role: 'edge' } } }
    const proxy = { podSelector: { matchLabels: { 'app.kubernetes.io/component': 'proxy' } } }
    await closed({ from: [edge], ports: [{ port: 9090 }] })
    await expectReach('closed', because('POLICY_BLOCKS_INGRESS', { proxy: 'sluice/sluice-proxy-a', target: 'shop/closed-0', port: 8080, reason: 'NO_PORT', network: 'pod' }))
    await closed({ from: [edge], ports: [{ port: 'web' }] })
    await expectReach('closed', { state: 'reachable' })
    await closed({ from: [proxy] })
    await expectReach('closed', because('POLICY_BLOCKS_INGRESS', { reason: 'NO_PEER' }))
    await closed({ from: [{ ...edge, ...proxy }] })
    await expectReach('closed', { state: 'reachable' })
    await closed({ from: [{ ipBlock: { cidr: '10.1.0.0/16', except: [`10.1.0.${lastIp}/32`] } }] })
    await expectReach('closed', because('POLICY_BLOCKS_INGRESS'))
    await closed({ from: [{ ipBlock: { cidr: '10.1.0.0/16' } }] })
    await expectReach('closed', { state: 'reachable' })
    await closed({ from: [{ podSelector: {} }] })
    await expectReach('closed', because('POLICY_BLOCKS_INGRESS'))
  })

  test('the manifest that comes with it lets the proxy in', async () => {
    const [found] = (await reach('closed')).findings
    await kube.kubectl(['apply', '-f', '-'], found.manifest)
    await expectReach('closed', { state: 'reachable' })
    await kube.kubectl(['delete', 'networkpolicy', 'sluice-to-closed', '-n', 'shop'])
  })

  test('some of the pods behind a policy limit a route', () => expectReach('partly', because('POLICY_BLOCKS_INGRESS', { target: 'shop/partly-1', blocked: 1, of: 2 }, 'limited')))

  test('on the way out of the proxy, too', async () => {
    await apply(policy('out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'other' } } }] }] }, 'sluice'))
    await expectReach('fine', because('POLICY_BLOCKS_EGRESS', { policies: 'sluice/out', target: 'shop/fine-0' }))
    const [found] = (await reach('fine')).findings
    await kube.kubectl(['apply', '-f', '-'], found.manifest)
    await expectReach('fine', { state: 'reachable' })
    await kube.kubectl(['delete', 'networkpolicy', '--all', '-n', 'sluice'])
  })
})

describe('lists', () => {
  test('Ingresses of every class, with the controller of theirs and why they are not served', async () => {
    const { body } = await get('ingresses')
    const named = (name: string) => body.items.find((one: { name: string }) => one.name === name)
    expect([body.total, body.problems]).toEqual([13, []])
    expect(named('fine')).toMatchObject({ namespace: 'shop', class: 'sluice', served: true, hosts: ['fine.test'], paths: 1, backends: [{ service: 'fine', port: '80' }], routes: ['shop.fine'], managedBy: null })
    expect(named('foreign')).toMatchObject({ class: 'nginx', controller: 'k8s.io/ingress-nginx', served: false, routes: [], reach: { state: 'notServed', finding: { code: 'CLASS_OF_ANOTHER' } } })
    expect(named('classless')).toMatchObject({ controller: null, served: false, reach: { finding: { code: 'CLASS_NOT_FOUND' } } })
    expect(named('gone').reach).toMatchObject({ state: 'unreachable', finding: { code: 'SERVICE_NOT_FOUND' } })
    expect((await get('ingresses?class=nginx')).body.items.map(({ name }: { name: string }) => name)).toEqual(['foreign'])
    expect((await get('ingresses?q=b.test covered')).body.total).toBe(0)
    expect((await get('ingresses?q=SHOP.test shop-tls')).body.items.map(({ name }: { name: string }) => name)).toEqual(['covered'])
    const first = (await get('ingresses?limit=10')).body
    const rest = (await get(`ingresses?limit=10&cursor=${first.next}`)).body
    expect([first.items.length, rest.items.length, rest.next]).toEqual([10, 3, null])
  })

  test('a host of another namespace: what is left out says whose it is', async () => {
    await apply(namespaceOf('late'))
    await apply({ ...ingress('late'), metadata: metadata('late', 'late'), spec: { ingressClassName: 'sluice', rules: [{ host: 'fine.test', http: { paths: [path1('fine', { number: 80 })] } }] } })
    const found = async () => (await get('ingresses?namespace=late')).body.items
    await expect.poll(found).toMatchObject([{ routes: [], reach: { state: 'unreachable', finding: { code: 'PATH_TAKEN', params: { host: 'fine.test', path: '/', winner: 'shop/fine' } } } }])
    await kube.kubectl(['delete', 'ingress', 'late', '-n', 'late'])
  })

  test('Services with ports, endpoints and routes', async () => {
    const { items } = (await get('services?namespace=shop&q=shop/fine')).body
    expect(items).toMatchObject([{ name: 'fine', type: 'ClusterIP', clusterIP: expect.stringMatching(/^10\./), ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: null }], endpoints: { ready: 1, all: 1 }, selector: { app: 'fine' } }])
    expect(items[0].routes).toEqual(expect.arrayContaining(['shop.fine', 'shop.secure', 'shop.covered']))
    expect((await get('services?q=unready')).body.items[0].endpoints).toEqual({ ready: 0, all: 1 })
  })

  test('TLS Secrets, those that are missing too; no key leaves', async () => {
    const { body, text } = await get('secrets')
    const named = (name: string) => body.items.find((one: { name: string }) => one.name === name)
    expect(named('shop-tls')).toMatchObject({ state: 'ok', names: ['shop.test', '*.shop.test'], notAfter: expect.stringMatching(/^2099/), ingresses: [{ name: 'covered', served: true, uncovered: ['b.test'] }] })
    expect(named('no-such')).toMatchObject({ state: 'absent', names: [], ingresses: [{ name: 'secure', uncovered: [] }] })
    expect(text).not.toContain('PRIVATE')
    expect(text).not.toContain(Buffer.from(TEST_CERTIFICATE.key).toString('base64').slice(0, 40))
  })

  test('network policies in words', async () => {
    await apply(policy('words', { podSelector: { matchLabels: { app: 'x' } }, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [{ podSelector: {}, namespaceSelector: { matchLabels: { role: 'edge' } } }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 80, endPort: 90 }] }] }))
    const found = async () => (await get('network-policies?q=words')).body.items
    await expect.poll(found).toMatchObject([
      { selects: 'app=x', egress: [], ingress: [{ text: 'from all pods of namespaces with role=edge, or addresses in 10.0.0.0/8 except 10.1.0.0/16, on TCP 80–90' }] },
    ])
  })

  test('a workspace of the database has no cluster', async () => {
    const answers = await Promise.all(['ingresses', 'services', 'secrets', 'network-policies', 'reach'].map((list) => api.call('GET', `/cluster/${list}`)))
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  })
})

test('an account that may not read policies, pods and namespaces is told which right is missing', async () => {
  const READ = ['get', 'list', 'watch']
  const { text } = await accountKubeconfig(kube, 'shop', 'narrow')
  const rules = [
    { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: READ },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
    { apiGroups: [''], resources: ['services'], verbs: READ },
  ]
  await grant(kube, { namespace: 'shop', account: 'narrow', rules })
  await api.call('POST', '/workspaces', { body: { name: 'narrow', kind: 'kubernetes', connection: { type: 'kubeconfig', kubeconfig: text }, namespaces: ['shop'], served: false } })
  const { body } = await api.call('GET', '/cluster/reach?workspace=narrow&route=shop.fine')
  expect(body.items).toMatchObject([because('POLICIES_UNREADABLE', {}, 'unknown')])
  expect(body.problems.map(({ resource, message }: { resource: string; message: string }) => [resource, message])).toEqual([
    ['pods', expect.stringContaining('cannot list resource "pods"')],
    ['namespaces', expect.stringContaining('cannot list resource "namespaces"')],
    ['networkpolicies', expect.stringContaining('in the namespace "shop"')],
  ])
  expect((await api.call('GET', '/cluster/reach?workspace=narrow&route=shop.gone')).body.items[0].state).toBe('unreachable')
  const secrets = (await api.call('GET', '/cluster/secrets?workspace=narrow')).body
  expect(secrets.problems).toMatchObject([{ resource: 'secrets', namespace: 'shop' }])
  expect(secrets.items.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([['no-such', 'forbidden'], ['shop-tls', 'forbidden']])
})
