import { expect, test } from 'vitest'
import { keepConfigMap, keepEndpointSlice, keepIngress, keepIngressClass, keepSecret, keepService, serviceKeyOf } from './keep.ts'
import type { V1EndpointSlice, V1Ingress, V1Secret, V1Service } from './objects.ts'

const LAST_APPLIED = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":"secret"}' }
const metadata = {
  name: 'shop',
  namespace: 'default',
  uid: 'u',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
  generation: 2,
  labels: { app: 'shop' },
  annotations: { ...LAST_APPLIED, 'sluice.dev/note': 'kept' },
  managedFields: [{ manager: 'kubectl' }],
  ownerReferences: [{ name: 'owner' }],
}
const { managedFields: _, ownerReferences: __, ...rest } = metadata
const kept = { ...rest, annotations: { 'sluice.dev/note': 'kept' } }

test('of an Ingress its routing stays, and where it is exposed', () => {
  const rules = [{ host: 'shop.test' }]
  const raw = { kind: 'Ingress', metadata, spec: { ingressClassName: 'sluice', rules }, status: { loadBalancer: {} } } as V1Ingress
  expect(keepIngress(raw)).toEqual({ metadata: kept, spec: { ingressClassName: 'sluice', rules } })
  const exposed = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } }
  expect(keepIngress({ ...raw, status: exposed }).status).toEqual(exposed)
})

test('of a Service its ports and addresses stay', () => {
  const spec = { type: 'ClusterIP', clusterIP: '10.0.0.9', ports: [{ port: 80 }] } as const
  const raw = { metadata, spec: { ...spec, selector: { app: 'shop' }, sessionAffinity: 'None' } } as unknown as V1Service
  expect(keepService(raw)).toEqual({ metadata: kept, spec })
})

test('of a slice its endpoints stay, and the name of its service', () => {
  const endpoint = { addresses: ['10.0.0.1'], conditions: { ready: true }, zone: 'a' }
  const labels = { 'kubernetes.io/service-name': 'shop', other: 'x' }
  const raw = { metadata: { ...metadata, labels }, addressType: 'IPv4', endpoints: [{ ...endpoint, nodeName: 'n', targetRef: {} }], ports: [{ port: 80 }] }
  const slice = keepEndpointSlice(raw as unknown as V1EndpointSlice)
  expect(slice.endpoints).toEqual([endpoint])
  expect(slice.metadata).toEqual({
    name: 'shop',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '7',
    creationTimestamp: metadata.creationTimestamp,
    labels: { 'kubernetes.io/service-name': 'shop' },
  })
  expect(serviceKeyOf(slice)).toBe('default/shop')
})

test('a slice without endpoints or without a service is one', () => {
  const slice = keepEndpointSlice({ metadata, addressType: 'IPv4', endpoints: null } as unknown as V1EndpointSlice)
  expect(slice.endpoints).toEqual([])
  expect(serviceKeyOf(slice)).toBeNull()
})

test('of a Secret its data stays once, and not a second time in an annotation', () => {
  const secret = keepSecret({ metadata, type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } } as V1Secret)
  expect(Object.keys(secret.metadata)).toEqual(['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp'])
  expect(secret).toMatchObject({ type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } })
})

test('objects of the cluster have an empty namespace', () => {
  const { namespace: _namespace, ...ofCluster } = metadata
  expect(keepIngressClass({ metadata: ofCluster as typeof metadata, spec: { controller: 'x' } }).metadata.namespace).toBe('')
  expect(keepConfigMap({ metadata, data: { a: 'b' } }).data).toEqual({ a: 'b' })
})
