import type { ClusterObjects, Metadata } from './objects.ts'

/** On objects that were written as one change: `<id> <k>/<m>`. */
export const CHANGE_MARK = 'sluice.dev/change'

export type ChangeHold = {
  /**
   * How long the reading before is to be kept, in ms, since not all objects of a change are there yet; 0: not at all. What is
   * incomplete when it is asked for the first time holds nothing, nor does what was complete once.
   *
   * @param now in ms, of a clock that never goes back
   */
  remaining(objects: ClusterObjects, now: number): number
}

/** Changes that come one upon another hold for so many times as long as one, and no longer: what everybody else writes waits, too. */
const LONGEST_STRETCH = 3

const MARK = /^(\S+) (\d+)\/(\d+)$/

function* metadataOf({ ingresses, services, endpointSlices, secrets, ownSecrets }: ClusterObjects): Generator<Metadata> {
  for (const { metadata } of ingresses.values()) yield metadata
  for (const { metadata } of services.values()) yield metadata
  for (const slices of endpointSlices.values()) for (const { metadata } of slices) yield metadata
  // A Secret that stands in both counts once, since its place in the change does.
  for (const secret of secrets.values()) if (typeof secret === 'object') yield secret.metadata
  for (const { metadata } of ownSecrets.values()) yield metadata
}

/** By the id of a change: which of its places are there, and how many there are to be. */
function changesIn(objects: ClusterObjects): Map<string, { there: Set<string>; all: number }> {
  const changes = new Map<string, { there: Set<string>; all: number }>()
  for (const { annotations } of metadataOf(objects)) {
    const [, id, place, all] = (annotations && MARK.exec(annotations[CHANGE_MARK] ?? '')) || []
    if (id === undefined) continue
    const change = changes.get(id) ?? { there: new Set(), all: Number(all) }
    changes.set(id, change)
    change.there.add(place!)
  }
  return changes
}

export function openChangeHold(holdMs = 2_000): ChangeHold {
  // By id: since when it is incomplete; null: it holds nothing any more.
  let known: Map<string, number | null> | null = null
  let heldSince: number | null = null
  return {
    remaining(objects, now) {
      const isFirst = known === null
      const seen = new Map<string, number | null>()
      let remaining = 0
      for (const [id, { there, all }] of changesIn(objects)) {
        const since = known?.get(id)
        const isIncomplete = there.size < all && !isFirst && since !== null
        const left = isIncomplete ? holdMs - (now - (since ?? now)) : 0
        seen.set(id, left > 0 ? (since ?? now) : null)
        remaining = Math.max(remaining, left)
      }
      heldSince = remaining > 0 ? (heldSince ?? now) : null
      const stretch = heldSince === null ? 0 : LONGEST_STRETCH * holdMs - (now - heldSince)
      if (heldSince !== null && stretch <= 0) {
        for (const id of seen.keys()) seen.set(id, null)
        heldSince = null
      }
      known = seen
      return Math.max(0, Math.min(remaining, stretch))
    },
  }
}
