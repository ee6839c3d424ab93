import fc from 'fast-check'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import type { Manifests } from './write-world.ts'
import type { PortReading } from '../services/port-reading.ts'

const text = fc.constantFrom('kept', '', 'a: [', '{"spec":{}}', '  x  ')

// Texts that say something, that say it oddly, and that say nothing that holds.
const OURS: fc.Arbitrary<Record<string, string>> = fc.record(
  {
    'sluice.dev/retries': fc.constantFrom('2', '0x2', '5', 'many', ' 3 '),
    'sluice.dev/read-timeout-ms': fc.constantFrom('1000', '1_000', '60000'),
    'sluice.dev/protocol': fc.constantFrom('https', 'http', 'grpc', 'nonsense'),
    'sluice.dev/tls-verify': fc.constantFrom('false', 'true', 'no'),
    'sluice.dev/tags': fc.constantFrom('a, b', '[a, b]', 'a,,b', ''),
    'sluice.dev/enabled': fc.constantFrom('false', '"false"', 'False'),
    'sluice.dev/algorithm': fc.constantFrom('least-connections', 'round-robin', 'none', 'consistent-hashing'),
    'sluice.dev/hash-on': fc.constantFrom('ip', 'header', 'none'),
    'sluice.dev/hash-on-header': fc.constantFrom('X-User', 'x-user'),
    'sluice.dev/slots': fc.constantFrom('100', '1e3', '10_000', 'a: ['),
    'sluice.dev/healthchecks': fc.constantFrom('{ active: { healthy: { interval: 5 } } }', 'threshold: 50', '{}', '[]'),
    'sluice.dev/target-weights': fc.constantFrom('{ 192.0.2.1: 0 }', '{ "192.0.2.2:80": 20, 192.0.2.9: 7 }', '192.0.2.1: -1'),
    'sluice.dev/service-upstream': fc.constantFrom('true', 'false', 'yes'),
    'sluice.dev/nonsense': text,
  },
  { requiredKeys: [] },
)

const THEIRS: fc.Arbitrary<Record<string, string>> = fc.record(
  { team: text, 'nginx.ingress.kubernetes.io/service-upstream': text, 'meta.helm.sh/release-name': text, 'kubectl.kubernetes.io/last-applied-configuration': text },
  { requiredKeys: [] },
)

const arbitraryPort = fc.record(
  {
    name: fc.constantFrom('web', 'admin', 'rpc', 'dns'),
    port: fc.constantFrom(80, 81, 443, 9000),
    protocol: fc.constantFrom('TCP', 'TCP', 'TCP', 'UDP'),
    targetPort: fc.constantFrom<(number | string)[]>(80, 8080, 'http'),
    nodePort: fc.constantFrom(30_080, 30_443),
    appProtocol: fc.constantFrom('https', 'kubernetes.io/h2c', 'mysql', 'http'),
    foreign: fc.jsonValue({ maxDepth: 1 }),
  },
  { requiredKeys: ['name', 'port', 'protocol'] },
)

const arbitrarySpec = fc
  .record(
    {
      type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'),
      headless: fc.boolean(),
      selector: fc.constantFrom({ app: 'shop' }, {}),
      externalIPs: fc.constantFrom<string[][]>(['203.0.113.7'], []),
      sessionAffinity: fc.constantFrom('ClientIP', 'None'),
      publishNotReadyAddresses: fc.boolean(),
      foreign: fc.jsonValue({ maxDepth: 2 }),
      ports: fc.uniqueArray(arbitraryPort, { minLength: 1, maxLength: 3, selector: ({ port, protocol }) => `${port} ${protocol}` }),
    },
    { requiredKeys: ['type', 'headless', 'ports'] },
  )
  .map(({ headless, ports, ...spec }) => {
    const isHeadless = headless && spec.type === 'ClusterIP'
    const named = ports.map(({ name, nodePort, ...port }, place) => ({
      ...(ports.length > 1 ? { name: `${name}-${place}` } : {}),
      ...port,
      ...(nodePort && (spec.type === 'NodePort' || spec.type === 'LoadBalancer') ? { nodePort: nodePort + place } : {}),
    }))
    if (spec.type === 'ExternalName') return { ...spec, externalName: 'api.example.com', ports: named }
    return { ...spec, clusterIP: isHeadless ? 'None' : '10.96.0.7', ports: named }
  })

const HOSTS = ['192.0.2.1', '192.0.2.2', '192.0.2.3', '2001:db8::1', 'a.example.com']
const arbitraryEndpoint = fc.record(
  {
    host: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4'),
    conditions: fc.constantFrom({ ready: true }, { ready: false }, { ready: false, serving: true, terminating: true }, {}),
    zone: fc.constantFrom('a', 'b'),
    hints: fc.constantFrom({ forZones: [{ name: 'a' }] }),
    targetRef: fc.constantFrom({ kind: 'Pod', name: 'shop-0' }),
  },
  { requiredKeys: ['host'] },
)
const arbitrarySlice = fc.record({
  keeper: fc.constantFrom('sluice.dev', 'sluice.dev', 'endpointslicemirroring-controller.k8s.io', undefined),
  endpoints: fc.array(arbitraryEndpoint, { maxLength: 4 }),
  place: fc.nat({ max: 2 }),
  port: fc.constantFrom(80, 8080),
  labels: THEIRS,
})

const aged = { creationTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '1' }

