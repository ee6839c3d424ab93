import { serviceKeyOf } from './keep.ts'
import type { ObjectKey, V1EndpointSlice } from './objects.ts'

/** The slices of each service. The list of a service is the same one as long as none of them changed. */
export type SliceGroups = {
  change(before: V1EndpointSlice | undefined, after: V1EndpointSlice | undefined): void
  groups(): ReadonlyMap<ObjectKey, readonly V1EndpointSlice[]>
}

export function groupSlices(): SliceGroups {
  const members = new Map<ObjectKey, Map<string, V1EndpointSlice>>()
  const lists = new Map<ObjectKey, readonly V1EndpointSlice[]>()
  const stale = new Set<ObjectKey>()
  let snapshot: ReadonlyMap<ObjectKey, readonly V1EndpointSlice[]> | null = new Map()

  const touch = (slice: V1EndpointSlice, isThere: boolean) => {
    const service = serviceKeyOf(slice)
    if (service === null) return
    const group = members.get(service) ?? new Map<string, V1EndpointSlice>()
    if (isThere) group.set(slice.metadata.name, slice)
    else group.delete(slice.metadata.name)
    if (group.size === 0) members.delete(service)
    else members.set(service, group)
    stale.add(service)
    snapshot = null
  }

  return {
    change(before, after) {
      // A slice may be given to another service.
      if (before && (!after || serviceKeyOf(before) !== serviceKeyOf(after))) touch(before, false)
      if (after) touch(after, true)
    },
    groups() {
      if (snapshot) return snapshot
      for (const service of stale) {
        const group = members.get(service)
        if (group) lists.set(service, [...group.values()].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)))
        else lists.delete(service)
      }
      stale.clear()
      snapshot = new Map(lists)
      return snapshot
    },
  }
}
