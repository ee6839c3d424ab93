import type { Node } from 'yaml'

/** Why something of a manifest was changed, in words for people. Other languages word them by their codes. */
export const CHANGE_REASONS = {
  VERSION: 'This version is served by clusters before 1.22 alone; networking.k8s.io/v1 by 1.19 and later.',
  VERSION_INHERITED: 'An item of a list was read as its list says; in v1 each says its version and kind itself.',
  BACKEND: 'v1 names the service and its port in a field of their own.',
  PORT_IN_QUOTES: 'v1 names the service and its port in a field of their own; a port of digits is a number there, with or without quotes.',
  DEFAULT_BACKEND: 'In v1 the backend of everything that no rule takes is called defaultBackend.',
  PATH_TYPE: 'v1 asks for a path type; without one, the older version meant ImplementationSpecific: the controller decides.',
  PATH_TYPE_WITHOUT_PATH: 'v1 asks for a path type; a path may be left out with ImplementationSpecific alone, and all paths are meant.',
  CLASS_ANNOTATION: 'v1 has a field for the class, and the annotation is deprecated. An IngressClass of this name must be in the cluster.',
  CLASS_ANNOTATION_TWICE: 'The field says the same; the annotation is deprecated.',
  PARAMETERS_SCOPE: 'The default, written out: parameters are an object of the cluster.',
  STATUS: 'Written by the controller, not by whoever applies the manifest.',
  SERVER_FIELD: 'Set by the API server; a manifest that carries it may be refused.',
  LAST_APPLIED: 'Written by kubectl for itself; it would hold the older version.',
  ALIASES: 'Anchors and aliases were written out, so that each place could be converted; comments of this document are lost.',
} as const satisfies Record<string, string>
export type ChangeReason = keyof typeof CHANGE_REASONS

/** What is wrong with a manifest, with places for what it speaks of. Errors: cannot be read, or the API server refuses it. */
export const PROBLEMS = {
  YAML: ['error', 'This is not YAML: {detail}.'],
  TEMPLATE: ['error', 'This looks like a template of Helm; render it first (helm template), then import what comes of it.'],
  ALIASES: ['error', 'Aliases in this document multiply without end, or name no anchor; it was left as it is.'],
  DOCUMENT_TOO_LONG: ['error', 'This document has {size} characters, and at most {limit} are read at once; divide it into several, with --- between them.'],
  SECRET_BESIDE_ALIASES: ['error', 'A Secret and aliases stand in one document; put the Secret into one of its own. This one was left as it is.'],
  NOT_AN_OBJECT: ['warning', 'Not a Kubernetes object: apiVersion and kind are missing. It was left as it is.'],
  VERSION_UNKNOWN: ['error', '{kind} has no version {version}; it was left as it is.'],
  VERSION_GONE: ['warning', '{version} is no longer served by clusters since 1.22, and {kind} is not converted here. It was left as it is.'],
  NAME_MISSING: ['error', 'metadata.name is missing.'],
  SPEC_EMPTY: ['error', 'Neither rules nor a default backend: the API server refuses that.'],
  PATHS_EMPTY: ['error', 'paths must hold at least one path.'],
  PATH_TYPE_UNKNOWN: ['error', '{value} is no path type: Exact, Prefix or ImplementationSpecific.'],
  PATH_NOT_ABSOLUTE: ['error', 'The path must begin with a slash.'],
  PATH_INVALID: ['error', 'A path of this type must not hold “{part}”.'],
  HOST_INVALID: ['error', '{value} is no host: a DNS name in lower case, or *. and one; no address and no port.'],
  BACKEND_EMPTY: ['error', 'The backend names neither a service nor a resource.'],
  BACKEND_TWICE: ['error', 'Both forms stand here, {old} and {new}; it was left as it is. Take one away.'],
  SERVICE_NAME_MISSING: ['error', 'serviceName is missing.'],
  SERVICE_PORT_MISSING: ['error', 'servicePort is missing.'],
  PORT_INVALID: ['error', '{value} is no port: a number from 1 to 65535, or a name of at most 15 letters, digits and dashes.'],
  CLASS_NAME_INVALID: ['warning', 'The annotation kubernetes.io/ingress.class was kept: {value} is no name that an IngressClass can have.'],
  CLASS_CONFLICT: ['error', 'The annotation kubernetes.io/ingress.class says {annotation}, ingressClassName says {field}: the API server refuses that. Take one away.'],
  FOREIGN_ANNOTATION: ['warning', '{name} is read by another controller, not by Sluice: what it asks for is not done.'],
  CLASS_NOT_SERVED: ['warning', 'It is of the class {value}; this workspace serves the class {served} and would leave it alone.'],
  PORT_UNKNOWN: ['warning', 'Which number the port {port} of the Service {name} has stands in that Service, which is not in this text; put it in.'],
  WRONG_SHAPE: ['error', 'This must be a {shape}; it was left as it is.'],
} as const satisfies Record<string, readonly ['error' | 'warning', string]>
export type ProblemCode = keyof typeof PROBLEMS

/** A place in the text that was given, from 1. */
export type Place = { line: number; column: number }

export type Change = {
  /** As the API server writes it: `spec.rules[0].http.paths[1].backend`. */
  path: string
  /** One line each; null: there was, or is, nothing. */
  before: string | null
  after: string | null
  reason: ChangeReason
  why: string
  line: number
}

export type Problem = Place & {
  path: string
  code: ProblemCode
  severity: 'error' | 'warning'
  message: string
  params: Record<string, string>
}

/** Where one object is looked at: what is found is noted with its place. */
export type Notes = {
  readonly changes: Change[]
  readonly problems: Problem[]
  /** The place of a node of the document in the text that was given. */
  place: (node: Node | null | undefined) => Place
}

const step = (path: string, key: string | number): string =>
  typeof key === 'number' ? `${path}[${key}]` : /[./]/.test(key) ? `${path}["${key}"]` : path === '' ? key : `${path}.${key}`

/** A place below another; a key with a dot or a slash stands in brackets. */
export const under = (path: string, ...keys: (string | number)[]): string => keys.reduce<string>(step, path)

type Changed = { path: string; before: string | null; after: string | null; reason: ChangeReason; at: Node | null | undefined }

export function noteChange(notes: Notes, { at, ...change }: Changed): void {
  notes.changes.push({ ...change, why: CHANGE_REASONS[change.reason], line: notes.place(at).line })
}

/** A problem in words: the places of its text filled in. */
export function problemOf(code: ProblemCode, path: string, place: Place, params: Record<string, string> = {}): Problem {
  const [severity, text] = PROBLEMS[code]
  return { path, code, severity, message: text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? ''), params, ...place }
}

export function noteProblem(notes: Notes, code: ProblemCode, path: string, at: Node | null | undefined, params?: Record<string, string>): void {
  notes.problems.push(problemOf(code, path, notes.place(at), params))
}
