import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '#lib/kubernetes/connect.ts'
import type { V1Ingress } from '#lib/kubernetes/objects.ts'
import { clearStatus, writeStatus } from '#lib/kubernetes/status-write.ts'
import { testCluster } from './kube.ts'
import type { Replica } from './replica.ts'
import { openScope, until, type Scope } from './scope.ts'

let scope: Scope
let { kubectl, apply, ingress, service, replica } = {} as Scope
beforeEach(async () => {
  scope = await openScope('status')
  ;({ kubectl, apply, ingress, service, replica } = scope)
})
afterEach(() => scope.end())

const get = async (name: string): Promise<V1Ingress> => JSON.parse(await kubectl('get', 'ingress', name, '-o', 'json'))

/** The column ADDRESS of `kubectl get ingress`, by name. */
async function addresses(): Promise<Record<string, string>> {
  const lines = (await kubectl('get', 'ingress')).split('\n').filter(Boolean)
  const at = lines[0]!.indexOf('ADDRESS')
  const to = lines[0]!.indexOf('PORTS')
  return Object.fromEntries(lines.slice(1).map((line) => [line.split(' ')[0], line.slice(at, to).trim()]))
}

const untilAddresses = (expected: Record<string, string>) => until(async () => expect(await addresses()).toEqual(expected))

const setBalancer = (resource: string, name: string, ...entries: object[]) =>
  kubectl('patch', resource, name, '--subresource=status', '--type=merge', '-p', JSON.stringify({ status: { loadBalancer: { ingress: entries } } }))

const writes = ({ requests }: Replica) => requests.filter(({ method }) => method !== 'GET')

test('kubectl get ingress shows the address of ours, by class or by the old annotation, and of no other', async () => {
  const legacy = { spec: { ingressClassName: undefined }, annotations: { 'kubernetes.io/ingress.class': scope.ingressClass } }
  await apply(
    service('web'),
    ingress('ours'),
    ingress('legacy', legacy),
    ingress('foreign', { spec: { ingressClassName: 'nginx' } }),
    ingress('without', { spec: { ingressClassName: undefined } }),
  )
  const one = await replica()
  await untilAddresses({ ours: '203.0.113.1', legacy: '203.0.113.1', foreign: '', without: '' })
  expect(writes(one)).toHaveLength(2)
  expect(one.lead.state()).toMatchObject({ isLeading: true, problems: { lease: null, status: null, events: null } })
})

test('an edited address list reaches every Ingress, one that is edited by hand comes back, and what is equal is not written', async () => {
  await apply(service('web'), ingress('a'), ingress('b'))
  const one = await replica()
  await untilAddresses({ a: '203.0.113.1', b: '203.0.113.1' })
  one.publish({ type: 'addresses', addresses: ['203.0.113.1', 'lb.example.com'] })
  await untilAddresses({ a: '203.0.113.1,lb.example.com', b: '203.0.113.1,lb.example.com' })
  expect(writes(one)).toHaveLength(4)

  await kubectl('patch', 'ingress', 'a', '--subresource=status', '--type=merge', '-p', '{"status":{"loadBalancer":null}}')
  await untilAddresses({ a: '203.0.113.1,lb.example.com', b: '203.0.113.1,lb.example.com' })
  expect(writes(one)).toHaveLength(5)

  one.publish({ type: 'addresses', addresses: ['lb.example.com', '203.0.113.1'] })
  one.publish({ type: 'nothing' })
  await apply(ingress('c'))
  await until(() => expect(one.cluster.objects().ingresses.size).toBe(3))
  expect(await addresses()).toEqual({ a: '203.0.113.1,lb.example.com', b: '203.0.113.1,lb.example.com', c: '' })
  expect(writes(one)).toHaveLength(5)
})

test('a published service is followed: its load balancer, then its external addresses; the last ones stay when it goes', async () => {
  await apply(service('web'), service('proxy', { type: 'LoadBalancer' }), ingress('a'))
  const one = await replica({ publish: { type: 'service', service: `${scope.namespace}/proxy` } })
  await setBalancer('service', 'proxy', { ip: '198.51.100.7' })
  await untilAddresses({ a: '198.51.100.7' })
  await setBalancer('service', 'proxy', { hostname: 'lb.cloud.test' })
  await untilAddresses({ a: 'lb.cloud.test' })
  await apply(service('proxy', { type: 'ClusterIP', externalIPs: ['192.0.2.44'] }))
  await untilAddresses({ a: '192.0.2.44' })
  await kubectl('delete', 'service', 'proxy')
  await until(() => expect(one.lead.state().problems.status).toMatch(/published service .*\/proxy cannot be read/))
  expect(await addresses()).toEqual({ a: '192.0.2.44' })
})

test('the addresses of nodes: external ones first', async () => {
  const name = `node-${randomBytes(4).toString('hex')}`
  const status = (list: object[]) => ({ status: { addresses: list } })
  await apply({ apiVersion: 'v1', kind: 'Node', metadata: { name } }, service('web'), ingress('a'))
  scope.onEnd(() => testCluster().kubectl(['delete', 'node', name, '--wait=false']))
  const setAddresses = (...list: object[]) =>
    testCluster().kubectl(['patch', 'node', name, '--subresource=status', '--type=merge', '-p', JSON.stringify(status(list))])
  await setAddresses({ type: 'InternalIP', address: '10.200.0.1' })
  await replica({ publish: { type: 'nodes' } })
  const shown = async () => (await get('a')).status?.loadBalancer?.ingress?.map(({ ip }) => ip)
  await until(async () => expect(await shown()).toContain('10.200.0.1'))
  await setAddresses({ type: 'InternalIP', address: '10.200.0.1' }, { type: 'ExternalIP', address: '203.0.113.200' })
  await until(async () => expect(await shown()).toContain('203.0.113.200'))
  expect(await shown()).not.toContain('10.200.0.1')
})

