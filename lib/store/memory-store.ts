import { Workspace } from '#lib/model/workspace.ts'
import { canonicalJson } from './canonical.ts'
import { memoryStore, newMemoryWorkspace, type MemoryWorkspace } from './memory-workspace.ts'
import type { RowStores } from './row-store.ts'
import type { StoredWorkspace } from './store.ts'
import { byAge, DEFAULT_WORKSPACE, defaultIsKept, noSuchWorkspace, staleWorkspace, workspaceExists } from './workspace-rules.ts'

const stored = (rows: MemoryWorkspace): StoredWorkspace => ({
  object: structuredClone(rows.object),
  revision: rows.revisions.length,
  version: String(rows.version),
  createdAt: rows.createdAt,
  updatedAt: rows.updatedAt,
})

/** Stores that live as long as the process: for tests. They hold the workspace `default`. */
export function memoryStores(clock: () => Date = () => new Date()): RowStores {
  const workspaces = new Map<string, MemoryWorkspace>()
  const found = (name: string, expect = 'any') => {
    const rows = workspaces.get(name)
    if (!rows) throw noSuchWorkspace(name)
    if (expect !== 'any' && expect !== String(rows.version)) throw staleWorkspace(stored(rows))
    return rows
  }
  const add = (object: Workspace) => {
    const rows = newMemoryWorkspace(object, clock().toISOString())
    workspaces.set(object.name, rows)
    return rows
  }
  add(Workspace.parse({ name: DEFAULT_WORKSPACE }))
  return {
    workspaces: async () => [...workspaces.values()].map(stored).sort(byAge),
    async open(name) {
      found(name)
      return memoryStore(name, () => found(name), clock)
    },
    cluster: async () => null,
    async createWorkspace(object) {
      if (workspaces.has(object.name)) throw workspaceExists(object.name)
      return stored(add(object))
    },
    async updateWorkspace(object, expect) {
      const rows = found(object.name, expect)
      if (canonicalJson(object) !== canonicalJson(rows.object)) {
        Object.assign(rows, { object: structuredClone(object), version: rows.version + 1, updatedAt: clock().toISOString() })
      }
      return stored(rows)
    },
    async deleteWorkspace(name, expect) {
      if (name === DEFAULT_WORKSPACE) throw defaultIsKept()
      found(name, expect)
      workspaces.delete(name)
    },
    watch: async () => async () => {},
    close: async () => {},
  }
}
