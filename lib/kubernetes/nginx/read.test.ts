import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { ClusterObjects, V1Ingress } from '../objects.ts'
import { readCluster, readMemo, type Reading } from '../read/read-cluster.ts'
import { clusterFrom, clusterOf, parseManifests, readAll } from '../read/testing/cluster-objects.ts'
import { PREFIX } from './texts.ts'

type Manifests = ReturnType<typeof parseManifests>

const TEXTS: Record<string, string>[] = [
  {},
  {},
  {},
  { canary: 'true', 'canary-weight': '10' },
  { canary: 'true', 'canary-by-header': 'x', 'affinity-canary-behavior': 'legacy' },
  { canary: 'true', 'canary-weight': '1', 'canary-weight-total': '300' },
  { affinity: 'cookie', 'app-root': '/app' },
  { 'use-regex': 'true', 'rewrite-target': '/$1' },
  { 'auth-type': 'basic', 'auth-secret': 'users' },
  { 'backend-protocol': 'HTTPS' },
  { 'backend-protocol': 'GRPC', 'proxy-read-timeout': '5' },
  { 'default-backend': 'api', 'limit-rps': 'x', nonsense: '' },
  { 'whitelist-source-range': 'nowhere' },
]

const arbitraryBackend = fc.constantFrom('shop', 'api', 'nowhere').map((name) => ({ service: { name, port: { number: 80 } } }))
const arbitraryPath = fc.record({
  path: fc.constantFrom('/', '/a', '/(.*)'),
  pathType: fc.constantFrom('Exact', 'Prefix', 'ImplementationSpecific'),
  backend: arbitraryBackend,
})
const arbitraryRule = fc.record({ host: fc.constantFrom(undefined, 'a.test', 'b.test'), http: fc.record({ paths: fc.array(arbitraryPath, { minLength: 1, maxLength: 2 }) }) })

const arbitraryIngress = fc
  .record({
    name: fc.constantFrom('one', 'two', 'three', 'four', 'five'),
    namespace: fc.constantFrom('a', 'a', 'b'),
    age: fc.nat({ max: 3 }),
    texts: fc.constantFrom(...TEXTS),
    rules: fc.array(arbitraryRule, { maxLength: 2 }),
    tls: fc.constantFrom(undefined, undefined, [{ hosts: ['a.test'], secretName: 'pair' }]),
    defaultBackend: fc.option(arbitraryBackend, { nil: undefined }),
  })
  .map(({ name, namespace, age, texts, ...spec }) => ({
    kind: 'Ingress',
    metadata: {
      name,
      namespace,
      creationTimestamp: `2026-01-01T00:00:0${age}Z`,
      annotations: Object.fromEntries(Object.entries(texts).map(([key, text]) => [PREFIX + key, text])),
    },
    spec: { ingressClassName: 'sluice', ...spec },
  }))

const arbitraryService = fc
  .record({ name: fc.constantFrom('shop', 'api'), namespace: fc.constantFrom('a', 'b'), port: fc.constantFrom(80, 81) })
  .map(({ name, namespace, port }) => ({
    kind: 'Service',
    metadata: { name, namespace, creationTimestamp: '2026-01-01T00:00:00Z', uid: 'uid-1', annotations: { 'sluice.dev/retries': '1' } },
    spec: { selector: { app: name }, ports: [{ name: 'web', port, appProtocol: 'https' }] },
  }))

const identity = ({ kind, metadata: { name, namespace } }: { kind: string; metadata: { name: string; namespace: string } }) => `${kind} ${namespace}/${name}`
const asStored = (objects: readonly object[]): Manifests => parseManifests(objects.map((object) => stringify(object)).join('---\n'))

const arbitraryObjects = fc
  .record({ ingresses: fc.uniqueArray(arbitraryIngress, { maxLength: 7, selector: identity }), services: fc.uniqueArray(arbitraryService, { maxLength: 4, selector: identity }) })
  .map(({ ingresses, services }) => asStored([...ingresses, ...services]))
const arbitraryChange = fc.array(fc.oneof(arbitraryIngress, arbitraryService), { minLength: 1, maxLength: 2 }).map(asStored)

const merged = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): ReadonlyMap<string, T> => (after.size === 0 ? before : new Map([...before, ...after]))

