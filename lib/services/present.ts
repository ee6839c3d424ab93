import { createHash, createHmac, randomBytes } from 'node:crypto'
import { manifestYaml } from '#lib/kubernetes/write/show/clean.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import { isKind, SECRET_FIELDS, type Kind, type Model } from '#lib/model/kinds.ts'
import type { Connection } from '#lib/model/workspace.ts'
import { redact } from '#lib/snapshot/redact.ts'
import type { ManifestChange, ObjectChange, Revision, Stored, StoredWorkspace } from '#lib/store/store.ts'
import { certificateFacts } from './certificates/facts.ts'

/** Everything that goes to a client passes through this file: it is the one place that removes secrets. */

/** What stands for a secret in a revision: a diff shows that it changed, not what it is. */
export type Redacted = { redacted: true; fingerprint: string }

const secretsOf = (kind: Kind): readonly string[] => SECRET_FIELDS[kind] ?? []

const fingerprintOf = (value: unknown): string => createHash('sha256').update(String(value)).digest('hex').slice(0, 16)

// A plain digest of a password could be tried at home; with this it tells one from another, and no more.
const unguessable = randomBytes(32)

const redacted = (value: unknown): Redacted => ({
  redacted: true,
  fingerprint: createHmac('sha256', unguessable).update(String(value)).digest('hex').slice(0, 16),
})

/** A field without the private keys that old data may hold in places meant for certificates. */
function withoutKeys(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map(withoutKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, withoutKeys(part)]))
}

/** An object as the API answers it: its fields without secrets, what a certificate says of itself, its version, and what it was read from. */
export function presentObject({ kind, object, version, createdAt, updatedAt, origin, managedBy }: Stored) {
  const open = Object.entries(object).filter(([field]) => !secretsOf(kind).includes(field))
  const shown = Object.fromEntries(open.map(([field, value]: [string, unknown]) => [field, withoutKeys(value)]))
  const facts = kind === 'certificates' ? { facts: certificateFacts(object.cert) } : {}
  return { ...shown, ...facts, name: object.name, version, createdAt, updatedAt, ...(origin ? { origin } : {}), ...(managedBy ? { managedBy } : {}) }
}

/** With its kind, for lists of several kinds. */
export const presentMixed = (stored: Stored) => ({ kind: stored.kind, ...presentObject(stored) })

function presentConnection(connection: Connection) {
  if (connection.type !== 'kubeconfig') return connection
  const { kubeconfig, ...shown } = connection
  return { ...shown, kubeconfigFingerprint: fingerprintOf(kubeconfig) }
}

/** A kubeconfig holds credentials: its fingerprint stands for it. Fields come in one order, for a diff to show what differs. */
export function presentWorkspace({ object, revision, version, createdAt, updatedAt }: StoredWorkspace) {
  const { name, kind, dialect, served, description, ...settings } = object
  const connection = object.kind === 'kubernetes' ? { connection: presentConnection(object.connection) } : {}
  return { name, kind, dialect, served, description, ...settings, ...connection, revision, version, createdAt, updatedAt }
}

function presentSide<K extends Kind>(kind: K, object: Model[K] | null) {
  if (object === null) return null
  return Object.fromEntries(
    Object.entries(object).map(([field, value]: [string, unknown]) => [field, secretsOf(kind).includes(field) ? redacted(value) : withoutKeys(value)]),
  )
}

const presentChange = ({ kind, name, before, after }: ObjectChange) => ({
  kind,
  name,
  change: before === null ? ('created' as const) : after === null ? ('deleted' as const) : ('updated' as const),
  before: presentSide(kind, before),
  after: presentSide(kind, after),
})

const yamlOf = (manifest: RawObject | null) => manifest && manifestYaml(manifest, { hideSecrets: true })

const presentManifest = ({ ref, before, after }: ManifestChange) => ({ ref, before: yamlOf(before), after: yamlOf(after) })

export const presentRevision = ({ number, at, actor, comment, changes, manifests }: Revision) => ({
  number,
  at,
  actor,
  comment,
  changes: changes.map(presentChange),
  ...(manifests ? { manifests: manifests.map(presentManifest) } : {}),
})

const isStoredObject = (value: Stored | StoredWorkspace): value is Stored => 'kind' in value && isKind(value.kind)

/** The details of a stale write: the newer object as any answer has it, or null where it was deleted. */
export function presentStale(details: Record<string, unknown>): Record<string, unknown> {
  const current = (details.current ?? null) as Stored | StoredWorkspace | null
  if (current === null) return { ...details, current }
  return { ...details, current: isStoredObject(current) ? presentObject(current) : presentWorkspace(current) }
}
