import { isDeepStrictEqual } from 'node:util'
import { CHANGE_MARK } from '#lib/kubernetes/change-mark.ts'
import { objectKeyOf, type ClusterObjects, type Metadata, type ObjectKey, type V1Ingress, type V1Secret, type V1Service } from '#lib/kubernetes/objects.ts'
import type { KubernetesRef, RoutingConfig } from '#lib/model/routing-config.ts'

/** Kubernetes objects of one moment, as far as routing was read from them. */
export type Sight = { config: RoutingConfig; ours: readonly V1Ingress[]; objects: ClusterObjects; secrets: ReadonlySet<ObjectKey> }

export type Compact = V1Ingress | V1Service | V1Secret

/** A Kubernetes object that says something else than before. */
export type SeenEdit = { ref: KubernetesRef; before: Compact | null; after: Compact | null }

/** What people write of an object: neither its status, nor what the API server counts, nor the mark of a change. */
function said(object: Compact): unknown {
  const { metadata, status: _, ...declared } = object as Compact & { status?: unknown }
  const { labels = {}, annotations = {} }: Partial<Metadata> = metadata
  const { [CHANGE_MARK]: __, ...others } = annotations
  return { ...declared, labels, annotations: others }
}

const saysTheSame = (a: Compact | null, b: Compact | null): boolean => a === b || (a !== null && b !== null && isDeepStrictEqual(said(a), said(b)))

function* differing<T extends Compact>(kind: string, keys: Iterable<ObjectKey>, before: (key: ObjectKey) => T | null | undefined, after: typeof before): Generator<SeenEdit> {
  for (const key of keys) {
    const [was, is] = [before(key), after(key)]
    // One that was not known before, or is no longer, did not change for all that is known.
    if (was === undefined || is === undefined || saysTheSame(was, is)) continue
    const { namespace, name } = (is ?? was)!.metadata
    yield { ref: { kind, namespace, name }, before: was, after: is }
  }
}

const isOther = <T extends Compact>(map: ReadonlyMap<ObjectKey, T>) => (one: T) => map.get(objectKeyOf(one.metadata)) !== one

function ingressEdits(before: Sight, after: Sight): SeenEdit[] {
  if (before.ours === after.ours) return []
  const known = new Set(before.ours)
  const still = new Set(after.ours)
  const moved = [...before.ours.filter((one) => !still.has(one)), ...after.ours.filter((one) => !known.has(one))]
  const keys = new Set(moved.filter((one) => isOther(before.objects.ingresses)(one) || isOther(after.objects.ingresses)(one)).map(({ metadata }) => objectKeyOf(metadata)))
  const at = (sight: Sight) => (key: ObjectKey) => sight.objects.ingresses.get(key) ?? null
  return [...differing('Ingress', keys, at(before), at(after))]
}

const serviceKeys = ({ config }: Sight): ObjectKey[] =>
  config.services.flatMap(({ source: { origin } }) => (origin?.kind === 'Service' ? [objectKeyOf(origin)] : []))

function serviceEdits(before: Sight, after: Sight): SeenEdit[] {
  if (before.objects.services === after.objects.services) return []
  const at = (sight: Sight) => (key: ObjectKey) => sight.objects.services.get(key) ?? null
  return [...differing('Service', new Set([...serviceKeys(before), ...serviceKeys(after)]), at(before), at(after))]
}

function secretEdits(before: Sight, after: Sight): SeenEdit[] {
  if (before.objects.secrets === after.objects.secrets) return []
  const at = (sight: Sight) => (key: ObjectKey) => {
    const state = sight.objects.secrets.get(key)
    if (state === 'absent') return null
    return typeof state === 'object' ? state : undefined
  }
  return [...differing('Secret', new Set([...before.secrets, ...after.secrets]), at(before), at(after))]
}

/** What was edited between two moments: Ingresses of ours, and the V1Services and Secrets that they lead to. */
export const seenEdits = (before: Sight, after: Sight): SeenEdit[] => [...ingressEdits(before, after), ...serviceEdits(before, after), ...secretEdits(before, after)]
