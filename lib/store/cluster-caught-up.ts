import { serviceKeyOf } from '#lib/kubernetes/keep.ts'
import { MANAGED_BY, SLUICE } from '#lib/kubernetes/managed-by.ts'
import { objectKeyOf, type ClusterObjects, type Metadata, type V1EndpointSlice } from '#lib/kubernetes/objects.ts'
import type { Edit } from '#lib/kubernetes/write/types.ts'

/** Versions of one object are numbers that grow (KEP-5504); where they are none, another one counts as newer. */
const isAtLeast = (held: string, written: string): boolean =>
  /^\d+$/.test(held) && /^\d+$/.test(written) ? BigInt(held) >= BigInt(written) : held === written

type Found = Pick<Metadata, 'uid' | 'resourceVersion'> | 'unseen' | undefined

function heldOf(objects: ClusterObjects, { ref, before, after }: Edit): Found {
  const key = objectKeyOf(ref)
  if (ref.kind === 'Ingress') return objects.ingresses.get(key)?.metadata
  if (ref.kind === 'Service') return objects.services.get(key)?.metadata
  if (ref.kind === 'EndpointSlice') {
    const service = serviceKeyOf((after ?? before) as unknown as V1EndpointSlice)
    return objects.endpointSlices.get(service ?? '')?.find(({ metadata }) => metadata.name === ref.name)?.metadata
  }
  const own = objects.ownSecrets.get(key)
  const secret = objects.secrets.get(key)
  if (typeof secret === 'object') return secret.metadata
  // Secrets are followed by name, and those that carry our label; others are never seen.
  return own?.metadata ?? (secret === 'absent' ? undefined : 'unseen')
}

/** Whether all that was written is among the objects that are followed, in that version or a newer one. */
export const isCaughtUp = (objects: ClusterObjects, edits: readonly Edit[]): boolean =>
  edits.every((edit) => {
    const held = heldOf(objects, edit)
    if (held === 'unseen') return edit.after?.metadata.labels?.[MANAGED_BY] !== SLUICE
    const { after } = edit
    if (!after) return held === undefined || held.uid !== edit.before?.metadata.uid
    const { resourceVersion = '', uid } = after.metadata
    return held !== undefined && (held.uid !== uid || isAtLeast(held.resourceVersion, resourceVersion))
  })
