import { SECRET_FIELDS, type Kind, type Model } from '#lib/model/kinds.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'

/** The kinds whose bodies hold secrets. */
export const SECRET_KINDS = Object.keys(SECRET_FIELDS) as Kind[]

function mapSecrets<T extends object>(kind: Kind, object: T, map: (text: string) => string): T {
  const secret: readonly string[] = SECRET_FIELDS[kind] ?? []
  if (secret.length === 0) return object
  return Object.fromEntries(
    Object.entries(object).map(([field, value]) => [field, secret.includes(field) && typeof value === 'string' ? map(value) : value]),
  ) as T
}

/** An object as the database keeps it: JSON, in which each secret is sealed. */
export const toBody = (box: SecretBox, kind: Kind, object: object): string => JSON.stringify(mapSecrets(kind, object, box.seal))

/** @throws {Error} if a secret is sealed under a key that the box does not have */
export const fromBody = <K extends Kind>(box: SecretBox, kind: K, body: string): Model[K] =>
  mapSecrets(kind, JSON.parse(body) as Model[K], box.open)

/** The kind of Kubernetes objects that are sealed as a whole: annotations may repeat what they hold. */
export const SECRET_MANIFEST = 'Secret'

/** A Kubernetes object as the database keeps it. */
export const toManifest = (box: SecretBox, kind: string, object: RawObject): string => {
  const text = JSON.stringify(object)
  return kind === SECRET_MANIFEST ? box.seal(text) : text
}

/** @throws {Error} if it is sealed under a key that the box does not have */
export const fromManifest = (box: SecretBox, kind: string, body: string): RawObject =>
  JSON.parse(kind === SECRET_MANIFEST ? box.open(body) : body) as RawObject
