import type { Certificate } from '#lib/model/certificate.ts'
import type { Declared, KubernetesRef } from '#lib/model/routing-config.ts'
import type { Service } from '#lib/model/service.ts'
import type { Upstream } from '#lib/model/upstream.ts'
import { MANAGED_BY, SLUICE } from '../managed-by.ts'
import { objectKeyOf, type ClusterObjects, type ObjectKey, type V1Secret, type V1Service } from '../objects.ts'
import { inNameOrder } from './assemble.ts'
import { isTcp, type Backend } from './backend.ts'
import { readBackend } from './backends.ts'
import { declareCertificate } from './certificates.ts'
import { statesOf, type IdleMemo, type IdlePort, type KeptBackend, type KeptIdleService, type ReadMemo, type Scope } from './memo.ts'
import { certificateName, nameIn } from './names.ts'
import type { Reading } from './read-cluster.ts'
import { keyPairOf } from './secret.ts'

/** What is there and leads nowhere yet: no part of a RoutingConfig. */
export type IdleReading = {
  services: Declared<Service>[]
  upstreams: Declared<Upstream>[]
  certificates: Declared<Certificate>[]
  /** Secrets that idle services name, to be followed beside those of the Reading. */
  wanted: { secrets: ReadonlySet<ObjectKey> }
}

function backendsOf(service: V1Service): Backend[] {
  const { namespace, name } = service.metadata
  const origin: KubernetesRef = { kind: 'Service', namespace, name }
  const ports = (service.spec.ports ?? []).filter(isTcp)
  return ports.map((listed) => {
    const { port } = listed
    return { name: nameIn(namespace, name, port), origin, found: { service, port, listed }, problem: null }
  })
}

// What is wrong with an object that nothing leads to hurts nobody, and is told once something does.
function readOrNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

function readService(key: ObjectKey, service: V1Service, objects: ClusterObjects, scope: Scope, known: KeptIdleService | undefined): KeptIdleService {
  const slices = objects.endpointSlices.get(key)
  // Ingresses of ingress-nginx speak for their V1Services.
  const isAlone = scope.dialect !== 'nginx'
  if (isAlone && known && known.slices === slices && known.keys.every((one, place) => objects.secrets.get(one) === known.secrets[place])) return known
  const backends = known?.ports.map(({ backend }) => backend) ?? readOrNull(() => backendsOf(service)) ?? []
  const ports = backends.map((backend, place): IdlePort => ({
    backend,
    kept: readOrNull(() => readBackend(backend, objects, scope, known?.ports[place]?.kept ?? undefined)),
  }))
  const keys = [...new Set(ports.flatMap(({ kept }) => kept?.settings?.secrets ?? []))]
  return { ports, slices, keys, secrets: statesOf(keys, objects.secrets) }
}

function readServices(objects: ClusterObjects, used: ReadonlySet<string>, scope: Scope, memo: IdleMemo): KeptBackend[] {
  const services: IdleMemo['services'] = new Map()
  const idle: KeptBackend[] = []
  for (const [key, service] of objects.services) {
    const read = readService(key, service, objects, scope, memo.services.get(service))
    services.set(service, read)
    for (const { backend, kept } of read.ports) if (kept && !used.has(backend.name)) idle.push(kept)
  }
  memo.services = services
  return idle
}

const isOwn = ({ metadata, type }: V1Secret) => metadata.labels?.[MANAGED_BY] === SLUICE && type === 'kubernetes.io/tls'

/** Those of ours in their newest version. */
function* ownSecrets({ secrets, ownSecrets: labelled }: ClusterObjects): Generator<V1Secret> {
  for (const [key, secret] of labelled) if ((secrets.get(key) ?? 'forbidden') === 'forbidden') yield secret
  for (const secret of secrets.values()) if (typeof secret !== 'string' && isOwn(secret)) yield secret
}

function readCertificate(workspace: string, secret: V1Secret): Declared<Certificate> | null {
  const pair = keyPairOf(secret)
  return 'value' in pair ? declareCertificate(workspace, secret, pair.value, []) : null
}

function readCertificates(objects: ClusterObjects, used: ReadonlySet<string>, workspace: string, memo: IdleMemo): Declared<Certificate>[] {
  const certificates: IdleMemo['certificates'] = new Map()
  const idle: Declared<Certificate>[] = []
  for (const secret of ownSecrets(objects)) {
    if (used.has(certificateName(objectKeyOf(secret.metadata)))) continue
    const known = memo.certificates.get(secret)
    const read = known === undefined ? readOrNull(() => readCertificate(workspace, secret)) : known
    certificates.set(secret, read)
    if (read) idle.push(read)
  }
  memo.certificates = certificates
  return inNameOrder(idle)
}

const namesOf = (list: readonly Declared<{ name: string }>[]): ReadonlySet<string> => new Set(list.map(({ object }) => object.name))

/**
 * The services and upstreams of each TCP port of a V1Service that no route leads to, and the certificates of TLS Secrets of ours
 * that serve no name yet; each list in the order of names. Whatever did not change gives the very same objects.
 * @param memo the one that the reading was made with
 */
export function readIdle(objects: ClusterObjects, { config }: Reading, memo: ReadMemo): IdleReading {
  const scope = memo.scope
  if (!scope) throw new Error('Nothing was read with this memory yet')
  const idle = readServices(objects, namesOf(config.services), scope, memo.idle)
  const secrets = new Set<ObjectKey>()
  for (const { settings } of idle) for (const key of settings?.secrets ?? []) secrets.add(key)
  return {
    services: inNameOrder(idle.map(({ service }) => service)),
    upstreams: inNameOrder(idle.flatMap(({ upstream }) => upstream ?? [])),
    certificates: readCertificates(objects, namesOf(config.certificates), scope.workspace, memo.idle),
    wanted: { secrets },
  }
}
