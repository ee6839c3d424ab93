import type { ClusterDialect } from '#lib/model/workspace.ts'
import { parseAllDocuments } from 'yaml'
import { TEST_CERTIFICATE } from '#lib/testing/test-certificate.ts'
import { MANAGED_BY, SLUICE } from '../../managed-by.ts'
import type { ClusterObjects, Metadata, SecretState, V1ConfigMap, V1EndpointSlice, V1Ingress, V1IngressClass, V1Secret, V1Service } from '../../objects.ts'
import { readCluster, readMemo, type Reading } from '../read-cluster.ts'

type Manifest = { kind: string; metadata: Partial<Metadata> & { name: string }; spec?: Record<string, unknown> }
type Stored = { kind: string; metadata: Metadata; spec?: Record<string, unknown> }

const CLUSTER_SCOPED = new Set(['IngressClass', 'Namespace', 'Node'])
/** A Secret or ConfigMap with this annotation is one that the account may not read. */
const FORBIDDEN = 'test/forbidden'

/** As the API server would have stored them, each a second younger than the one before. */
export function parseManifests(text: string): Stored[] {
  const manifests = parseAllDocuments(text).flatMap((document) => (document.toJS() as Manifest | null) ?? [])
  return manifests.map((manifest, index) => ({
    ...manifest,
    metadata: {
      namespace: CLUSTER_SCOPED.has(manifest.kind) ? '' : 'default',
      uid: `uid-${index}`,
      resourceVersion: String(index + 1),
      creationTimestamp: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString().replace('.000', ''),
      ...manifest.metadata,
    },
  }))
}

/** `{{cert}}` and `{{key}}` stand for a real pair. */
function storedSecret(secret: V1Secret & { stringData?: Record<string, string> }): V1Secret {
  const { stringData = {}, data, ...rest } = secret
  const fill = (text: string) => text.replace('{{cert}}', TEST_CERTIFICATE.cert).replace('{{key}}', TEST_CERTIFICATE.key)
  return { ...rest, data: { ...data, ...Object.fromEntries(Object.entries(stringData).map(([key, text]) => [key, Buffer.from(fill(text)).toString('base64')])) } }
}

/** What the controllers of a cluster would make of a V1Service with a selector: one slice with two pods that are ready. */
function slicesFor(service: V1Service, index: number): V1EndpointSlice[] {
  const { spec, metadata } = service
  if (!('selector' in spec)) return []
  const ports = (spec.ports ?? []).map(({ name, port, targetPort, protocol }) => ({
    name: name ?? '',
    port: typeof targetPort === 'number' ? targetPort : port,
    protocol: protocol ?? 'TCP',
  }))
  const endpoints = [1, 2].map((pod) => ({ addresses: [`10.0.${index}.${pod}`], conditions: { ready: true } }))
  return [{ metadata: { ...metadata, name: `${metadata.name}-abcde` }, addressType: 'IPv4', endpoints, ports }]
}

const keyOf = ({ metadata }: Stored) => (metadata.namespace === '' ? metadata.name : `${metadata.namespace}/${metadata.name}`)

/** A cluster that holds these objects, in their order. Kinds that nobody reads are left out. */
export function clusterOf(objects: readonly Stored[]): ClusterObjects {
  const ofKind = <T>(kind: string) => new Map(objects.filter((object) => object.kind === kind).map((object) => [keyOf(object), object as unknown as T]))
  const services = ofKind<V1Service>('Service')
  const endpointSlices = new Map<string, V1EndpointSlice[]>()
  for (const slice of ofKind<V1EndpointSlice>('EndpointSlice').values()) {
    const key = `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`
    endpointSlices.set(key, [...(endpointSlices.get(key) ?? []), slice])
  }
  for (const [key, service] of services) {
    const index = Number(service.metadata.uid.replace(/\D/g, ''))
    if (!endpointSlices.has(key)) endpointSlices.set(key, slicesFor(service, index))
  }
  const stateOf = <T extends { metadata: Metadata }>(object: T) => (object.metadata.annotations?.[FORBIDDEN] === undefined ? object : 'forbidden')
  const secrets = new Map([...ofKind<V1Secret>('Secret')].map(([key, secret]): [string, SecretState] => [key, stateOf(storedSecret(secret))]))
  const configMaps = new Map([...ofKind<V1ConfigMap>('ConfigMap')].map(([key, map]): [string, V1ConfigMap | 'forbidden'] => [key, stateOf(map)]))
  const isOwn = ({ metadata, type }: V1Secret) => metadata.labels?.[MANAGED_BY] === SLUICE && type === 'kubernetes.io/tls'
  const ownSecrets = new Map([...secrets].filter((entry): entry is [string, V1Secret] => typeof entry[1] !== 'string' && isOwn(entry[1])))
  const ingresses = ofKind<V1Ingress>('Ingress')
  return { ingresses, ingressClasses: ofKind<V1IngressClass>('IngressClass'), services, endpointSlices, secrets, ownSecrets, configMaps }
}

/** A cluster of the manifests in a text. */
export const clusterFrom = (text: string): ClusterObjects => clusterOf(parseManifests(text))

/** Reads as a store does: what is wanted and not there is known to be absent at the second time. */
export function readAll(objects: ClusterObjects, memo = readMemo(), dialect: ClusterDialect = 'sluice'): Reading {
  const options = { workspace: 'cluster', ingressClass: 'sluice', dialect, revision: 1, memo }
  let known = objects
  let reading = readCluster(known, options)
  for (let round = 0; round < 2; round++) {
    const secrets = new Map(known.secrets)
    const configMaps = new Map(known.configMaps)
    for (const key of reading.wanted.secrets) if (!secrets.has(key)) secrets.set(key, 'absent')
    for (const key of reading.wanted.configMaps) if (!configMaps.has(key)) configMaps.set(key, 'absent')
    known = { ...known, secrets, configMaps }
    reading = readCluster(known, options)
  }
  return reading
}
