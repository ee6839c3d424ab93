import { ruleText } from '#lib/model/rule.ts'
import type { Declared, Diagnostic, SourceRef } from '#lib/model/routing-config.ts'
import { Service, type ServiceProtocol } from '#lib/model/service.ts'
import { Upstream, type Target } from '#lib/model/upstream.ts'
import { ownTexts, readPart, unknownTexts, type Texts } from '../annotations/apply.ts'
import { PARTS } from '../annotations/definition.ts'
import { weightOf, type TargetWeights } from '../annotations/target-weights.ts'
import type { ObjectKey, SecretState, V1EndpointSlice, V1Service, V1ServicePort } from '../objects.ts'
import { annotationFinding } from './annotation-finding.ts'
import type { Backend, ServicePort } from './backend.ts'
import { sourceOf } from './finding.ts'
import { serviceInCluster } from './in-cluster.ts'
import { certificateName } from './names.ts'
import { authoritiesOf, keyPairOf, readSecret, type SecretUse } from './secret.ts'
import { clusterIpTarget, endpointTargets, targetOf } from './targets.ts'

/** What is said of a V1Service port, beside where its targets are. */
export type ServiceSettings = {
  service: Service
  upstream: Upstream
  /** Some annotation is about the upstream: an ExternalName then has one, to honour it. */
  hasUpstreamSettings: boolean
  usesClusterIp: boolean
  weights: TargetWeights
  /** The Secrets that it refers to. */
  secrets: ObjectKey[]
  /** Of those, the one whose pair Sluice shows to the targets. */
  clientCertificate: ObjectKey | null
  diagnostics: Diagnostic[]
}

// IANA names, and those of KEP-3726; port names say nothing that Kubernetes defines.
const APP_PROTOCOLS: ReadonlyMap<string, ServiceProtocol> = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['grpc', 'grpc'],
  ['grpcs', 'grpcs'],
  ['kubernetes.io/h2c', 'grpc'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'https'],
])

/** The protocol that the field of a port names; undefined where it names none of ours. */
export const appProtocolOf = (listed: V1ServicePort | undefined): ServiceProtocol | undefined =>
  APP_PROTOCOLS.get(listed?.appProtocol?.toLowerCase() ?? '')

const BASE_SERVICE = Service.parse(PARTS.service.base)
const BASE_UPSTREAM = Upstream.parse(PARTS.upstream.base)
const BASE_READING = PARTS.v1Service.schema.parse(PARTS.v1Service.base)
const WITH_TLS: ServiceProtocol[] = ['https', 'grpcs', 'tls']

function readOwn(own: Texts, defaults: Texts, listed: V1ServicePort | undefined) {
  const protocol = appProtocolOf(listed)
  const { protocol: _, ...others } = defaults
  const service = readPart('service', own, protocol ? others : defaults, protocol ? { protocol } : {})
  const upstream = readPart('upstream', own, defaults)
  const v1Service = readPart('v1Service', own, defaults)
  return {
    service: service.value ?? (protocol ? { ...BASE_SERVICE, protocol } : BASE_SERVICE),
    upstream: upstream.value,
    reading: v1Service.value ?? BASE_READING,
    problems: [...unknownTexts('Service', own), ...service.problems, ...upstream.problems, ...v1Service.problems],
  }
}

type Own = { defaults: Texts; byProtocol: Map<string, ReturnType<typeof readOwn>> }

// Ports of one V1Service have its annotations in common.
const READ = new WeakMap<V1Service, Own>()

function readOnce(v1: V1Service, own: Texts, defaults: Texts, listed: V1ServicePort | undefined): ReturnType<typeof readOwn> {
  const known = READ.get(v1)
  const kept = known?.defaults === defaults ? known : { defaults, byProtocol: new Map<string, ReturnType<typeof readOwn>>() }
  READ.set(v1, kept)
  const protocol = appProtocolOf(listed) ?? ''
  const read = kept.byProtocol.get(protocol) ?? readOwn(own, defaults, listed)
  kept.byProtocol.set(protocol, read)
  return read
}

/**
 * Reads the annotations of a V1Service for one of its ports.
 * @param given what stands for its annotations, without the prefix; null: they do themselves
 */
