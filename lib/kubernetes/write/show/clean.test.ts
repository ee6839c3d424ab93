import { describe, expect, test } from 'vitest'
import { cleanManifest, manifestYaml, withServerFields } from './clean.ts'
import { prepareRequests } from '../send/requests.ts'
import type { RawObject } from '../types.ts'

const SERVER = {
  uid: 'u',
  resourceVersion: '9',
  generation: 3,
  creationTimestamp: '2026-01-01T00:00:00Z',
  managedFields: [{ manager: 'kubectl' }],
  finalizers: ['service.kubernetes.io/load-balancer-cleanup'],
}

const SERVICE: RawObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'web',
    namespace: 'shop',
    labels: { app: 'web' },
    annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'sluice.dev/change': 'c 1/2', 'sluice.dev/retries': '2' },
    ...SERVER,
  },
  spec: {
    type: 'NodePort',
    clusterIP: '10.0.0.7',
    clusterIPs: ['10.0.0.7'],
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
    internalTrafficPolicy: 'Cluster',
    externalTrafficPolicy: 'Local',
    sessionAffinity: 'None',
    selector: { app: 'web' },
    ports: [{ port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30080 }],
  },
  status: { loadBalancer: {} },
}

const CLEAN: RawObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' }, annotations: { 'sluice.dev/retries': '2' } },
  spec: { type: 'NodePort', externalTrafficPolicy: 'Local', selector: { app: 'web' }, ports: [{ port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30080 }] },
}

test('what the server fills in goes, what people write stays', () => {
  expect(cleanManifest(SERVICE)).toEqual(CLEAN)
  expect(cleanManifest(CLEAN)).toEqual(CLEAN)
})

test('a headless service stays one', () => {
  const headless = { ...SERVICE, spec: { clusterIP: 'None', clusterIPs: ['None'], ports: [] } }
  expect(cleanManifest(headless)['spec']).toEqual({ clusterIP: 'None', ports: [] })
})

test('YAML holds what people read, and nothing that a Secret holds', () => {
  const secret: RawObject = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace: 'shop', ...SERVER }, type: 'kubernetes.io/tls', data: { 'tls.key': 'U0VDUkVU' }, stringData: { x: 'SECRET' } }
  expect(manifestYaml(secret, { hideSecrets: true })).toBe(
    'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  namespace: shop\ntype: kubernetes.io/tls\ndata:\n  tls.key: (hidden)\nstringData:\n  x: (hidden)\n',
  )
  expect(manifestYaml(secret, { hideSecrets: false })).toContain('U0VDUkVU')
})

describe('a manifest that is brought back', () => {
  const back = (manifest: RawObject, current: RawObject | null) => {
    const edit = { ref: { kind: 'Service', namespace: 'shop', name: 'web' }, before: current, after: withServerFields(manifest, current) }
    return prepareRequests([edit], { changeId: 'c' })
  }

  test('writes nothing where it is as it was', () => {
    const { annotations: { 'sluice.dev/change': _, ...annotations } = {}, ...metadata } = SERVICE.metadata
    expect(back(CLEAN, { ...SERVICE, metadata: { ...metadata, annotations } })).toEqual([])
  })

  test('touches only what people changed', () => {
    const spec = { ...(SERVICE['spec'] as object), selector: { app: 'other' }, sessionAffinity: 'ClientIP' }
    const prepared = back(CLEAN, { ...SERVICE, metadata: { ...SERVICE.metadata, labels: { app: 'web', more: '1' } }, spec })
    const paths = prepared.flatMap(({ requests }) => requests.flatMap((request) => (request.type === 'patch' ? request.patch.filter(({ op }) => op !== 'test').map(({ op, path }) => `${op} ${path}`) : [])))
    expect(paths.sort()).toEqual(['remove /metadata/annotations/sluice.dev~1change', 'remove /metadata/labels/more', 'remove /spec/sessionAffinity', 'replace /spec/selector/app'])
  })

  test('makes the object anew where it is gone', () => {
    expect(withServerFields(CLEAN, null)).toEqual(CLEAN)
  })
})
