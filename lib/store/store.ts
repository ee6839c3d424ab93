import type { Kind, Model } from '#lib/model/kinds.ts'
import type { KubernetesRef, RoutingConfig } from '#lib/model/routing-config.ts'
import type { ManagedBy } from '#lib/kubernetes/managed-by.ts'
import type { KubernetesChange, RawObject } from '#lib/kubernetes/write/types.ts'
import type { ClusterView } from './cluster-view.ts'
import type { Workspace } from '#lib/model/workspace.ts'

/** A workspace and how its rows are counted. `revision` 0: nothing was ever written. */
export type StoredWorkspace = { object: Workspace; revision: number; version: string; createdAt: string; updatedAt: string }

/** `version` changes with every write of this object; secrets are in clear here and encrypted below. `origin`: what it was read from in a cluster, and who keeps that. */
export type Stored<K extends Kind = Kind> = {
  [P in K]: { kind: P; name: string; object: Model[P]; version: string; createdAt: string; updatedAt: string; origin?: KubernetesRef; managedBy?: ManagedBy }
}[K]

/**
 * One intended write. `expect`: the version that the caller saw, `'absent'`, or `'any'`.
 * A put that changes nothing is dropped; a change of which nothing is left makes no revision.
 */
export type Write =
  | { [K in Kind]: { op: 'put'; kind: K; name: string; object: Model[K]; expect: string } }[Kind]
  | { op: 'delete'; kind: Kind; name: string; expect: string }

export type Change = {
  actor: string
  comment: string
  writes: Write[]
  /** In a cluster: fields that all routes of an Ingress share may be changed for all of them. */
  allowShared?: boolean
}

/** One object's before and after in a revision; null where it did not exist. */
export type ObjectChange = { [K in Kind]: { kind: K; name: string; before: Model[K] | null; after: Model[K] | null } }[Kind]

/** One Kubernetes object before and after, without what the server fills in; null where it did not exist. */
export type ManifestChange = { ref: KubernetesRef; before: RawObject | null; after: RawObject | null }

/** `manifests`: in a cluster. */
export type Revision = { number: number; at: string; actor: string; comment: string; changes: ObjectChange[]; manifests?: ManifestChange[] }

/** `revision` is null when nothing changed. `kubernetes`: what was written of a cluster. */
export type Commit = { revision: number | null; objects: Stored[]; kubernetes?: KubernetesChange[] }

/** What a commit would leave. */
export type Rehearsal = { config: RoutingConfig; objects: Stored[]; changes: boolean; kubernetes?: KubernetesChange[] }

/** Which of a cluster's objects; `dryRun`: the API server checks and writes nothing. */
export type ManifestOptions = { actor: string; comment: string; dryRun: boolean }

/** What only the objects of a cluster have: the Kubernetes objects that they were read from. */
export interface ClusterWrites {
  /** The objects that these of ours were read from, each once, without what the server fills in; Secrets without what they hold. */
  manifests(ids: readonly { kind: Kind; name: string }[]): Promise<RawObject[]>
  /** Makes Sluice the owner: all that is declared is applied by its name, and the labels of other tools go. */
  adopt(ids: readonly { kind: Kind; name: string }[], options: ManifestOptions): Promise<Commit>
  /**
   * Brings back how Kubernetes objects were right after a revision.
   * @param of only this one
   */
  restore(number: number, options: ManifestOptions & { of?: KubernetesRef }): Promise<Commit & { config: RoutingConfig }>
}

export type ListQuery = {
  /**
   * Words matched against name and the text of the object, case-insensitively; all must be there. `host:shop` (part of a
   * host), `tag:team-a`, `service:shop`, `consumer:anna`, `filter:cors`, `template:public`, `type:keyAuth` (whole) and
   * `status:disabled` are filters; see `parseQuery` in `query.ts`.
   */
  q?: string
  /** Only these names: the caller found them by something that rows do not know, such as diagnostics. */
  names?: string[]
  sort?: { field: 'name' | 'updatedAt' | 'createdAt'; descending: boolean }
  /** 1–1000, default 100. */
  limit?: number
  cursor?: string
}
export type Page<T> = { items: T[]; next: string | null; total: number }

/**
 * All objects and revisions of one workspace. Every implementation passes `lib/store/store.contract.ts`.
 */
export interface Store {
  readonly workspace: string
  /** Newest revision number. Cheap: the controller polls it. */
  head(): Promise<number>
  /** Everything at one moment: objects and revision belong together. Not to be changed: what did not change since the last time is the same object. */
  read(): Promise<RoutingConfig>
  get<K extends Kind>(kind: K, name: string): Promise<Stored<K> | null>
  /** @throws {AppError} BAD_REQUEST for a cursor that is not ours */
  list<K extends Kind>(kind: K, query: ListQuery): Promise<Page<Stored<K>>>
  /**
   * All writes or none, with their revision, in one transaction that holds the workspace's row.
   * @throws {AppError} STALE_VERSION (`details.current`: the stored object or null), CONFLICT (it exists; on delete,
   * `details.referrers`: who names it; `details.canary`: another active canary of the route), NOT_FOUND, INVALID (a reference to nothing: `issues` name the field),
   * INVALID also for what a cluster cannot hold (`details.shared`: the routes of the Ingress that would change, too); FORBIDDEN where the
   * account may not write there; UNAVAILABLE (the cluster does not answer; `details.written`: what could not be undone)
   */
  commit(change: Change): Promise<Commit>
  /**
   * What `commit` would leave; absent where whoever calls can tell by itself. Throws what `commit` would.
   * @param options.asksCluster whether its API server checks, too
   */
  rehearse?(change: Change, options: { asksCluster: boolean }): Promise<Rehearsal>
  /** Only in a cluster. */
  readonly kubernetes?: ClusterWrites
  revisions(query: { limit?: number; cursor?: string; kind?: Kind; name?: string }): Promise<Page<Revision>>
  revision(number: number): Promise<Revision | null>
}

/** Workspaces, and the store of each. */
export interface Stores {
  /** Oldest first: of two that claim a host, the first owns it. */
  workspaces(): Promise<StoredWorkspace[]>
  /** @throws {AppError} NOT_FOUND */
  open(workspace: string): Promise<Store>
  createWorkspace(workspace: Workspace): Promise<StoredWorkspace>
  /** @throws {AppError} STALE_VERSION, NOT_FOUND */
  updateWorkspace(workspace: Workspace, expect: string): Promise<StoredWorkspace>
  /** With all that it holds. @throws {AppError} CONFLICT for `default`, NOT_FOUND, STALE_VERSION */
  deleteWorkspace(name: string, expect: string): Promise<void>
  /** The cluster of a Kubernetes workspace, followed from the first call on; null for any other. @throws {AppError} NOT_FOUND */
  cluster(workspace: string): Promise<ClusterView | null>
  /** Called with a workspace's name when another process committed (PostgreSQL only), or its cluster changed. Returns a stop. */
  watch(onChange: (workspace: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}