test('an Ingress that goes to another class loses our address, and is left alone then', async () => {
  await apply(service('web'), ingress('a'), ingress('b'))
  const one = await replica()
  await untilAddresses({ a: '203.0.113.1', b: '203.0.113.1' })
  await kubectl('patch', 'ingress', 'a', '--type=merge', '-p', '{"spec":{"ingressClassName":"nginx"}}')
  await untilAddresses({ a: '', b: '203.0.113.1' })
  await setBalancer('ingress', 'a', { ip: '192.0.2.9' })
  one.publish({ type: 'addresses', addresses: ['203.0.113.2'] })
  await untilAddresses({ a: '192.0.2.9', b: '203.0.113.2' })
  expect(writes(one)).toHaveLength(4)
})

test('a version that is out of date is never written: the newer one is read, and left alone if it asks for another class', async () => {
  await apply(service('web'), ingress('a'))
  const client = await connect({ type: 'file', path: testCluster().kubeconfig, allowExec: false })
  scope.onEnd(() => client.close())
  const { signal } = new AbortController()
  const stale = await get('a')
  await kubectl('annotate', 'ingress', 'a', 'note=1')
  expect(await writeStatus(client, stale, [{ ip: '203.0.113.1' }], signal)).toMatchObject({ kind: 'written' })
  expect(await addresses()).toEqual({ a: '203.0.113.1' })
  expect(await writeStatus(client, stale, [{ ip: '203.0.113.1' }], signal)).toMatchObject({ kind: 'equal' })

  const shown = await get('a')
  await kubectl('patch', 'ingress', 'a', '--type=merge', '-p', '{"spec":{"ingressClassName":"nginx"}}')
  expect(await writeStatus(client, shown, [{ ip: '203.0.113.2' }], signal)).toEqual({ kind: 'left' })
  expect(await addresses()).toEqual({ a: '203.0.113.1' })

  await setBalancer('ingress', 'a', { ip: '192.0.2.9' })
  expect(await clearStatus(client, shown, signal), 'another address').toEqual({ kind: 'left' })
  await setBalancer('ingress', 'a', { ip: '203.0.113.1' })
  expect(await clearStatus(client, shown, signal), 'our address, but written by another').toEqual({ kind: 'left' })
  await kubectl('delete', 'ingress', 'a')
  expect(await writeStatus(client, shown, [{ ip: '203.0.113.2' }], signal)).toEqual({ kind: 'gone' })
  expect(await clearStatus(client, shown, signal)).toEqual({ kind: 'gone' })
})

test('an account that may not write says so once, and does not try each Ingress over and over', async () => {
  await apply(service('web'), ...Array.from({ length: 30 }, (_, index) => ingress(`i${index}`)))
  const kubeconfig = await scope.accountWith()
  const one = await replica({ kubeconfig, publish: { type: 'service', service: `${scope.namespace}/web` } })
  await until(() => expect(one.lead.state().problems.status).toMatch(/forbidden/))
  const reads = () => one.requests.filter(({ method }) => method === 'GET').length
  const before = reads()
  await until(() => expect(reads()).toBeGreaterThan(before + 4))
  expect(writes(one).length).toBeLessThan(16)
  expect(one.errors.filter((line) => line.includes('status of Ingresses'))).toHaveLength(1)
})

test('one of two replicas writes; when it ends, the other one goes on', async () => {
  await apply(service('web'), ingress('a'))
  const replicas = [await replica(), await replica()]
  await untilAddresses({ a: '203.0.113.1' })
  const leader = replicas.find(({ lead }) => lead.isLeading())!
  const other = replicas.find((one) => one !== leader)!
  expect(other.requests).toEqual([])
  await leader.stop()
  await apply(ingress('b'))
  await untilAddresses({ a: '203.0.113.1', b: '203.0.113.1' })
  expect(writes(other)).toHaveLength(1)
})

test('a leader that is told to stop amid its writes lets those end that are on their way', async () => {
  await apply(service('web'), ...Array.from({ length: 100 }, (_, index) => ingress(`i${index}`)))
  const one = await replica()
  await until(() => expect(writes(one).length).toBeGreaterThan(20))
  await one.stop()
  // An abort before the body has left makes nghttp2 pack empty frames until the memory is full.
  expect(writes(one).filter(({ isAbortable }) => isAbortable)).toEqual([])
  expect(Object.values(await addresses()).filter(Boolean)).toHaveLength(writes(one).length)
})

test('a thousand Ingresses get their address with one write each, at a bounded rate', async () => {
  const rules = (index: number) => [{ host: `h${index}.test` }]
  await apply(service('web'), ...Array.from({ length: 1000 }, (_, index) => ingress(`i${index}`, { spec: { rules: rules(index) } })))
  const one = await replica()
  const begin = performance.now()
  const missing = () => [...one.cluster.objects().ingresses.values()].filter(({ status }) => !status?.loadBalancer?.ingress?.length).length
  await until(() => expect(missing()).toBe(0), 40_000)
  const seconds = (performance.now() - begin) / 1000
  console.info(`1,000 Ingresses have their address after ${seconds.toFixed(1)} s, ${one.requests.length} requests`)
  expect(writes(one)).toHaveLength(1000)
  expect(one.requests).toHaveLength(1000)
  expect(seconds).toBeGreaterThan(1000 / 300)
})
