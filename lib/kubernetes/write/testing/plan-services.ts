import { parse } from 'yaml'
import { Certificate } from '#lib/model/certificate.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { objectKeyOf, type SecretState } from '../../objects.ts'
import type { Manifests } from './write-world.ts'
import { keepEndpointSlice, keepSecret, keepService } from '../../keep.ts'
import { readCluster, readMemo } from '../../read/read-cluster.ts'
import { clusterOf, parseManifests } from '../../read/testing/cluster-objects.ts'
import { withEdits } from '../edited.ts'
import { planWrites } from '../plan.ts'
import { certificateRefs, writeCertificates } from '../services/certificates.ts'
import { readingContext, readPort, type PortReading } from '../services/port-reading.ts'
import { openScene } from '../scene.ts'
import { portNamed } from '../services/service-orders.ts'
import { serviceRefs, writeServices } from '../services/services.ts'
import { verifyPlan } from '../verify/verify.ts'
import { refKey, type Edit, type RawObject, type Wanted, type World, type WriteIssue } from '../types.ts'

const API: Record<string, string> = { Ingress: 'networking.k8s.io/v1', EndpointSlice: 'discovery.k8s.io/v1' }

/** A cluster in full, as the API server has it. Slices of controllers are given, not made up. */
export function clusterWith(manifests: Manifests): { raw: Map<string, RawObject>; world: Omit<World, 'raw'> } {
  const refOf = ({ kind, metadata }: Manifests[number]): KubernetesRef => ({ kind, namespace: metadata.namespace, name: metadata.name })
  const cluster = clusterOf(manifests)
  const ofKind = (kind: string) => manifests.filter((one) => one.kind === kind)
  // Filled in by clusterOf: PEM and base64.
  const raw = new Map<string, RawObject>(
    manifests.map((one) => {
      const secret = one.kind === 'Secret' ? cluster.secrets.get(objectKeyOf(refOf(one))) : undefined
      return [refKey(refOf(one)), structuredClone({ apiVersion: API[one.kind] ?? 'v1', ...(typeof secret === 'object' ? secret : one) }) as unknown as RawObject]
    }),
  )
  const kept = <T>(kind: string, keep: (one: T) => T) =>
    new Map(ofKind(kind).map((one): [string, T] => [objectKeyOf(refOf(one)), keep(raw.get(refKey(refOf(one))) as unknown as T)]))
  const slices = kept('EndpointSlice', keepEndpointSlice)
  const objects = {
    ...cluster,
    services: kept('Service', keepService),
    endpointSlices: Map.groupBy(slices.values(), ({ metadata }) => `${metadata.namespace}/${metadata.labels?.['kubernetes.io/service-name']}`),
    secrets: kept('Secret', keepSecret) as ReadonlyMap<string, SecretState>,
    ownSecrets: new Map(),
  }
  const reading = readCluster(objects, { ...options, memo: readMemo() })
  return { raw, world: { workspace, objects, reading } }
}

export type PlannedServices = {
  edits: Edit[]
  issues: readonly WriteIssue[]
  /** What a service and an upstream of this name are read as once the edits are made; null: there is no such port. */
  read(name: string): PortReading | null
  /** What the check of a whole plan says of it. */
  verified(): WriteIssue[]
  /** The cluster once the edits are made. */
  written(): ReturnType<typeof clusterWith>
}

const options = { workspace: 'cluster', ingressClass: 'sluice', revision: 1 }
const workspace: World['workspace'] = { name: 'cluster', dialect: 'sluice', ingressClass: 'sluice', namespaces: [] }

/** Plans services, upstreams and certificates alone. */
export function planServices({ raw, world }: ReturnType<typeof clusterWith>, wanted: readonly Wanted[], allowShared = false): PlannedServices {
  const refs = [...certificateRefs(wanted, world), ...serviceRefs(wanted, world)]
  const full: World = { ...world, raw: new Map(refs.map((ref) => [refKey(ref), raw.get(refKey(ref)) ?? null])) }
  const before = structuredClone([...full.raw])
  const scene = openScene(full, { allowShared })
  writeCertificates(scene, wanted)
  writeServices(scene, wanted)
  if (JSON.stringify([...full.raw]) !== JSON.stringify(before)) throw new Error('What was read was changed in place')
  return {
    edits: scene.drafts.edits(),
    issues: scene.issues,
    verified() {
      const memo = readMemo()
      const reading = readCluster(world.objects, { ...options, memo })
      const plan = planWrites(full, wanted, { allowShared })
      return verifyPlan({ ...full, reading }, plan, wanted, readCluster(withEdits(world.objects, plan.edits), { ...options, memo }))
    },
    written() {
      const objects = scene.objects()
      const edited = new Map(scene.drafts.edits().map(({ ref, after }) => [refKey(ref), after]))
      const all = new Map<string, RawObject | null>([...raw, ...edited])
      const left = new Map([...all].filter((entry): entry is [string, RawObject] => entry[1] !== null))
      return { raw: left, world: { ...world, objects, reading: readCluster(objects, { ...options, memo: readMemo() }) } }
    },
    read(name) {
      const objects = scene.objects()
      const { namespace, service, port } = portNamed(name, objects.services)!
      const key = `${namespace}/${service}`
      const v1 = objects.services.get(key)
      return v1 ? readPort(v1, port, objects.endpointSlices.get(key) ?? [], readingContext(world, objects)) : null
    },
  }
}

export const clusterFromText = (text: string) => clusterWith(parseManifests(text))

/** Wanted objects from YAML: `services default.shop.80: { … }`; `null` deletes. Fields that are not said have their defaults. */
export function wantedFrom(text: string): Wanted[] {
  const schemas = { services: Service, upstreams: Upstream, certificates: Certificate }
  return Object.entries(parse(text) as Record<string, object | null>).map(([key, given]) => {
    const [kind, name] = key.split(' ') as [keyof typeof schemas, string]
    const isLead = kind === 'services' && given !== null && !('host' in given) && !('upstream' in given)
    const object = given && schemas[kind].parse({ name, ...(isLead ? { upstream: name } : {}), ...given })
    return { kind, name, object } as Wanted
  })
}
