import type { CertificateFacts } from '#lib/model/certificate.ts'
import type { Kind, Model } from '#lib/model/kinds.ts'
import type { Expectation } from '#lib/model/route-test.ts'
import type { Diagnostic, KubernetesRef } from '#lib/model/routing-config.ts'
import type { Connection, DatabaseWorkspace, KubernetesWorkspace, Workspace } from '#lib/model/workspace.ts'

/** Every kind that the API addresses by name. */
export type ApiKind = Kind | 'workspaces'
export type ApiModel = Model & { workspaces: Workspace }

/** Who keeps a Kubernetes object as it is. */
export type ManagedBy = { tool: 'sluice' | 'helm' | 'argocd' | 'flux' | 'other'; name: string }

/** `origin`: the Kubernetes object that it was read from. */
type Stored = { version: string; createdAt: string; updatedAt: string; origin?: KubernetesRef; managedBy?: ManagedBy }

type Pasted = Extract<Connection, { type: 'kubeconfig' }>
/** A kubeconfig stays with the API; its fingerprint tells one from another. */
export type ApiConnection = Exclude<Connection, Pasted> | (Omit<Pasted, 'kubeconfig'> & { kubeconfigFingerprint: string })
export type ApiCluster = Omit<KubernetesWorkspace, 'connection'> & { connection: ApiConnection }

/** An object as the API answers it, without secrets. A certificate comes with what it says of itself. */
export type ApiObject<K extends ApiKind> = K extends 'certificates'
  ? Omit<ApiModel[K], 'key'> & Stored & { facts: CertificateFacts | null }
  : K extends 'credentials'
  ? Omit<ApiModel[K], 'secret'> & Stored
  : K extends 'workspaces'
    ? (DatabaseWorkspace | ApiCluster) & Stored & { revision: number }
    : ApiModel[K] & Stored

export type Page<T> = { items: T[]; next: string | null; total: number }

/** The routes that use templates which a write changes: those for which something else will run come first. */
export type Touches = { total: number; changed: number; routes: { name: string; changed: boolean }[] }

/** `alike`: how many more patterns change in the same way. */
export type RoutingChange = { pattern: string; before: string | null; after: string | null; alike: number }

export type PatchOperation = { op: 'add' | 'replace' | 'test' | 'remove'; path: string; value?: unknown }

/** What a write does, or did, to one Kubernetes object. `before` and `after` are YAML; `command` does the same by hand. */
export type KubernetesChange = {
  ref: KubernetesRef
  action: 'create' | 'update' | 'delete'
  method: 'create' | 'apply' | 'patch' | 'delete'
  managedBy: ManagedBy | null
  before: string | null
  after: string | null
  patch: PatchOperation[] | null
  command: string
}

/** The namespaces of a cluster workspace, with the Ingresses of its class in each. */
export type ClusterNamespace = { name: string; ingresses: string[] }

/** The routes of an Ingress that a refused write would have changed, too. */
export type Shared = { ingress: string; routes: string[] }

export type WriteAnswer<K extends ApiKind> = {
  object: ApiObject<K>
  /** Null: nothing changed, so there is no new revision. */
  revision: number | null
  diagnostics: Diagnostic[]
  /** The key that was made for a new credential; it is not shown again. */
  secret?: string
  /** These in a dry run; `touches` of templates. */
  routingDiff?: RoutingChange[]
  routeTests?: TestImpact
  touches?: Touches
  /** In a cluster. */
  kubernetes?: KubernetesChange[]
}

/** One thing that is not as expected; `actual` null: there is none. `listener`: the request arrives nowhere. */
export type TestFailure = { field: keyof Expectation | 'listener'; expected: string | number; actual: string | number | null }
/** `verdict`: one sentence, where the request goes. */
type Judged = { name: string; failures: TestFailure[]; verdict: string }
export type BrokenTest = Judged & { workspace: string }
export type TestResult = Judged & { passed: boolean; route: string | null }
export type TestRun = { items: TestResult[]; passed: number; failed: number; revision: number }
/**
 * What a change means to the stored route tests: `passed` and `failed` count all enabled ones of its workspace after it. Broken
 * and mended ones may be of others, whose names stand before a slash in `mended`.
 */
export type TestImpact = { passed: number; failed: number; broken: BrokenTest[]; mended: string[] }

export type ObjectRef = { kind: ApiKind; name: string }
export type Related = { refersTo: ObjectRef[]; referredBy: ObjectRef[] }

export type PartState = { state: 'listing' | 'following' | 'away' | 'forbidden'; message: string | null; since: string; objects: number }
/**
 * How a cluster is followed. `server` null: not connected yet; `error`: why there is no connection. `mayWrite`: for each of our kinds, why
 * its objects cannot be written; null: they can.
 */
export type ClusterState = { server: string | null; error: string | null; parts: Record<string, PartState>; mayWrite?: Record<string, string | null> }

/** `names`: where it is not allowed for all, those for which it is. */
export type Access = { verb: string; resource: string; namespace: string | null; allowed: boolean; names: string[] }
/** What a trial of a connection found; without `ok`, `problems` says why. */
export type ConnectionTest = { ok: boolean; server: string | null; version: string | null; user: string | null; access: Access[]; problems: string[] }

export type Role = 'viewer' | 'editor' | 'admin'
export type SessionAnswer = { user: { name: string; role: Role; mustChangePassword: boolean }; via: 'session' | 'token' }
export type User = { name: string; role: Role; disabled: boolean; mustChangePassword: boolean; createdAt: string; lastSignInAt: string | null }
export type Token = { name: string; role: Role; createdBy: string; createdAt: string; lastUsedAt: string | null }
export type AuditEntry = { id: string; at: string; actor: string; action: string; subject: string; detail: string; address: string }

export type ProxyState = {
  id: string
  revision: number
  state: 'serving' | 'failed' | 'draining'
  message?: string | null
  lastSeenAt: string
  /** Of the configuration that it serves. */
  digest?: string | null
  ports?: { http: number; https: number; status: number }
}
export type Status = {
  workspace: string
  revision: number
  proxies: ProxyState[]
  /** Of the newest configuration: what all proxies shall serve. */
  digest?: string | null
  controller?: { reachable: boolean; revision: number | null }
  diagnostics: { errors: number; warnings: number }
}

export type Change = { kind: ApiKind; name: string; change: 'created' | 'updated' | 'deleted'; before: unknown; after: unknown }
/** A Kubernetes object before and after a revision, as YAML. */
export type ManifestChange = { ref: KubernetesRef; before: string | null; after: string | null }
export type Revision = { number: number; at: string; actor: string; comment: string; changes: Change[]; manifests?: ManifestChange[] }

/** Totals since the proxies started; only grow. Latency: counts per bucket of LATENCY_BOUNDS_MS, and one above. */
export type Counter = {
  workspace: string
  route: string
  side: 'stable' | 'canary'
  service: string
  target: string
  requests: number
  errors: number
  latency: number[]
  bytesIn: number
  bytesOut: number
}
export type CounterSet = { at: string; counters: Counter[] }
