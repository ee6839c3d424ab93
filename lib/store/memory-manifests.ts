import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { refKey } from '#lib/kubernetes/write/types.ts'
import type { PastManifest, RowStore } from './row-store.ts'
import type { ManifestChange, Revision } from './store.ts'

type Numbered = { number: number; at: string; change: ManifestChange }

const all = (revisions: readonly Revision[]): Numbered[] =>
  revisions.flatMap(({ number, at, manifests = [] }) => manifests.map((change) => ({ number, at, change })))

/** `RowStore.manifestsAt` of revisions, oldest first. */
export function manifestsAfter(revisions: readonly Revision[], number: number, of?: KubernetesRef): PastManifest[] {
  const past = new Map<string, PastManifest>()
  for (const { number: written, change } of all(revisions)) {
    const { ref, before, after } = change
    const key = refKey(ref)
    if (of && key !== refKey(of)) continue
    if (written === number || (written < number && of)) past.set(key, { ref, object: after })
    else if (written > number && !past.has(key)) past.set(key, { ref, object: before })
  }
  return [...past.values()]
}

/** `RowStore.lastManifest`. */
export const lastOf = (revisions: readonly Revision[], ref: KubernetesRef): Awaited<ReturnType<RowStore['lastManifest']>> =>
  all(revisions).findLast(({ change }) => refKey(change.ref) === refKey(ref)) ?? null
