import { createHash } from 'node:crypto'
import { objectKeyOf, type ClusterObjects, type Metadata } from '#lib/kubernetes/objects.ts'
import { managedBy } from '#lib/kubernetes/managed-by.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Declared, KubernetesRef } from '#lib/model/routing-config.ts'
import { canonicalJson } from './canonical.ts'
import type { ClusterView, WholeReading } from './cluster-view.ts'
import { pageOfRows } from './page.ts'
import { conditionsOf, facetsOf } from './query.ts'
import type { ListQuery, Page, Stored } from './store.ts'

export type AnyDeclared = Declared<Stored['object']>
type Listed = Pick<WholeReading, 'config' | 'idle' | 'objects'>
type Row = { name: string; createdAt: string; updatedAt: string; declared: AnyDeclared }

/** What a view holds now, with what leads nowhere. */
export async function listedOf(view: ClusterView): Promise<Listed> {
  const { config, objects } = await view.read()
  return { config, objects, idle: view.idle() }
}

/** All objects of a kind, also those that no route leads to. */
export function declaredOf({ config, idle }: Pick<Listed, 'config'> & Partial<Pick<Listed, 'idle'>>, kind: Kind): readonly AnyDeclared[] {
  const more = idle && (kind === 'services' || kind === 'upstreams' || kind === 'certificates') ? idle[kind] : []
  return more.length === 0 ? config[kind] : [...config[kind], ...more]
}

function metadataOf(objects: ClusterObjects, { kind, namespace, name }: KubernetesRef): Metadata | undefined {
  const key = objectKeyOf({ namespace, name })
  if (kind === 'Ingress') return objects.ingresses.get(key)?.metadata
  if (kind === 'Service') return objects.services.get(key)?.metadata
  const secret = objects.secrets.get(key)
  return (typeof secret === 'object' ? secret : objects.ownSecrets.get(key))?.metadata
}

const rowOf = (objects: ClusterObjects, declared: AnyDeclared): Row => {
  const { object, source, createdAt } = declared
  const changed = source.origin && metadataOf(objects, source.origin)?.changedBy?.at
  return { name: object.name, createdAt, updatedAt: changed ?? createdAt, declared }
}

/** `resourceVersion` moves with every write of a status, so a version is the digest of what is shown. */
const versionOf = (object: Stored['object']): string => createHash('sha256').update(canonicalJson(object)).digest('base64url').slice(0, 16)

const storedOfRow = (objects: ClusterObjects, kind: Kind, { name, createdAt, updatedAt, declared }: Row): Stored => {
  const { object, source } = declared
  const metadata = source.origin && metadataOf(objects, source.origin)
  const kept = source.origin ? { origin: source.origin, managedBy: metadata ? managedBy(metadata) : null } : {}
  return { kind, name, object, version: versionOf(object), createdAt, updatedAt, ...kept } as Stored
}

export const storedOf = (objects: ClusterObjects, kind: Kind, declared: AnyDeclared): Stored => storedOfRow(objects, kind, rowOf(objects, declared))

export function findStored(listed: Listed, kind: Kind, name: string): Stored | null {
  const found = declaredOf(listed, kind).find(({ object }) => object.name === name)
  return found ? storedOf(listed.objects, kind, found) : null
}

/** What an object is found by, made once: the reader gives the same object for as long as nothing in it changed. */
const facets = new WeakMap<AnyDeclared, ReturnType<typeof facetsOf>>()

function facetsOfDeclared(kind: Kind, declared: AnyDeclared): ReturnType<typeof facetsOf> {
  const known = facets.get(declared)
  if (known) return known
  const made = facetsOf(kind, declared.object)
  facets.set(declared, made)
  return made
}

/** `Store.list` of what was read of a cluster. */
export function listStored(listed: Listed, kind: Kind, query: ListQuery): Page<Stored> {
  const { contains, disabled } = conditionsOf(query.q ?? '')
  const names = query.names && new Set(query.names)
  const rows = declaredOf(listed, kind).filter((declared) => {
    if (names?.has(declared.object.name) === false) return false
    if (contains.length === 0 && !disabled) return true
    const found = facetsOfDeclared(kind, declared)
    return !(disabled && found.enabled) && contains.every(({ facet, text }) => found[facet].includes(text))
  })
  const page = pageOfRows(rows.map((declared) => rowOf(listed.objects, declared)), query)
  return { ...page, items: page.items.map((row) => storedOfRow(listed.objects, kind, row)) }
}