function changed(cluster: ClusterObjects, change: Manifests): ClusterObjects {
  const { ingresses, services, endpointSlices } = clusterOf(change)
  return { ...cluster, ingresses: merged(cluster.ingresses, ingresses), services: merged(cluster.services, services), endpointSlices: merged(cluster.endpointSlices, endpointSlices) }
}

const read = (objects: ClusterObjects, memo = readMemo()): Reading =>
  readCluster(objects, { workspace: 'cluster', ingressClass: 'sluice', dialect: 'nginx', revision: 1, memo })
const plain = ({ config, ours }: Reading) => JSON.parse(JSON.stringify({ config, ours })) as unknown

describe('a reading of Ingresses of ingress-nginx', () => {
  test('is the same in whatever order the objects come', () => {
    const shuffled = arbitraryObjects.chain((objects) => fc.tuple(fc.constant(objects), fc.shuffledSubarray(objects, { minLength: objects.length })))
    fc.assert(
      fc.property(shuffled, ([objects, others]) => {
        expect(plain(readAll(clusterOf(others), readMemo(), 'nginx'))).toEqual(plain(readAll(clusterOf(objects), readMemo(), 'nginx')))
      }),
    )
  })

  test('with what was kept is what it is from scratch, and keeps what did not change', () => {
    let canaries = 0
    fc.assert(
      fc.property(arbitraryObjects, fc.array(arbitraryChange, { minLength: 1, maxLength: 5 }), (objects, changes) => {
        const memo = readMemo()
        let cluster = clusterOf(objects)
        let before = read(cluster, memo)
        for (const change of changes) {
          cluster = changed(cluster, change)
          const after = read(cluster, memo)
          expect(plain(after)).toEqual(plain(read(cluster)))
          canaries += after.config.canaries.length
          for (const kind of ['routes', 'canaries', 'services', 'upstreams'] as const) {
            const known = new Map(before.config[kind].map((declared) => [JSON.stringify(declared), declared]))
            for (const declared of after.config[kind]) {
              const same = known.get(JSON.stringify(declared))
              const { origin } = declared.source
              const isTouched = change.some(({ metadata }) => metadata.namespace === origin?.namespace)
              if (same && !isTouched) expect(declared).toBe(same)
            }
          }
          before = after
        }
      }),
    )
    expect(canaries).toBeGreaterThan(0)
  })

  test('gives names that are each of one object', () => {
    fc.assert(
      fc.property(arbitraryObjects, (objects) => {
        const { config } = read(clusterOf(objects))
        for (const kind of ['routes', 'canaries', 'services'] as const) {
          const names = config[kind].map(({ object }) => object.name)
          expect(new Set(names).size).toBe(names.length)
        }
        for (const { object } of config.canaries) expect(config.routes.map((route) => route.object.name)).toContain(object.route)
      }),
    )
  })

  test('keeps what a canary that changes has nothing to do with', () => {
    const text = (weight: number) => `
kind: Service
metadata: { name: shop }
spec: { ports: [{ port: 80 }, { name: two, port: 81 }] }
---
kind: Ingress
metadata: { name: main }
spec:
  ingressClassName: sluice
  rules:
    - host: a.test
      http:
        paths:
          - { path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
          - { path: /x, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }
---
kind: Ingress
metadata: { name: one, annotations: { ${PREFIX}canary: "true", ${PREFIX}canary-weight: "${weight}" } }
spec:
  ingressClassName: sluice
  rules: [{ host: a.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 81 } } } }] } }]
---
kind: Ingress
metadata: { name: two, annotations: { ${PREFIX}canary: "true" } }
spec:
  ingressClassName: sluice
  rules: [{ host: a.test, http: { paths: [{ path: /x, pathType: Prefix, backend: { service: { name: shop, port: { number: 81 } } } }] } }]
`
    const memo = readMemo()
    const cluster = clusterFrom(text(10))
    const before = read(cluster, memo)
    const one = clusterFrom(text(20)).ingresses.get('default/one') as V1Ingress
    const after = read({ ...cluster, ingresses: new Map([...cluster.ingresses, ['default/one', one]]) }, memo)
    expect(after.config.canaries.map(({ object }) => object.weight)).toEqual([20, 0])
    expect(after.config.canaries[1]).toBe(before.config.canaries[1])
    expect(after.config.routes.every((route, place) => route === before.config.routes[place])).toBe(true)
  })
})
