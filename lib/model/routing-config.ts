import type { Kind, Model } from './kinds.ts'
import type { Dialect } from './workspace.ts'

/** Which row or which Kubernetes object declared something. `kind` is one of ours in a database workspace. */
export type SourceRef = { workspace: string; kind: string; name: string; namespace?: string }

export type Declared<T> = { object: T; source: SourceRef; createdAt: string }

/** All declared objects of one workspace, as data. */
export type RoutingConfig = {
  workspace: string
  dialect: Dialect
  revision: number
} & { [K in Kind]: Declared<Model[K]>[] }

export type Severity = 'error' | 'warning'

export const DIAGNOSTIC_CODES = [
  'NOT_SERVED_YET',
  'DANGLING_REFERENCE',
  'REGEX_REFUSED',
  'CERTIFICATE_INVALID',
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
  'NO_TARGETS',
  'DISABLED_SERVICE',
  'NO_LISTENER',
  'NOT_COMPILED',
  'NOT_IN_DIALECT',
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
