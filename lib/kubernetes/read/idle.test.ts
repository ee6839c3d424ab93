import { expect, test } from 'vitest'
import type { ClusterObjects, SecretState, V1Secret, V1Service } from '../objects.ts'
import { readIdle, type IdleReading } from './idle.ts'
import { readCluster, readMemo } from './read-cluster.ts'
import { clusterFrom } from './testing/cluster-objects.ts'

const CLUSTER = `
kind: IngressClass
metadata: { name: sluice }
spec: { controller: sluice.dev/ingress-controller }
---
kind: Service
metadata: { name: shop }
spec: { selector: { app: shop }, ports: [{ name: web, port: 80 }, { name: admin, port: 9090, targetPort: 9091 }, { name: dns, port: 53, protocol: UDP }] }
---
kind: Service
metadata: { name: backup, annotations: { sluice.dev/protocol: https, sluice.dev/client-certificate: idle, sluice.dev/retries: many } }
spec: { clusterIP: None, ports: [{ port: 443 }] }
---
kind: Service
metadata: { name: abroad }
spec: { type: ExternalName, externalName: api.example.com, ports: [{ port: 80 }] }
---
kind: Secret
metadata: { name: served, labels: { app.kubernetes.io/managed-by: sluice } }
type: kubernetes.io/tls
stringData: { tls.crt: "{{cert}}", tls.key: "{{key}}" }
---
kind: Secret
metadata: { name: idle, labels: { app.kubernetes.io/managed-by: sluice } }
type: kubernetes.io/tls
stringData: { tls.crt: "{{cert}}", tls.key: "{{key}}" }
---
kind: Secret
metadata: { name: broken, labels: { app.kubernetes.io/managed-by: sluice } }
type: kubernetes.io/tls
stringData: { tls.crt: nonsense, tls.key: nonsense }
---
kind: Secret
metadata: { name: of-others, labels: { app.kubernetes.io/managed-by: cert-manager } }
type: kubernetes.io/tls
stringData: { tls.crt: "{{cert}}", tls.key: "{{key}}" }
---
kind: Ingress
metadata: { name: shop }
spec:
  ingressClassName: sluice
  tls: [{ hosts: [shop.test], secretName: served }]
  rules: [{ host: shop.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { name: web } } } }] } }]
`

const read = (objects: ClusterObjects, memo = readMemo()): IdleReading =>
  readIdle(objects, readCluster(objects, { workspace: 'cluster', ingressClass: 'sluice', revision: 1, memo }), memo)

const namesOf = ({ services, upstreams, certificates }: IdleReading) =>
  Object.fromEntries(Object.entries({ services, upstreams, certificates }).map(([kind, list]) => [kind, list.map(({ object }) => object.name)]))

/** As they are known while only what is named is followed: `idle` as one of ours alone. */
function followed(): ClusterObjects {
  const all = clusterFrom(CLUSTER)
  return { ...all, secrets: new Map([['default/served', all.secrets.get('default/served')!]]) }
}

test('every TCP port of a V1Service that no route leads to is there, and each certificate of ours that serves no name', () => {
  const idle = read(followed())
  expect(namesOf(idle)).toEqual({
    services: ['default.abroad.80', 'default.backup.443', 'default.shop.9090'],
    upstreams: ['default.backup.443', 'default.shop.9090'],
    certificates: ['default.idle'],
  })
  expect(idle.services[1]!.source).toEqual({
    workspace: 'cluster',
    kind: 'services',
    name: 'default.backup.443',
    origin: { kind: 'Service', namespace: 'default', name: 'backup' },
  })
  expect(idle.services[2]!.object).toMatchObject({ upstream: 'default.shop.9090', kubernetes: { portName: 'admin', targetPort: 9091 } })
  expect(idle.upstreams[1]!.object.targets.map(({ port }) => port)).toEqual([9091, 9091])
})

test('the Secrets that idle services name are wanted, and read once they are there', () => {
  const before = followed()
  const memo = readMemo()
  const idle = read(before, memo)
  expect([...idle.wanted.secrets]).toEqual(['default/idle'])
  expect(idle.services[1]!.object.clientCertificate).toBeUndefined()
  const secret = before.ownSecrets.get('default/idle')!
  const after = read({ ...before, secrets: new Map([...before.secrets, ['default/idle', secret]]) }, memo)
  expect(after.services[1]!.object.clientCertificate).toBe('default.idle')
  expect(namesOf(after)).toMatchObject({ certificates: ['default.idle'] })
})

test.each<[string, SecretState | undefined, string[]]>([
  ['is gone', 'absent', []],
  ['may not be read by its name', 'forbidden', ['default.idle']],
])('a Secret of ours that %s', (_, state, certificates) => {
  const objects = followed()
  const secrets = new Map([...objects.secrets, ['default/idle', state!] as const])
  expect(read({ ...objects, secrets }).certificates.map(({ object }) => object.name)).toEqual(certificates)
})

test('what is written of a Secret before the list of ours knows it counts', () => {
  const objects = followed()
  const fresh: V1Secret = { ...objects.ownSecrets.get('default/idle')!, metadata: { ...objects.ownSecrets.get('default/idle')!.metadata, name: 'fresh' } }
  const secrets = new Map([...objects.secrets, ['default/fresh', fresh] as const])
  expect(read({ ...objects, secrets }).certificates.map(({ object }) => object.name)).toEqual(['default.fresh', 'default.idle'])
})

test('whatever did not change stays the same object', () => {
  const memo = readMemo()
  const before = followed()
  const first = read(before, memo)
  const services = new Map([...before.services, ['default/abroad', structuredClone(before.services.get('default/abroad')!)]])
  const second = read({ ...before, services }, memo)
  expect(namesOf(second)).toEqual(namesOf(first))
  expect(second.services[0]).not.toBe(first.services[0])
  expect(second.services.slice(1).every((one, place) => one === first.services[place + 1])).toBe(true)
  expect(second.upstreams.every((one, place) => one === first.upstreams[place])).toBe(true)
  expect(second.certificates[0]).toBe(first.certificates[0])
})

test('one change among 10,000 V1Services costs milliseconds', () => {
  const shop = followed().services.get('default/shop')!
  const named = (index: number): V1Service => ({ ...shop, metadata: { ...shop.metadata, name: `shop-${String(index).padStart(5, '0')}`, uid: `uid-${index}` } })
  const services = new Map(Array.from({ length: 10_000 }, (_, index): [string, V1Service] => [`default/${named(index).metadata.name}`, named(index)]))
  const memo = readMemo()
  read({ ...followed(), services }, memo)
  const times = [1, 2, 3, 4, 5].map((index) => {
    const after = { ...followed(), services: new Map(services).set(`default/shop-0000${index}`, named(index)) }
    const reading = readCluster(after, { workspace: 'cluster', ingressClass: 'sluice', revision: 1, memo })
    const began = performance.now()
    expect(readIdle(after, reading, memo).services).toHaveLength(20_000)
    return performance.now() - began
  })
  expect(Math.min(...times)).toBeLessThan(100)
})
