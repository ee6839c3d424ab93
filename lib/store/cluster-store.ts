import type { Kind } from '#lib/model/kinds.ts'
import { commitToCluster, rehearseInCluster } from './cluster-commit.ts'
import type { ClusterParts } from './cluster-execute.ts'
import { findStored, listedOf, listStored } from './cluster-listing.ts'
import { clusterWrites } from './cluster-manifests.ts'
import { mixedChange } from './cluster-refusals.ts'
import { besideCluster, ROW_KIND } from './cluster-rows.ts'
import type { Change, ListQuery, Page, Store, Stored } from './store.ts'

/** Whether a change is one of rows. @throws {AppError} INVALID for one of both */
function isOfRows({ writes }: Change): boolean {
  const count = writes.filter(({ kind }) => kind === ROW_KIND).length
  if (count > 0 && count < writes.length) throw mixedChange()
  return count > 0
}

/**
 * The `Store` of a Kubernetes workspace: objects are read from its cluster and written there. The database keeps its route tests
 * and its revisions, which are numbered there; `head` counts the changes that were seen of both.
 */
export function clusterStore(workspace: string, parts: ClusterParts): Store {
  const { view, rows } = parts
  const beside = besideCluster(rows)
  const config = async () => (await view.read()).config
  return {
    workspace,
    head: async () => beside.revision(await config()),
    read: async () => beside.merge(await config()),
    async get<K extends Kind>(kind: K, name: string) {
      if (kind === ROW_KIND) return rows.get(kind, name)
      return findStored(await listedOf(view), kind, name) as Stored<K> | null
    },
    async list<K extends Kind>(kind: K, query: ListQuery) {
      if (kind === ROW_KIND) return rows.list(kind, query)
      return listStored(await listedOf(view), kind, query) as Page<Stored<K>>
    },
    commit: async (change) => (isOfRows(change) ? rows.commit(change) : commitToCluster(parts, change)),
    async rehearse(change, options) {
      if (isOfRows(change)) return beside.rehearse(change.writes, await config())
      const rehearsal = await rehearseInCluster(parts, change, options)
      return { ...rehearsal, config: await beside.merge(rehearsal.config) }
    },
    kubernetes: {
      ...clusterWrites(parts),
      async restore(number, options) {
        const restored = await clusterWrites(parts).restore(number, options)
        return { ...restored, config: await beside.merge(restored.config) }
      },
    },
    revisions: (query) => rows.revisions(query),
    revision: (number) => rows.revision(number),
  }
}
