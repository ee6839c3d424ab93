import type { Kind, Model } from '#lib/model/kinds.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { KubernetesWorkspace } from '#lib/model/workspace.ts'
import type { ManagedBy } from '../managed-by.ts'
import type { ClusterObjects } from '../objects.ts'
import type { Reading } from '../read/read-cluster.ts'

/** A Kubernetes object with all its fields, as the API server sends it. */
export type RawObject = { apiVersion: string; kind: string; metadata: RawMetadata; [field: string]: unknown }

export type RawMetadata = {
  name: string
  namespace?: string
  annotations?: Record<string, string>
  labels?: Record<string, string>
  resourceVersion?: string
  uid?: string
  managedFields?: ManagedFieldsEntry[]
  [field: string]: unknown
}

/** `meta/v1` ManagedFieldsEntry. */
export type ManagedFieldsEntry = { manager?: string; operation?: 'Apply' | 'Update'; time?: string; subresource?: string; fieldsV1?: Record<string, unknown> }

/** `Ingress shop/web`: names an object among those of one cluster. */
export const refKey = ({ kind, namespace, name }: KubernetesRef): string => `${kind} ${namespace}/${name}`

/** What an object of ours shall be; null: it shall not be there. */
export type Wanted = { [K in Kind]: { kind: K; name: string; object: Model[K] | null } }[Kind]

/** Why something that is wanted cannot be written: at which field of it, and what to do. English, complete; `params` word it in other languages. */
export type WriteIssue = {
  /** Place in the list of what is wanted. */
  wanted: number
  /** In our object: `['targets', 0, 'weight']`. */
  path: (string | number)[]
  code: WriteIssueCode
  message: string
  params: Record<string, string | number>
}

export const WRITE_ISSUE_CODES = [
  /** The dialect or Kubernetes has no place for the value. */
  'NOT_SAYABLE',
  /** The field is one annotation for all routes of an Ingress, and others would change, too. `params.ingress`, `params.routes` (comma-separated). */
  'SHARED',
  /** What would be read back is something else. */
  'NOT_KEPT',
  /** It is made of something else: pods, Secrets of users, names of certificates. */
  'DERIVED',
  /** A name that no Kubernetes object can have, or of an object that is somewhere else. */
  'NAME',
  /** The API server, or an admission plugin or webhook, refuses it. */
  'REFUSED_BY_CLUSTER',
] as const
export type WriteIssueCode = (typeof WRITE_ISSUE_CODES)[number]

/** What a plan is made from. Everything in it is data. */
export type World = {
  workspace: Pick<KubernetesWorkspace, 'name' | 'dialect' | 'ingressClass' | 'namespaces'>
  /** What routing is read from, with the objects of `raw` in their newest version. */
  objects: ClusterObjects
  reading: Reading
  /** By refKey(): every object that `refsOf` asked for; null: it is not there. */
  raw: ReadonlyMap<string, RawObject | null>
}

/** One Kubernetes object before and after. Never both null. */
export type Edit = { ref: KubernetesRef; before: RawObject | null; after: RawObject | null }

/** `names`: by place in what is wanted, the name under which it will be read back, where it was put. */
export type Plan = { edits: Edit[]; issues: WriteIssue[]; names: ReadonlyMap<number, string> }

export type PlanOptions = {
  /** Fields that all routes of an Ingress share may be changed for all of them. */
  allowShared: boolean
}

export type JsonPatch = ({ op: 'add' | 'replace' | 'test'; path: string; value: unknown } | { op: 'remove'; path: string })[]

/** What a write does to one Kubernetes object, for people: YAML without what the server fills in, and without what Secrets hold. */
export type KubernetesChange = {
  ref: KubernetesRef
  action: 'create' | 'update' | 'delete'
  /** How it is sent: server-side apply for objects of ours, JSON Patch with `test` for those of others. */
  method: 'create' | 'apply' | 'patch' | 'delete'
  managedBy: ManagedBy
  before: string | null
  after: string | null
  patch: JsonPatch | null
  /** A command that does the same by hand. */
  command: string
}
