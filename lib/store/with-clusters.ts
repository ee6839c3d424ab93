import { createHash } from 'node:crypto'
import { clusterStore } from './cluster-store.ts'
import { openClusterView, type ClusterLog, type ClusterView } from './cluster-view.ts'
import type { RowStores } from './row-store.ts'
import type { Store, StoredWorkspace, Stores } from './store.ts'
import { noSuchWorkspace } from './workspace-rules.ts'

/** Which objects of which cluster a workspace reads. One that was deleted and made again counts from the beginning. */
export function clusterKey({ object, createdAt }: StoredWorkspace): string {
  if (object.kind !== 'kubernetes') return ''
  const { connection, namespaces, ingressClass, dialect } = object
  return createHash('sha256').update(JSON.stringify([createdAt, connection, namespaces, ingressClass, dialect])).digest('base64url')
}

/** Adds the workspaces whose objects live in clusters to those of a database. Each cluster is followed from its first use on. */
export function withClusters(stores: RowStores, log: ClusterLog): Stores {
  const views = new Map<string, { key: string; view: ClusterView; store: Store | null }>()
  const listeners = new Set<(workspace: string) => void>()

  const drop = (name: string) => {
    const closing = views.get(name)?.view.close()
    views.delete(name)
    closing?.catch((err: unknown) => log.warn({ err, workspace: name }, 'the connection to a cluster did not close'))
  }

  function viewOf(row: StoredWorkspace): ClusterView | null {
    const { object } = row
    if (object.kind !== 'kubernetes') return null
    const { name } = object
    const key = clusterKey(row)
    const known = views.get(name)
    if (known?.key === key) return known.view
    drop(name)
    const onChange = () => listeners.forEach((listener) => listener(name))
    const view = openClusterView({ workspace: object, log, onChange })
    views.set(name, { key, view, store: null })
    return view
  }

  async function find(name: string): Promise<StoredWorkspace> {
    const found = (await stores.workspaces()).find(({ object }) => object.name === name)
    if (!found) throw noSuchWorkspace(name)
    return found
  }

  return {
    ...stores,
    async workspaces() {
      const rows = await stores.workspaces()
      const names = new Set(rows.map(({ object }) => object.name))
      for (const name of views.keys()) if (!names.has(name)) drop(name)
      return rows.map((row) => (row.object.kind === 'kubernetes' ? { ...row, revision: views.get(row.object.name)?.view.head() ?? 0 } : row))
    },
    async open(name) {
      const view = viewOf(await find(name))
      const rows = await stores.open(name)
      if (!view) return rows
      const held = views.get(name)!
      return (held.store ??= clusterStore(name, { view, rows }))
    },
    cluster: async (name) => viewOf(await find(name)),
    async watch(onChange) {
      listeners.add(onChange)
      const stop = await stores.watch(onChange)
      return async () => {
        listeners.delete(onChange)
        await stop()
      }
    },
    async close() {
      await Promise.all([...views.values()].map(({ view }) => view.close()))
      await stores.close()
    },
  }
}
