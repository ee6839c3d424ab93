import type { Kind, Model } from './kinds.ts'
import type { Dialect } from './workspace.ts'

/** A Kubernetes object, by its kind there: `Ingress`, `Service`, `Secret`. */
export type KubernetesRef = { kind: string; namespace: string; name: string }

/**
 * Which object declared something: one of ours by kind and name, or a Kubernetes object that none of ours was read from, with its
 * namespace. `origin` is the Kubernetes object that ours was read from.
 */
export type SourceRef = { workspace: string; kind: string; name: string; namespace?: string; origin?: KubernetesRef }

export type Declared<T> = { object: T; source: SourceRef; createdAt: string }

/** All declared objects of one workspace, as data. */
export type RoutingConfig = {
  workspace: string
  dialect: Dialect
  revision: number
  /** What was found wrong while it was read, where reading is more than parsing: in a cluster. */
  diagnostics?: Diagnostic[]
} & { [K in Kind]: Declared<Model[K]>[] }

export type Severity = 'error' | 'warning'

export const DIAGNOSTIC_CODES = [
  'NOT_SERVED_YET',
  'DANGLING_REFERENCE',
  'REGEX_REFUSED',
  'CERTIFICATE_INVALID',
  'CLIENT_AUTHORITY_INVALID',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_EXPIRES_SOON',
  'CERTIFICATE_MISSING',
  'CERTIFICATE_NAME_MISMATCH',
  'LISTENER_CONFLICT',
  'HOST_TAKEN',
  'ROUTE_CONFLICT',
  'ROUTE_SHADOWED',
  'ROUTE_MAY_BE_SHADOWED',
  'CANARY_CONFLICT',
  'CREDENTIAL_CONFLICT',
  'NO_TARGETS',
  'NO_SERVICE',
  'DISABLED_SERVICE',
  'NO_LISTENER',
  'NOT_COMPILED',
  'NOT_IN_DIALECT',
  'BACKEND_NOT_FOUND',
  'BACKEND_PORT_NOT_FOUND',
  'BACKEND_NOT_SUPPORTED',
  'SECRET_NOT_FOUND',
  'SECRET_FORBIDDEN',
  'SECRET_INVALID',
  'ANNOTATION_INVALID',
  'ANNOTATION_UNKNOWN',
  'ANNOTATION_NOT_HONOURED',
  'CANARY_UNPAIRED',
  'PATH_READ_AS_REGEX',
  'PATH_TAKEN',
  'TLS_NAME_TAKEN',
  'CLASS_NOT_FOUND',
  'CLASS_PARAMETERS_NOT_FOUND',
] as const
export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number]

/** An error or warning that names what declared it and the field. `params` word it in the reader's language. */
export type Diagnostic = {
  code: DiagnosticCode
  severity: Severity
  source: SourceRef
  /** Dotted, as in the form: `targets.0.weight`. Absent: the whole object. */
  field?: string
  /** English, complete: what is wrong and what to do. */
  message: string
  params: Record<string, string | number>
}
