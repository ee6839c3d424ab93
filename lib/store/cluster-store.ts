import { createHash } from 'node:crypto'
import { AppError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Declared } from '#lib/model/routing-config.ts'
import { canonicalJson } from './canonical.ts'
import type { ClusterView } from './cluster-view.ts'
import { pageOfRows } from './page.ts'
import { conditionsOf, facetsOf } from './query.ts'
import type { Store, Stored } from './store.ts'

type Row = { name: string; createdAt: string; updatedAt: string; declared: Declared<Stored['object']> }

const rowOf = (declared: Declared<Stored['object']>): Row => ({
  name: declared.object.name,
  createdAt: declared.createdAt,
  // A cluster does not say when an object changed.
  updatedAt: declared.createdAt,
  declared,
})

/** `resourceVersion` moves with every write of a status, so a version is the digest of what is shown. */
const versionOf = (object: Stored['object']): string => createHash('sha256').update(canonicalJson(object)).digest('base64url').slice(0, 16)

const storedOf = (kind: Kind, { name, createdAt, updatedAt, declared }: Row): Stored => {
  const { object, source } = declared
  return { kind, name, object, version: versionOf(object), createdAt, updatedAt, ...(source.origin ? { origin: source.origin } : {}) } as Stored
}

/** What an object is found by, made once: the reader gives the same object for as long as nothing in it changed. */
const facets = new WeakMap<Declared<Stored['object']>, ReturnType<typeof facetsOf>>()

function facetsOfDeclared(kind: Kind, declared: Declared<Stored['object']>): ReturnType<typeof facetsOf> {
  const known = facets.get(declared)
  if (known) return known
  const made = facetsOf(kind, declared.object)
  facets.set(declared, made)
  return made
}

/** The `Store` of a Kubernetes workspace: what was read of its cluster. Its objects are changed there. */
export function clusterStore(workspace: string, view: ClusterView): Store {
  const declaredOf = async (kind: Kind) => (await view.read()).config[kind] as Declared<Stored['object']>[]
  return {
    workspace,
    async head() {
      return (await view.read()).config.revision
    },
    read: async () => (await view.read()).config,
    async get<K extends Kind>(kind: K, name: string) {
      const found = (await declaredOf(kind)).find(({ object }) => object.name === name)
      return found ? (storedOf(kind, rowOf(found)) as Stored<K>) : null
    },
    async list<K extends Kind>(kind: K, query: Parameters<Store['list']>[1]) {
      const { contains, disabled } = conditionsOf(query.q ?? '')
      const names = query.names && new Set(query.names)
      const rows = (await declaredOf(kind)).filter((declared) => {
        if (names?.has(declared.object.name) === false) return false
        if (contains.length === 0 && !disabled) return true
        const found = facetsOfDeclared(kind, declared)
        return !(disabled && found.enabled) && contains.every(({ facet, text }) => found[facet].includes(text))
      })
      const page = pageOfRows(rows.map(rowOf), query)
      return { ...page, items: page.items.map((row) => storedOf(kind, row) as Stored<K>) }
    },
    async commit() {
      throw new AppError('FORBIDDEN', `The objects of workspace "${workspace}" live in its cluster; change them there, with kubectl`, [], { readOnly: true })
    },
    revisions: async () => ({ items: [], next: null, total: 0 }),
    revision: async () => null,
  }
}
