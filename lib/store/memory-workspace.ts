import { KIND_NAMES, type Kind, type Model } from '#lib/model/kinds.ts'
import { builtInListeners } from '#lib/model/listener.ts'
import { referencesOf } from '#lib/model/references.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'
import { routingDialect, type Workspace } from '#lib/model/workspace.ts'
import { refuseRivals, routesOfActive } from './canary-rule.ts'
import { limitOf, numberCursor, numberPosition, pageOfRows } from './page.ts'
import { changeOf, planWrites, type Planned } from './plan.ts'
import { conditionsOf, facetsOf } from './query.ts'
import { danglingReferences, objectKey, stillReferredTo } from './refusals.ts'
import { lastOf, manifestsAfter } from './memory-manifests.ts'
import type { RowStore } from './row-store.ts'
import type { Change, Commit, Revision, Store, Stored } from './store.ts'

/** The rows of one workspace. A commit replaces the map as a whole, so a refused one leaves nothing behind. */
export type MemoryWorkspace = {
  object: Workspace
  version: number
  createdAt: string
  updatedAt: string
  objects: Map<string, Stored>
  revisions: Revision[]
}

const storedOf = (kind: Kind, object: Model[Kind], revision: number, createdAt: string, updatedAt: string) =>
  ({ kind, name: object.name, object: structuredClone(object), version: String(revision), createdAt, updatedAt }) as Stored

/** A new workspace, which holds the built-in listeners and has revision 0. */
export function newMemoryWorkspace(object: Workspace, now: string): MemoryWorkspace {
  const objects = builtInListeners().map((listener) => storedOf('listeners', listener, 0, now, now))
  return {
    object: structuredClone(object),
    version: 1,
    createdAt: now,
    updatedAt: now,
    objects: new Map(objects.map((stored) => [objectKey(stored), stored])),
    revisions: [],
  }
}

function checkReferences(planned: Planned[], objects: Map<string, Stored>): void {
  const dangling = planned.flatMap(({ kind, name, after }) =>
    after === null
      ? []
      : referencesOf(kind, after)
          .filter((to) => !objects.has(objectKey(to)))
          .map((to) => ({ from: { kind, name }, to })),
  )
  if (dangling.length > 0) throw danglingReferences(dangling)
  const deleted = new Set(planned.filter((item) => item.after === null).map(objectKey))
  if (deleted.size === 0) return
  const referrers = [...objects.values()].filter(({ kind, object }) => referencesOf(kind, object).some((to) => deleted.has(objectKey(to))))
  if (referrers.length > 0) throw stillReferredTo(referrers)
}

/** Canaries, those that are there already first, so that a refusal names them. */
function oldFirst(planned: Planned[], objects: Stored[]) {
  const written = new Set(planned.map(objectKey))
  return objects
    .toSorted((a, b) => Number(written.has(objectKey(a))) - Number(written.has(objectKey(b))))
    .flatMap((stored) => (stored.kind === 'canaries' ? [stored.object] : []))
}

/**
 * The `Store` of one workspace in memory.
 * @param find the rows; it throws NOT_FOUND once the workspace is deleted
 */
export function memoryStore(workspace: string, find: () => MemoryWorkspace, clock: () => Date): RowStore {
  const of = (kind: Kind) => [...find().objects.values()].filter((stored) => stored.kind === kind)

  function commit({ actor, comment, writes }: Change): Commit {
    const rows = find()
    const planned = planWrites(writes, (kind, name) => rows.objects.get(objectKey({ kind, name })) ?? null)
    const number = rows.revisions.length + 1
    const at = clock().toISOString()
    const next = new Map(rows.objects)
    for (const item of planned) {
      if (item.after === null) next.delete(objectKey(item))
      else next.set(objectKey(item), storedOf(item.kind, item.after, number, item.createdAt ?? at, at))
    }
    checkReferences(planned, next)
    refuseRivals(routesOfActive(planned), oldFirst(planned, [...next.values()]))
    if (planned.length > 0) {
      rows.objects = next
      rows.revisions.push(structuredClone({ number, at, actor, comment, changes: planned.map(changeOf) }))
    }
    const written = new Set(writes.filter((write) => write.op === 'put').map(objectKey))
    const objects = [...written].map((key) => rows.objects.get(key)).filter((stored) => stored !== undefined)
    return { revision: planned.length > 0 ? number : null, objects: structuredClone(objects) }
  }

  return {
    workspace,
    head: async () => find().revisions.length,
    commit: async (change) => commit(change),
    async read() {
      const { object: settings, revisions } = find()
      const declared = (kind: Kind) =>
        pageAll(of(kind)).map(({ object, name, createdAt }) => ({ object, source: { workspace, kind, name }, createdAt }))
      const lists = Object.fromEntries(KIND_NAMES.map((kind) => [kind, declared(kind)]))
      return structuredClone({ workspace, dialect: routingDialect(settings), revision: revisions.length, ...lists }) as RoutingConfig
    },
    get: async <K extends Kind>(kind: K, name: string) =>
      structuredClone(find().objects.get(objectKey({ kind, name })) ?? null) as Stored<K> | null,
    async list<K extends Kind>(kind: K, query: Parameters<Store['list']>[1]) {
      const { contains, disabled } = conditionsOf(query.q ?? '')
      const names = query.names && new Set(query.names)
      const found = of(kind).filter((stored) => {
        const facets = facetsOf(stored.kind, stored.object)
        if (names?.has(stored.name) === false || (disabled && facets.enabled)) return false
        return contains.every(({ facet, text }) => facets[facet].includes(text))
      })
      return structuredClone(pageOfRows(found as Stored<K>[], query))
    },
    async revisions({ limit, cursor, kind, name }) {
      const count = limitOf(limit)
      const before = numberPosition(cursor)
      const isAny = kind === undefined && name === undefined
      const all = find().revisions.filter(
        ({ changes }) => isAny || changes.some((change) => (kind === undefined || change.kind === kind) && (name === undefined || change.name === name)),
      )
      const rest = all.filter((revision) => before === null || revision.number < before).reverse()
      const items = structuredClone(rest.slice(0, count))
      return { items, next: rest.length > count ? numberCursor(items.at(-1)!.number) : null, total: all.length }
    },
    revision: async (number) => structuredClone(find().revisions[number - 1] ?? null),
    async record({ manifests, ...revision }) {
      const { revisions } = find()
      const number = revisions.length + 1
      const added = { number, at: clock().toISOString(), ...revision, ...(manifests.length > 0 ? { manifests } : {}) }
      revisions.push(structuredClone(added) as Revision)
      return number
    },
    manifestsAt: async (number, of) => structuredClone(manifestsAfter(find().revisions, number, of)),
    lastManifest: async (ref) => structuredClone(lastOf(find().revisions, ref)),
  }
}

const pageAll = (stored: Stored[]) => stored.sort((a, b) => (a.name < b.name ? -1 : 1))
