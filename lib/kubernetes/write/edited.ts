import { keepEndpointSlice, keepIngress, keepSecret, keepService, serviceKeyOf } from '../keep.ts'
import type { ClusterObjects, Metadata, ObjectKey, SecretState, V1EndpointSlice, V1Ingress, V1Secret, V1Service } from '../objects.ts'
import type { Edit, RawObject } from './types.ts'

// Who claims a host first has it, so that what is not there yet is the youngest.
const NOT_YET = '9999-12-31T23:59:59Z'

/** As the API server would send it. Without its generation: that of before would say that nothing changed. */
function stored<T extends { metadata: Metadata }>({ metadata, ...rest }: RawObject): T {
  const { generation: _, ...kept } = metadata as Partial<Metadata>
  return { ...rest, metadata: { namespace: '', uid: '', resourceVersion: '', creationTimestamp: NOT_YET, ...kept } } as unknown as T
}

/** What is read of an Ingress that stands in a draft. */
export const draftedIngress = (raw: RawObject): V1Ingress => keepIngress(stored<V1Ingress>(raw))

type Keep<T> = (raw: T) => T

function changed<T extends { metadata: Metadata }, A = never>(
  map: ReadonlyMap<ObjectKey, T | A>,
  edits: readonly Edit[],
  keep: Keep<T>,
  absent?: A,
): ReadonlyMap<ObjectKey, T | A> {
  if (edits.length === 0) return map
  const now = new Map(map)
  for (const { ref, after } of edits) {
    const key = `${ref.namespace}/${ref.name}`
    if (after) now.set(key, keep(stored<T>(after)))
    else if (absent === undefined) now.delete(key)
    else now.set(key, absent)
  }
  return now
}

function changedSlices(slices: ClusterObjects['endpointSlices'], edits: readonly Edit[]): ClusterObjects['endpointSlices'] {
  if (edits.length === 0) return slices
  const now = new Map(slices)
  for (const { ref, before, after } of edits) {
    const isOther = ({ metadata }: V1EndpointSlice) => metadata.name !== ref.name || metadata.namespace !== ref.namespace
    const kept = [before, after].map((raw) => raw && keepEndpointSlice(stored<V1EndpointSlice>(raw)))
    for (const slice of kept) {
      const key = slice && serviceKeyOf(slice)
      if (key) now.set(key, (now.get(key) ?? []).filter(isOther))
    }
    const key = kept[1] && serviceKeyOf(kept[1])
    if (key) now.set(key, [...(now.get(key) ?? []), kept[1]!].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)))
  }
  return now
}

/** What will be read once the edits are made. Objects that they do not touch are the same. */
export function withEdits(objects: ClusterObjects, edits: readonly Edit[]): ClusterObjects {
  if (edits.length === 0) return objects
  const of = (kind: string) => edits.filter(({ ref }) => ref.kind === kind)
  return {
    ...objects,
    ingresses: changed<V1Ingress>(objects.ingresses, of('Ingress'), keepIngress),
    services: changed<V1Service>(objects.services, of('Service'), keepService),
    endpointSlices: changedSlices(objects.endpointSlices, of('EndpointSlice')),
    secrets: changed<V1Secret, Exclude<SecretState, V1Secret>>(objects.secrets, of('Secret'), keepSecret, 'absent'),
  }
}
