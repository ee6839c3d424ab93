import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ClusterObjects, V1Ingress } from '../objects.ts'
import { readCluster, readMemo, type Reading } from './read-cluster.ts'
import { clusterFrom, clusterOf, parseManifests, readAll } from './testing/cluster-objects.ts'
import { arbitraryChange, arbitraryObjects, changed } from './testing/random-cluster.ts'

const options = { workspace: 'cluster', ingressClass: 'sluice', revision: 1 }
const read = (objects: ClusterObjects, memo = readMemo()): Reading => readCluster(objects, { ...options, memo })
const plain = (reading: Reading) => JSON.parse(JSON.stringify({ ...reading, wanted: [...reading.wanted.secrets].sort() })) as unknown

describe('a reading', () => {
  test('is the same in whatever order the objects come', () => {
    fc.assert(
      fc.property(
        arbitraryObjects.chain((objects) => fc.tuple(fc.constant(objects), fc.shuffledSubarray(objects, { minLength: objects.length }))),
        ([objects, shuffled]) => {
          expect(plain(readAll(clusterOf(shuffled)))).toEqual(plain(readAll(clusterOf(objects))))
        },
      ),
    )
  })

  test('with what was kept is what it is from scratch, and keeps what did not change', () => {
    fc.assert(
      fc.property(arbitraryObjects, fc.array(arbitraryChange, { minLength: 1, maxLength: 5 }), (objects, changes) => {
        const memo = readMemo()
        let cluster = clusterOf(objects)
        let before = read(cluster, memo)
        for (const change of changes) {
          cluster = changed(cluster, change)
          const after = read(cluster, memo)
          expect(plain(after)).toEqual(plain(read(cluster)))
          for (const kind of ['routes', 'canaries', 'upstreams', 'certificates', 'consumers', 'credentials'] as const) {
            const known = new Map(before.config[kind].map((declared) => [JSON.stringify(declared), declared]))
            for (const declared of after.config[kind]) {
              const same = known.get(JSON.stringify(declared))
              const { origin } = declared.source
              const isTouched = change.some(({ kind, metadata }) => kind === origin?.kind && metadata.name === origin.name && metadata.namespace === origin.namespace)
              if (same && !isTouched) expect(declared).toBe(same)
            }
          }
          before = after
        }
      }),
    )
  })

  test('of an Ingress that is broken in any way leaves that of the others as it was', () => {
    const broken = fc.constantFrom<unknown>(
      {},
      null,
      { rules: 'x' },
      { rules: [{ http: { paths: [null] } }] },
      { rules: [{ host: 'x.test', http: { paths: [{ path: 1, pathType: 'Prefix', backend: {} }] } }] },
      { defaultBackend: {}, tls: [null] },
      { tls: [{ secretName: 'pair', hosts: [1] }] },
      { rules: [{ host: 'x.test', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: '' } } }] } }] },
    )
    fc.assert(
      fc.property(arbitraryObjects, broken, (objects, spec) => {
        const cluster = clusterOf(objects)
        const [bad] = parseManifests('kind: Ingress\nmetadata: { name: broken, namespace: c, creationTimestamp: "2027-01-01T00:00:00Z", annotations: { kubernetes.io/ingress.class: sluice } }')
        const ingresses = new Map([...cluster.ingresses, ['c/broken', { ...bad, spec } as unknown as V1Ingress]])
        const without = read(cluster)
        const withIt = read({ ...cluster, ingresses })
        for (const kind of ['routes', 'services', 'upstreams', 'canaries', 'certificates', 'consumers', 'credentials'] as const) {
          const others = withIt.config[kind].filter(({ object }) => !object.name.startsWith('c.'))
          expect(others).toEqual(without.config[kind])
        }
        const ofOthers = withIt.config.diagnostics!.filter(({ source }) => source.name !== 'broken' && !source.name.startsWith('c.'))
        expect(ofOthers).toEqual(without.config.diagnostics)
      }),
    )
  })
})

const SHOP = `
kind: Service
metadata: { name: shop }
spec: { ports: [{ name: web, port: 80 }] }
---
kind: EndpointSlice
metadata: { name: shop-1, labels: { kubernetes.io/service-name: shop } }
addressType: IPv4
endpoints: [{ addresses: [10.0.0.1] }]
ports: [{ name: web, port: 8080 }]
---
kind: Ingress
metadata: { name: shop }
spec:
  ingressClassName: sluice
  tls: [{ hosts: [shop.test], secretName: pair }]
  rules: [{ host: shop.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { name: web } } } }] } }]
---
kind: Secret
metadata: { name: pair }
stringData: { tls.crt: "{{cert}}", tls.key: "{{key}}" }
`