export function readSettings(
  workspace: string,
  { service: v1, listed }: ServicePort,
  defaults: Texts,
  secrets: ReadonlyMap<ObjectKey, SecretState>,
  given: Texts | null = null,
): ServiceSettings {
  const { namespace, name, annotations } = v1.metadata
  const source = sourceOf(workspace, { kind: 'Service', namespace, name })
  const own = given ?? ownTexts(annotations)
  const { service, upstream, reading, problems } = given ? readOwn(own, defaults, listed) : readOnce(v1, own, defaults, listed)
  const settings: ServiceSettings = {
    service,
    upstream: upstream ?? BASE_UPSTREAM,
    hasUpstreamSettings: upstream !== null || Object.keys(reading.targetWeights).length > 0,
    usesClusterIp: reading.serviceUpstream,
    weights: reading.targetWeights,
    secrets: [],
    clientCertificate: null,
    diagnostics: problems.map((problem) => annotationFinding(source, problem)),
  }
  const refuse = (annotation: string, reason: string) => {
    if (own[annotation] !== undefined) settings.diagnostics.push(annotationFinding(source, { name: annotation, reason }))
  }
  const use = (annotation: string, secret: string | undefined): (SecretUse & { key: ObjectKey }) | null => {
    if (secret === undefined) return null
    if (!WITH_TLS.includes(service.protocol)) {
      refuse(annotation, ruleText('tlsOfPlain'))
      return null
    }
    const key = `${namespace}/${secret}`
    settings.secrets.push(key)
    return { source, field: `metadata.annotations.sluice.dev/${annotation}`, namespace, name: secret, key }
  }
  const authorities = use('ca-certificates', reading.caCertificates)
  if (authorities) {
    const found = readSecret(secrets.get(authorities.key), authorities, authoritiesOf)
    if (typeof found === 'string') settings.service = { ...settings.service, caCertificates: found }
    else if (found) settings.diagnostics.push(found)
  }
  const client = use('client-certificate', reading.clientCertificate)
  if (client) {
    const found = readSecret(secrets.get(client.key), client, keyPairOf)
    if (found && 'code' in found) settings.diagnostics.push(found)
    else if (found) {
      settings.service = { ...settings.service, clientCertificate: certificateName(client.key) }
      settings.clientCertificate = client.key
    }
  }
  if (reading.serviceUpstream && !clusterIpTarget(v1, 0)) refuse('service-upstream', 'This Service has no cluster IP; its endpoints are used')
  return settings
}

/** Where the requests of a V1Service port go, where that is not one host outside. */
function readTargets({ service, port, listed }: ServicePort, { usesClusterIp }: ServiceSettings, slices: readonly V1EndpointSlice[]): Target[] {
  const clusterIp = usesClusterIp ? clusterIpTarget(service, port) : null
  if (clusterIp) return [clusterIp]
  return listed ? endpointTargets(slices, listed, service) : []
}

// The API server gives a port without one the same number as target.
const externalPort = ({ port, listed }: ServicePort) => (typeof listed?.targetPort === 'number' && listed.targetPort > 0 ? listed.targetPort : port)

/** The service of ours for a backend: by its upstream, or an ExternalName's host. */
export function declareService(workspace: string, { name, origin, found }: Backend, settings: ServiceSettings | null): Declared<Service> {
  const source: SourceRef = { workspace, kind: 'services', name, origin }
  if (!found || !settings) return { object: { ...BASE_SERVICE, name, upstream: name }, source, createdAt: NEVER }
  const createdAt = found.service.metadata.creationTimestamp
  const { upstream: _, ...settled } = settings.service
  const common = { ...settled, name, kubernetes: serviceInCluster(found) }
  const host = externalHost(found.service)
  if (host === null || settings.hasUpstreamSettings) return { object: { ...common, upstream: name }, source, createdAt }
  return { object: { ...common, host, port: externalPort(found) }, source, createdAt }
}

// Of what is not there; nothing is ordered by it.
const NEVER = '1970-01-01T00:00:00Z'

const externalHost = ({ spec }: V1Service): string | null => (spec.type === 'ExternalName' && spec.externalName ? spec.externalName : null)

const weighted = (targets: Target[], weights: TargetWeights): Target[] =>
  Object.keys(weights).length === 0 ? targets : targets.map((target) => ({ ...target, weight: weightOf(weights, target) }))

/** The targets of a backend; null for an ExternalName that needs no upstream. A backend that is not there has none. */
export function targetsOf({ found }: Pick<Backend, 'found'>, settings: ServiceSettings | null, slices: readonly V1EndpointSlice[]): Target[] | null {
  if (!found || !settings) return []
  const host = externalHost(found.service)
  if (host === null) return weighted(readTargets(found, settings, slices), settings.weights)
  return settings.hasUpstreamSettings ? weighted([targetOf(host, externalPort(found))], settings.weights) : null
}

/** The upstream of a backend with its targets. */
export function declareUpstream(
  workspace: string,
  { name, origin, found }: Backend,
  settings: ServiceSettings | null,
  targets: Target[],
): Declared<Upstream> {
  const source: SourceRef = { workspace, kind: 'upstreams', name, origin }
  const object = { ...(settings?.upstream ?? BASE_UPSTREAM), name, targets, tags: settings?.service.tags ?? [] }
  return { object, source, createdAt: found?.service.metadata.creationTimestamp ?? NEVER }
}
