import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import type { ManifestChange, ObjectChange, Store, Stores } from './store.ts'

/** A revision of objects that are no rows. */
export type NewRevision = { actor: string; comment: string; changes: readonly ObjectChange[]; manifests: readonly ManifestChange[] }

/** A Kubernetes object as it was at some moment; null: it was not there. */
export type PastManifest = { ref: KubernetesRef; object: RawObject | null }

/** A `Store` that keeps rows of its own, and history also of what lives elsewhere. */
export interface RowStore extends Store {
  /**
   * Appends a revision without touching any row.
   * @returns its number
   * @throws {AppError} NOT_FOUND (the workspace)
   */
  record(revision: NewRevision): Promise<number>
  /**
   * How Kubernetes objects were right after a revision: those that it or a later one wrote.
   * @param of only this one, also if it was written last before the revision
   */
  manifestsAt(number: number, of?: KubernetesRef): Promise<PastManifest[]>
  /** The newest revision that wrote a Kubernetes object. */
  lastManifest(ref: KubernetesRef): Promise<{ number: number; at: string; change: ManifestChange } | null>
}

export interface RowStores extends Stores {
  open(workspace: string): Promise<RowStore>
}
