import { describe, expect, test } from 'vitest'
import { addressText, publishedAddresses } from './addresses.ts'
import type { V1Node, V1Service } from './objects.ts'

const metadata = { name: 'x', namespace: 'sluice', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }
const service = (spec: V1Service['spec'], ingress?: { ip?: string; hostname?: string }[]): V1Service => ({
  metadata,
  spec,
  ...(ingress && { status: { loadBalancer: { ingress } } }),
})
const node = (...addresses: [type: string, address: string][]): V1Node => ({
  metadata,
  status: { addresses: addresses.map(([type, address]) => ({ type, address })) },
})
const NODES = [node(['InternalIP', '10.0.0.2'], ['Hostname', 'b']), node(['InternalIP', '10.0.0.1'], ['ExternalIP', '203.0.113.9'])]
const texts = (...args: Parameters<typeof publishedAddresses>) => publishedAddresses(...args)?.map(addressText)

test('nothing to publish leaves the status alone, and so does a service that is not there', () => {
  expect(publishedAddresses({ type: 'nothing' }, { service: null, nodes: NODES })).toBeNull()
  expect(publishedAddresses({ type: 'service', service: 'sluice/proxy' }, { service: null, nodes: NODES })).toBeNull()
})

test('given addresses keep their order, each once; host names and both kinds of IP are told apart', () => {
  const publish = { type: 'addresses' as const, addresses: ['LB.example.com', '203.0.113.1', '2001:db8::1', '203.0.113.1'] }
  expect(publishedAddresses(publish, { service: null, nodes: [] })).toEqual([
    { hostname: 'lb.example.com' },
    { ip: '203.0.113.1' },
    { ip: '2001:db8::1' },
  ])
})

test('nodes: the external address, else the internal one, sorted, whatever the order of the list', () => {
  const expected = ['10.0.0.2', '203.0.113.9']
  expect(texts({ type: 'nodes' }, { service: null, nodes: NODES })).toEqual(expected)
  expect(texts({ type: 'nodes' }, { service: null, nodes: NODES.toReversed() })).toEqual(expected)
})

test('a node without a status, and two nodes behind one address', () => {
  const nodes = [{ metadata }, node(['ExternalIP', '203.0.113.9']), ...NODES]
  expect(texts({ type: 'nodes' }, { service: null, nodes })).toEqual(['10.0.0.2', '203.0.113.9'])
})

test('a cluster of many nodes puts 64 into each Ingress at most', () => {
  const nodes = Array.from({ length: 300 }, (_, index) => node(['InternalIP', `10.1.${index >> 8}.${index & 255}`]))
  expect(publishedAddresses({ type: 'nodes' }, { service: null, nodes })).toHaveLength(64)
})

describe('a published service', () => {
  const cases: [name: string, service: V1Service, expected: string[]][] = [
    ['with a load balancer', service({ type: 'LoadBalancer', externalIPs: ['198.51.100.1'] }, [{ hostname: 'lb.test' }, { ip: '203.0.113.5' }]), ['lb.test', '203.0.113.5']],
    ['whose load balancer has no address yet', service({ type: 'LoadBalancer', clusterIP: '10.96.0.9' }), []],
    ['with external IPs', service({ type: 'ClusterIP', clusterIP: '10.96.0.9', externalIPs: ['198.51.100.1'] }), ['198.51.100.1']],
    ['on a node port', service({ type: 'NodePort', clusterIP: '10.96.0.9' }), ['10.0.0.2', '203.0.113.9']],
    ['inside the cluster', service({ clusterIP: '10.96.0.9' }), ['10.96.0.9']],
    ['that is headless', service({ type: 'ClusterIP', clusterIP: 'None' }), []],
    ['that is a name', service({ type: 'ExternalName', externalName: 'proxy.test' }), ['proxy.test']],
  ]
  test.each(cases)('%s', (_, object, expected) => {
    expect(texts({ type: 'service', service: 'sluice/x' }, { service: object, nodes: NODES })).toEqual(expected)
  })

  test('on a node port, where nodes may not be read, is known by its cluster IP', () => {
    const object = service({ type: 'NodePort', clusterIP: '10.96.0.9' })
    expect(texts({ type: 'service', service: 'sluice/x' }, { service: object, nodes: [] })).toEqual(['10.96.0.9'])
  })
})
