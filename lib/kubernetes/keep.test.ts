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
  managedFields: [
    { manager: 'helm', operation: 'Update', time: '2026-01-01T00:00:00Z' },
    { manager: 'kubectl-edit', operation: 'Update', time: '2026-01-03T00:00:00Z' },
    { manager: 'argocd', operation: 'Apply', time: '2026-01-02T00:00:00Z' },
    { manager: 'sluice', operation: 'Update', time: '2026-01-04T00:00:00Z', subresource: 'status' },
  ],
  ownerReferences: [{ name: 'owner' }],
}
const { managedFields: _, ownerReferences: __, ...rest } = metadata
const changedBy = { manager: 'kubectl-edit', at: '2026-01-03T00:00:00Z' }
const kept = { ...rest, annotations: { 'sluice.dev/note': 'kept' }, changedBy }

test('of an Ingress its routing stays, and where it is exposed', () => {
  const rules = [{ host: 'shop.test' }]
  const raw = { kind: 'Ingress', metadata, spec: { ingressClassName: 'sluice', rules }, status: { loadBalancer: {} } } as V1Ingress
  expect(keepIngress(raw)).toEqual({ metadata: kept, spec: { ingressClassName: 'sluice', rules } })
  const exposed = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } }
  expect(keepIngress({ ...raw, status: exposed }).status).toEqual(exposed)
})

test('of a Service its ports, addresses and pods stay', () => {
  const spec = { type: 'ClusterIP', clusterIP: '10.0.0.9', selector: { app: 'shop' }, ports: [{ port: 80 }] } as const
  const raw = { metadata, spec: { ...spec, sessionAffinity: 'None' } } as unknown as V1Service
  expect(keepService(raw)).toEqual({ metadata: kept, spec })
})

test('of a slice its endpoints stay, the name of its service, and who keeps it', () => {
  const endpoint = { addresses: ['10.0.0.1'], conditions: { ready: true }, zone: 'a' }
  const told = { 'kubernetes.io/service-name': 'shop', 'endpointslice.kubernetes.io/managed-by': 'sluice.dev' }
  const annotations = { 'endpoints.kubernetes.io/last-change-trigger-time': 'x', 'sluice.dev/change': 'a 1/2' }
  const raw = { metadata: { ...metadata, annotations, labels: { ...told, other: 'x' } }, addressType: 'IPv4', endpoints: [{ ...endpoint, nodeName: 'n', targetRef: {} }], ports: [{ port: 80 }] }
  const slice = keepEndpointSlice(raw as unknown as V1EndpointSlice)
  expect(slice.endpoints).toEqual([endpoint])
  expect(slice.metadata).toEqual({
    name: 'shop',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '7',
    creationTimestamp: metadata.creationTimestamp,
    annotations: { 'sluice.dev/change': 'a 1/2' },
    labels: told,
  })
  expect(serviceKeyOf(slice)).toBe('default/shop')
})

test('a slice without endpoints or without a service is one', () => {
  const slice = keepEndpointSlice({ metadata, addressType: 'IPv4', endpoints: null } as unknown as V1EndpointSlice)
  expect(slice.endpoints).toEqual([])
  expect(serviceKeyOf(slice)).toBeNull()
})

test('of a Secret its data stays once, and who keeps it, but no second copy in an annotation', () => {
  const annotations = { ...LAST_APPLIED, 'kapp.k14s.io/original': '{"data":"secret"}', 'meta.helm.sh/release-name': 'shop', 'sluice.dev/change': 'a 1/2' }
  const secret = keepSecret({ metadata: { ...metadata, annotations }, type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } } as V1Secret)
  expect(secret).toEqual({
    metadata: { ...kept, annotations: { 'meta.helm.sh/release-name': 'shop', 'sluice.dev/change': 'a 1/2' } },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': 'YQ==' },
  })
})

test('what nobody wrote but status has no last writer', () => {
  const { changedBy: _, ...never } = kept
  expect(keepIngress({ metadata: { ...metadata, managedFields: metadata.managedFields.slice(3) } as typeof metadata, spec: {} }).metadata).toEqual(never)
})

test('objects of the cluster have an empty namespace', () => {
  const { namespace: _namespace, ...ofCluster } = metadata
  expect(keepIngressClass({ metadata: ofCluster as typeof metadata, spec: { controller: 'x' } }).metadata.namespace).toBe('')
  expect(keepConfigMap({ metadata, data: { a: 'b' } }).data).toEqual({ a: 'b' })
})