/** One V1Service that somebody keeps, with slices of ours and of others. */
export const arbitraryService: fc.Arbitrary<Manifests> = fc
  .record({
    spec: arbitrarySpec,
    ours: OURS,
    theirs: THEIRS,
    labels: fc.constantFrom({}, { 'app.kubernetes.io/managed-by': 'sluice' }, { 'app.kubernetes.io/managed-by': 'Helm', app: 'shop' }),
    managedFields: fc.array(fc.record({ manager: fc.constantFrom('helm', 'sluice', 'kubectl'), operation: fc.constantFrom('Apply', 'Update'), fieldsV1: fc.dictionary(fc.string(), fc.constant({})) })),
    slices: fc.array(arbitrarySlice, { maxLength: 3 }),
  })
  .map(({ spec, ours, theirs, labels, managedFields, slices }) => {
    const metadata = { name: 'shop', namespace: 'default', uid: 'u', ...aged, labels, annotations: { ...theirs, ...ours }, managedFields, finalizers: ['kept/kept'] }
    const made = slices.map(({ keeper, endpoints, place, port, labels: others }, index) => ({
      kind: 'EndpointSlice',
      metadata: {
        name: `shop-${index}`,
        namespace: 'default',
        uid: `u${index}`,
        ...aged,
        labels: { ...others, 'kubernetes.io/service-name': 'shop', ...(keeper ? { 'endpointslice.kubernetes.io/managed-by': keeper } : {}) },
      },
      addressType: 'IPv4',
      endpoints: endpoints.map(({ host, ...endpoint }) => ({ addresses: [host], ...endpoint })),
      ports: [{ name: spec.ports[place % spec.ports.length]!.name ?? '', port, protocol: 'TCP', appProtocol: 'kept' }],
    }))
    return [{ kind: 'Service', metadata, spec, status: { loadBalancer: {} } }, ...made] as unknown as Manifests
  })

type Edit = { fields: string[]; service: (now: Service) => object; upstream: (now: Upstream) => object }

const onService = (fields: string[], service: Edit['service']): Edit => ({ fields, service, upstream: () => ({}) })
const onUpstream = (fields: string[], upstream: Edit['upstream']): Edit => ({ fields, service: () => ({}), upstream })

/** What somebody may change in the form of a service or its upstream; `fields`: those of ours that change. */
export const arbitraryEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.constantFrom(2, 5, 7).map((retries) => onService(['retries'], () => ({ retries }))),
  fc.constantFrom(1000, 60_000).map((readTimeoutMs) => onService(['readTimeoutMs'], () => ({ readTimeoutMs }))),
  fc.constantFrom([], ['a', 'b'], ['c d']).map((tags) => ({ fields: ['tags'], service: () => ({ tags }), upstream: () => ({ tags }) })),
  fc.boolean().map((enabled) => onService(['enabled'], () => ({ enabled }))),
  fc.constantFrom<Service['protocol'][]>('http', 'https', 'grpc').map((protocol) =>
    onService(['protocol', 'tlsVerify', 'path'], () => ({ protocol, tlsVerify: undefined, path: undefined })),
  ),
  fc.constantFrom({ app: 'other' }, { app: 'shop', tier: 'web' }).map((selector) =>
    onService(['kubernetes.selector'], ({ kubernetes }) => (kubernetes!.selector ? { kubernetes: { ...kubernetes, selector } } : {})),
  ),
  fc.constantFrom<(number | string)[]>(9999, 'pods').map((targetPort) =>
    onService(['kubernetes.targetPort'], ({ kubernetes }) => (kubernetes!.type === 'ExternalName' ? {} : { kubernetes: { ...kubernetes, targetPort } })),
  ),
  fc.constantFrom([], ['203.0.113.7', '203.0.113.8']).map((externalIPs) =>
    onService(['kubernetes.externalIPs'], ({ kubernetes }) => ({ kubernetes: { ...kubernetes, externalIPs } })),
  ),
  fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer').map((type) =>
    onService(['kubernetes.type', 'kubernetes.nodePort'], ({ kubernetes, host }) => {
      const { nodePort: _, ...kept } = kubernetes!
      return kept.headless || host || kept.type === 'ExternalName' ? {} : { kubernetes: { ...kept, type } }
    }),
  ),
  fc.constantFrom('b.example.com').map((host) => onService(['host'], (now) => (now.host ? { host } : {}))),
  fc.constantFrom(100, 10_000).map((slots) => onUpstream(['slots'], () => ({ slots }))),
  fc.constantFrom<Upstream['algorithm'][]>('latency', 'least-connections').map((algorithm) =>
    onUpstream(['algorithm', 'hashOn', 'hashFallback'], () => ({ algorithm, hashOn: 'none', hashFallback: 'none' })),
  ),
  fc.constantFrom(0, 20, 100).map((weight) =>
    onUpstream(['targets'], ({ targets }) => ({ targets: targets.map((target, place) => (place === 0 ? { ...target, weight } : target)) })),
  ),
  fc.uniqueArray(fc.constantFrom(...HOSTS), { maxLength: 4 }).map((hosts) =>
    onUpstream(['targets'], () => ({ targets: hosts.map((host) => ({ host, port: 80, weight: 100, enabled: true })) })),
  ),
)

/** What a form would send of one port. */
export function editedPort({ service, upstream }: Pick<PortReading, 'service' | 'upstream'>, edit: Edit): { service: Service; upstream: Upstream | null } | null {
  const read = Service.safeParse({ ...service, ...edit.service(service) })
  const other = upstream && Upstream.safeParse({ ...upstream, ...edit.upstream(upstream) })
  return read.success && (!other || other.success) ? { service: read.data, upstream: other?.data ?? null } : null
}