describe('what is kept', () => {
  const first = clusterFrom(SHOP)
  const begin = () => {
    const memo = readMemo()
    return { memo, before: read(first, memo).config }
  }

  test('of an equal cluster is all of it', () => {
    const { memo, before } = begin()
    const after = read(first, memo).config
    for (const kind of ['routes', 'services', 'upstreams', 'certificates', 'listeners'] as const) {
      expect(after[kind].length).toBeGreaterThan(0)
      after[kind].forEach((declared, place) => expect(declared).toBe(before[kind][place]))
    }
  })

  test('is the list of what is served and the set of what is wanted, until one of them changes', () => {
    const memo = readMemo()
    const before = read(first, memo)
    const ingresses = new Map([...first.ingresses, ['default/other', { ...first.ingresses.get('default/shop')!, spec: {} }]])
    const same = read({ ...first, ingresses: new Map(ingresses).set('default/other', { ...ingresses.get('default/other')!, spec: { ingressClassName: 'nginx' } }) }, memo)
    expect(same.ours).toBe(before.ours)
    expect(same.wanted.secrets).toBe(before.wanted.secrets)
    const written = read({ ...first, ingresses: new Map([['default/shop', { ...first.ingresses.get('default/shop')! }]]) }, memo)
    expect(written.ours).not.toBe(before.ours)
  })

  test('when only the status of an Ingress is written is all of it; when an annotation is, its route is read anew', () => {
    const { memo } = begin()
    const ingress = first.ingresses.get('default/shop')!
    const of = (metadata: Partial<V1Ingress['metadata']>, more: Partial<V1Ingress> = {}) =>
      read({ ...first, ingresses: new Map([['default/shop', { ...ingress, ...more, metadata: { ...ingress.metadata, generation: 1, ...metadata } }]]) }, memo)
    const before = of({}).config
    const written = of({ resourceVersion: '77' }, { status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } })
    expect(written.config.routes[0]).toBe(before.routes[0])
    expect(written.ours[0]!.status).toBeDefined()
    const annotated = of({ annotations: { 'sluice.dev/strip-path': 'true' } }).config
    expect(annotated.routes[0]!.object.stripPath).toBe(true)
    expect(of({ annotations: { 'sluice.dev/strip-path': 'true' }, uid: 'another' }).config.routes[0]).not.toBe(annotated.routes[0])
  })

  test('when a V1Service changes in what nobody reads is the route and the upstream', () => {
    const { memo, before } = begin()
    const service = structuredClone(first.services.get('default/shop')!)
    const after = read({ ...first, services: new Map([['default/shop', service]]) }, memo).config
    expect(after.routes[0]).toBe(before.routes[0])
    expect(after.services[0]).toEqual(before.services[0])
  })

  test('when its port gets another number is nothing that leads there', () => {
    const { memo, before } = begin()
    const service = structuredClone(first.services.get('default/shop')!)
    service.spec.ports![0]!.port = 8081
    const after = read({ ...first, services: new Map([['default/shop', service]]) }, memo).config
    expect(before.routes[0]!.object.service).toBe('default.shop.80')
    expect(after.routes[0]!.object.service).toBe('default.shop.8081')
    expect(after.upstreams.map(({ object }) => object.name)).toEqual(['default.shop.8081'])
  })

  test('when slices change without another address is the upstream; with one, all but the upstream', () => {
    const { memo, before } = begin()
    const [slice] = first.endpointSlices.get('default/shop')!
    const relabelled = { ...slice!, metadata: { ...slice!.metadata, resourceVersion: '77' } }
    const same = read({ ...first, endpointSlices: new Map([['default/shop', [relabelled]]]) }, memo).config
    expect(same.upstreams[0]).toBe(before.upstreams[0])
    const moved = { ...slice!, endpoints: [{ addresses: ['10.0.0.2'] }] }
    const after = read({ ...first, endpointSlices: new Map([['default/shop', [moved]]]) }, memo).config
    expect(after.upstreams[0]!.object.targets.map(({ host }) => host)).toEqual(['10.0.0.2'])
    expect(after.services[0]).toBe(before.services[0])
    expect(after.routes[0]).toBe(before.routes[0])
  })

  test('when the Secret is renewed is all but the certificate', () => {
    const { memo, before } = begin()
    const renewed = structuredClone(first.secrets.get('default/pair')!)
    const after = read({ ...first, secrets: new Map([['default/pair', renewed]]) }, memo).config
    expect(after.certificates[0]).not.toBe(before.certificates[0])
    expect(after.routes[0]).toBe(before.routes[0])
  })

  test('under other class parameters is nothing', () => {
    const { memo, before } = begin()
    const parameters = `
kind: IngressClass
metadata: { name: sluice }
spec: { controller: sluice.dev/ingress-controller, parameters: { kind: ConfigMap, name: defaults, namespace: sluice } }
---
kind: ConfigMap
metadata: { name: defaults, namespace: sluice }
data: { strip-path: "true" }
`
    const { ingressClasses, configMaps } = clusterFrom(parameters)
    const after = read({ ...first, ingressClasses, configMaps }, memo).config
    expect(before.routes[0]!.object.stripPath).toBe(false)
    expect(after.routes[0]!.object.stripPath).toBe(true)
  })
})

test('a Secret that is not known yet is wanted, and nothing is said of it', () => {
  const reading = read({ ...clusterFrom(SHOP), secrets: new Map(), ingressClasses: null })
  expect([...reading.wanted.secrets]).toEqual(['default/pair'])
  expect(reading.config.certificates).toEqual([])
  expect(reading.config.diagnostics).toEqual([])
})

test('where classes cannot be read, an Ingress is served by the name of its class', () => {
  const reading = read({ ...clusterFrom(SHOP), ingressClasses: null })
  expect(reading.ours.map(({ metadata }) => metadata.name)).toEqual(['shop'])
  expect(reading.config.diagnostics).toEqual([])
})
