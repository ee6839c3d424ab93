import type { Client } from '#lib/kubernetes/client.ts'
import { objectKeyOf, type ClusterObjects } from '#lib/kubernetes/objects.ts'
import { withEdits } from '#lib/kubernetes/write/edited.ts'
import { refKey, type Edit, type RawObject, type World } from '#lib/kubernetes/write/types.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { readRaw } from './cluster-raw.ts'
import type { ClusterView, WholeReading } from './cluster-view.ts'

type BareWorld = Omit<World, 'raw'>

/** A cluster right before it is written: the objects that are touched whole and in their newest version. */
export type Survey = {
  client: Client
  world: World
  whole: WholeReading
  /** Reads what would be; see `ClusterView.branch`. */
  read: (objects: ClusterObjects) => WholeReading
}

/** A newer object may lead to others, which are read too; so often. */
const ROUNDS = 3

function versionHeld(objects: ClusterObjects, { kind, namespace, name }: KubernetesRef): string | null {
  const key = objectKeyOf({ namespace, name })
  if (kind === 'Ingress') return objects.ingresses.get(key)?.metadata.resourceVersion ?? null
  if (kind === 'Service') return objects.services.get(key)?.metadata.resourceVersion ?? null
  if (kind === 'EndpointSlice') {
    for (const slices of objects.endpointSlices.values()) {
      const slice = slices.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)
      if (slice) return slice.metadata.resourceVersion
    }
    return null
  }
  const secret = objects.secrets.get(key)
  return (typeof secret === 'object' ? secret : objects.ownSecrets.get(key))?.metadata.resourceVersion ?? null
}

/** The objects with those that were read whole in the place of older ones; what is as it was stays the very same. */
function refreshed(objects: ClusterObjects, refs: readonly KubernetesRef[], raw: ReadonlyMap<string, RawObject | null>): ClusterObjects {
  const newer = refs.flatMap((ref): Edit[] => {
    const after = raw.get(refKey(ref)) ?? null
    return (after?.metadata.resourceVersion ?? null) === versionHeld(objects, ref) ? [] : [{ ref, before: null, after }]
  })
  return newer.length === 0 ? objects : withEdits(objects, newer)
}

const isSame = (a: ClusterObjects, b: ClusterObjects): boolean => (Object.keys(b) as (keyof ClusterObjects)[]).every((list) => a[list] === b[list])

/**
 * Reads what a change touches.
 * @param refsOf which objects that are; asked again where newer ones were found
 * @throws {AppError} FORBIDDEN, UNAVAILABLE
 */
export async function survey(view: ClusterView, refsOf: (world: BareWorld) => readonly KubernetesRef[]): Promise<Survey> {
  const { client, objects: newest, from, config, wanted, ours } = await view.read()
  const read = view.branch()
  const raw = new Map<string, RawObject | null>()
  // What the view has read of the newest objects need not be read again.
  let whole = isSame(from, newest) ? { config, wanted, ours, objects: newest, idle: view.idle() } : read(newest)
  for (let round = 0; round < ROUNDS; round++) {
    const missing = refsOf(bareWorld(view, whole)).filter((ref) => !raw.has(refKey(ref)))
    if (missing.length === 0) break
    for (const [key, object] of await readRaw(client, missing)) raw.set(key, object)
    const objects = refreshed(whole.objects, missing, raw)
    if (objects === whole.objects) break
    whole = read(objects)
  }
  return { client, world: { ...bareWorld(view, whole), raw }, whole, read }
}

const bareWorld = (view: ClusterView, whole: WholeReading): BareWorld => ({ workspace: view.settings, objects: whole.objects, reading: withIdle(whole) })

/** The reading as plans see it: also what no route leads to can be written. */
export function withIdle({ config, wanted, ours, idle }: WholeReading): World['reading'] {
  const { services, upstreams, certificates } = config
  return {
    config: {
      ...config,
      services: [...services, ...idle.services],
      upstreams: [...upstreams, ...idle.upstreams],
      certificates: [...certificates, ...idle.certificates],
    },
    wanted,
    ours,
  }
}
