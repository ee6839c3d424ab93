import fc from 'fast-check'
import { stringify } from 'yaml'
import type { ClusterObjects } from '../../objects.ts'
import { clusterOf, parseManifests } from './cluster-objects.ts'

type Manifests = ReturnType<typeof parseManifests>

// A small vocabulary, so that objects of different namespaces and ages meet often.
const NAMESPACES = ['a', 'b']
const SERVICES = ['shop', 'api', 'nowhere']
const HOSTS = [undefined, 'a.test', 'b.test', '*.test']
const PATHS = ['/', '/a', '/a/b', '/api(/|$)(.*)']
const ANNOTATIONS: Record<string, string>[] = [
  {},
  {},
  { 'sluice.dev/methods': 'GET' },
  { 'sluice.dev/rewrite-target': '/$2' },
  { 'sluice.dev/canary-service': 'api:80', 'sluice.dev/canary-weight': '10' },
  { 'sluice.dev/canary-weight': 'much', 'sluice.dev/nonsense': '' },
  { 'sluice.dev/basic-auth': '{ secret: users }', 'sluice.dev/mirror': '{ service: "api:web" }', 'sluice.dev/hsts': 'true' },
  { 'sluice.dev/basic-auth': '{ secret: users }', 'sluice.dev/key-auth': '{ secret: nowhere }' },
]
const SERVICE_ANNOTATIONS: Record<string, string>[] = [
  {},
  { 'sluice.dev/retries': '1' },
  { 'sluice.dev/retries': 'many' },
  { 'sluice.dev/protocol': 'https', 'sluice.dev/client-certificate': 'pair' },
]

const arbitraryPort = fc.constantFrom({ number: 80 }, { name: 'web' }, { number: 81 })
const arbitraryBackend = fc.record({ name: fc.constantFrom(...SERVICES), port: arbitraryPort }).map((service) => ({ service }))
const arbitraryPath = fc.record({
  path: fc.constantFrom(...PATHS),
  pathType: fc.constantFrom('Exact', 'Prefix', 'ImplementationSpecific'),
  backend: arbitraryBackend,
})
const arbitraryRule = fc.record({ host: fc.constantFrom(...HOSTS), http: fc.record({ paths: fc.array(arbitraryPath, { minLength: 1, maxLength: 3 }) }) })
const arbitraryTls = fc.record({
  hosts: fc.option(fc.uniqueArray(fc.constantFrom('a.test', 'b.test'), { minLength: 1 }), { nil: undefined }),
  secretName: fc.constantFrom('pair', 'broken', 'nowhere'),
})

/** Objects of one age are told apart by name, so that ages repeat. */
const aged = (metadata: object, age: number) => ({ ...metadata, creationTimestamp: `2026-01-01T00:00:0${age}Z` })

export const arbitraryIngress = fc
  .record({
    name: fc.constantFrom('one', 'two', 'three', 'four'),
    namespace: fc.constantFrom(...NAMESPACES),
    age: fc.nat({ max: 3 }),
    annotations: fc.constantFrom(...ANNOTATIONS),
    ingressClassName: fc.constantFrom('sluice', 'sluice', 'sluice', 'nginx', undefined),
    defaultBackend: fc.option(arbitraryBackend, { nil: undefined }),
    rules: fc.array(arbitraryRule, { maxLength: 2 }),
    tls: fc.array(arbitraryTls, { maxLength: 2 }),
  })
  .map(({ name, namespace, age, annotations, ...spec }) => ({ kind: 'Ingress', metadata: aged({ name, namespace, annotations }, age), spec }))

const arbitraryService = fc
  .record({ name: fc.constantFrom('shop', 'api'), namespace: fc.constantFrom(...NAMESPACES), annotations: fc.constantFrom(...SERVICE_ANNOTATIONS), port: fc.constantFrom(80, 81) })
  .map(({ name, namespace, annotations, port }) => ({
    kind: 'Service',
    metadata: aged({ name, namespace, annotations, uid: 'uid-1' }, 0),
    spec: { selector: { app: name }, ports: [{ name: 'web', port }] },
  }))

const secret = (namespace: string, name: string, key: string) => ({ kind: 'Secret', metadata: aged({ name, namespace }, 0), stringData: { 'tls.crt': '{{cert}}', 'tls.key': key } })
const SECRETS = NAMESPACES.flatMap((namespace) => [secret(namespace, 'pair', '{{key}}'), secret(namespace, 'broken', 'no key')])

const arbitraryUsers = fc
  .record({ namespace: fc.constantFrom(...NAMESPACES), stringData: fc.constantFrom({ ada: 'one' }, { ada: 'two', bob: 'one' }, { auth: 'ada:{PLAIN}one' }, {}) })
  .map(({ namespace, stringData }) => ({ kind: 'Secret', metadata: aged({ name: 'users', namespace }, 0), stringData }))

const CLASS = {
  kind: 'IngressClass',
  metadata: aged({ name: 'sluice', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } }, 0),
  spec: { controller: 'sluice.dev/ingress-controller' },
}

const identity = ({ kind, metadata }: { kind: string; metadata: object }) => `${kind} ${JSON.stringify({ ...metadata, annotations: null, creationTimestamp: null })}`

const asStored = (objects: readonly object[]): Manifests => parseManifests(objects.map((object) => stringify(object)).join('---\n'))

/** The objects of a small cluster, in some order. */
export const arbitraryObjects: fc.Arbitrary<Manifests> = fc
  .record({
    ingresses: fc.uniqueArray(arbitraryIngress, { maxLength: 6, selector: identity }),
    services: fc.uniqueArray(arbitraryService, { maxLength: 4, selector: identity }),
    users: fc.uniqueArray(arbitraryUsers, { maxLength: 2, selector: identity }),
    hasClass: fc.boolean(),
  })
  .map(({ ingresses, services, users, hasClass }) => asStored([...ingresses, ...services, ...users, ...SECRETS, ...(hasClass ? [CLASS] : [])]))

/** Some of the objects of a cluster, which replace others of the same name or are added. */
export const arbitraryChange: fc.Arbitrary<Manifests> = fc
  .array(fc.oneof(arbitraryIngress, arbitraryService, arbitraryUsers), { minLength: 1, maxLength: 2 })
  .map((objects) => asStored(objects))

const merged = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
  after.size === 0 ? before : new Map([...before, ...after])

/** A cluster after some of its objects changed: all others stay the very same objects. */
export function changed(cluster: ClusterObjects, change: Manifests): ClusterObjects {
  const { ingresses, services, endpointSlices, secrets } = clusterOf(change)
  return {
    ...cluster,
    ingresses: merged(cluster.ingresses, ingresses),
    services: merged(cluster.services, services),
    endpointSlices: merged(cluster.endpointSlices, endpointSlices),
    secrets: merged(cluster.secrets, secrets),
  }
}
