import type { Target } from '#lib/model/upstream.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { weightKey as keyOf } from '../../annotations/target-weights.ts'
import { MANAGED_BY, SLUICE } from '../../managed-by.ts'
import { objectKeyOf, type V1EndpointSlice, type V1Service, type V1ServicePort } from '../../objects.ts'
import { endpointTargets } from '../../read/targets.ts'
import type { Scene } from '../scene.ts'
import { groupOf, isOurSlice, MOST_ENDPOINTS, OUR_SLICES, SLICE_MANAGER, sliceRef, type SliceGroup } from './slice-names.ts'
import type { RawObject } from '../types.ts'

type RawEndpoint = { addresses: string[]; [field: string]: unknown }
type RawPort = { name?: string; port?: number; protocol?: string; [field: string]: unknown }
type RawSlice = RawObject & { addressType: V1EndpointSlice['addressType']; endpoints?: RawEndpoint[] | null; ports?: RawPort[] | null }

type OurSlice = { ref: KubernetesRef; raw: RawSlice }

const refOf = ({ metadata: { namespace, name } }: V1EndpointSlice): KubernetesRef => ({ kind: 'EndpointSlice', namespace, name })

const slicesOf = ({ world }: Scene, service: KubernetesRef): readonly V1EndpointSlice[] =>
  world.objects.endpointSlices.get(objectKeyOf(service)) ?? []

/** The slices of a V1Service that Sluice keeps, as they shall be by now. */
export function ourSlices(scene: Scene, service: KubernetesRef): OurSlice[] {
  const refs = slicesOf(scene, service).filter(isOurSlice).map(refOf)
  return refs.flatMap((ref) => {
    const raw = scene.drafts.get(ref) as RawSlice | null
    return raw ? [{ ref, raw }] : []
  })
}

/** All slices of a V1Service as they shall be by now. */
export const slicesNow = (scene: Scene, service: KubernetesRef): readonly V1EndpointSlice[] =>
  scene.objects().endpointSlices.get(objectKeyOf(service)) ?? []

/** Those that others keep. */
export const foreignSlices = (scene: Scene, service: KubernetesRef): V1EndpointSlice[] =>
  slicesOf(scene, service).filter((slice) => !isOurSlice(slice))

export const deleteSlices = (scene: Scene, service: KubernetesRef): void =>
  ourSlices(scene, service).forEach(({ ref }) => scene.drafts.put(ref, null))

const isOfPort = (name: string) => ({ raw }: OurSlice): boolean => raw.ports?.length === 1 && (raw.ports[0]!.name ?? '') === name

/** The slices of a port that is gone go, and those of one with another name get it. */
export function renamePort(scene: Scene, service: KubernetesRef, before: string, after: string | null): void {
  if (before === after) return
  for (const { ref, raw } of ourSlices(scene, service).filter(isOfPort(before))) {
    scene.drafts.put(ref, after === null ? null : { ...raw, ports: raw.ports!.map((port) => ({ ...port, name: after })) })
  }
}

function sliceFor(service: KubernetesRef, name: string, { addressType, targetPort }: SliceGroup, ref: KubernetesRef): RawSlice {
  const labels = { 'kubernetes.io/service-name': service.name, [SLICE_MANAGER]: OUR_SLICES, [MANAGED_BY]: SLUICE }
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: ref.name, namespace: ref.namespace, labels },
    addressType,
    endpoints: [],
    ports: [{ name, port: targetPort, protocol: 'TCP' }],
  }
}

const endpointOf = ({ host }: Target): RawEndpoint => ({ addresses: [host], conditions: { ready: true } })

type Sets = { wanted: ReadonlySet<string>; present: ReadonlySet<string> }

/** The endpoints of a slice that stay: the wanted ones that are targets, and those that nobody is sent to and nobody wants. */
const staying = ({ raw }: OurSlice, { wanted, present }: Sets): RawEndpoint[] =>
  (raw.endpoints ?? []).filter(({ addresses: [host] }) => {
    const number = raw.ports![0]!.port
    if (host === undefined || number === undefined) return true
    const key = keyOf({ host, port: number })
    return present.has(key) === wanted.has(key)
  })

function place(scene: Scene, service: KubernetesRef, port: V1ServicePort, target: Target): void {
  const group = groupOf(port.port, target)
  const isRoomy = ({ raw }: OurSlice) =>
    raw.addressType === group.addressType && raw.ports?.[0]?.port === group.targetPort && (raw.endpoints ?? []).length < MOST_ENDPOINTS
  const known = ourSlices(scene, service).filter(isOfPort(port.name ?? '')).find(isRoomy)
  const put = ({ ref, raw }: OurSlice) => scene.drafts.put(ref, { ...raw, endpoints: [...(raw.endpoints ?? []), endpointOf(target)] } as RawObject)
  if (known) return put(known)
  for (let index = 0; ; index++) {
    const ref = sliceRef(service, group, index)
    const made = scene.drafts.get(ref) as RawSlice | null
    if (!made) return put({ ref, raw: sliceFor(service, port.name ?? '', group, ref) })
    if (isOurSlice(made) && isRoomy({ ref, raw: made })) return put({ ref, raw: made })
  }
}

const isSameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>) => a.size === b.size && [...a].every((key) => b.has(key))

// What is ending comes to light once nothing else is left, and goes dark once something new is ready.
const ROUNDS = 3

/**
 * Changes the slices of ours so that a port leads to these targets, and to those that slices of others hold: one slice for each
 * address type and port of targets. Endpoints that stay keep all their fields.
 * @param v1 as it shall be, with the port's name
 */
export function placeTargets(scene: Scene, service: KubernetesRef, port: V1ServicePort, v1: V1Service, targets: readonly Target[]): void {
  const wanted = new Set(targets.map(keyOf))
  const shrunk = new Map<string, KubernetesRef>()
  for (let round = 0; round < ROUNDS; round++) {
    const present = new Set(endpointTargets(slicesNow(scene, service), port, v1).map(keyOf))
    if (isSameSet(present, wanted)) break
    for (const slice of ourSlices(scene, service).filter(isOfPort(port.name ?? ''))) {
      const { ref, raw } = slice
      const kept = staying(slice, { wanted, present })
      if (kept.length === (raw.endpoints ?? []).length) continue
      shrunk.set(ref.name, ref)
      scene.drafts.put(ref, { ...raw, endpoints: kept } as RawObject)
    }
    for (const target of targets) if (!present.has(keyOf(target))) place(scene, service, port, target)
  }
  for (const ref of shrunk.values()) if ((scene.drafts.get(ref) as RawSlice).endpoints!.length === 0) scene.drafts.put(ref, null)
}
