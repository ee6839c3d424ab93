import { builtInListeners } from '#lib/model/listener.ts'
import type { Workspace } from '#lib/model/workspace.ts'
import type { SecretBox } from '#lib/secret.ts'
import { canonicalJson } from './canonical.ts'
import { lockExclusively, notifyChanged, type Database, type Transaction } from './database.ts'
import { prismaStore, type HeldRows } from './prisma-store.ts'
import { rowOf } from './rows.ts'
import type { RowStores } from './row-store.ts'
import type { StoredWorkspace } from './store.ts'
import { watchPostgres } from './watch-postgres.ts'
import { fromWorkspaceRow, toWorkspaceRow, type WorkspaceRow } from './workspace-row.ts'
import { byAge, DEFAULT_WORKSPACE, defaultIsKept, noSuchWorkspace, staleWorkspace, workspaceExists } from './workspace-rules.ts'

type Counted = { version: number; revision: number; createdAt: Date; updatedAt: Date }

const storedOf = (box: SecretBox, { version, revision, createdAt, updatedAt, ...row }: WorkspaceRow & Counted): StoredWorkspace => ({
  object: fromWorkspaceRow(box, row),
  revision,
  version: String(version),
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

async function insert(transaction: Transaction, box: SecretBox, object: Workspace, at: Date): Promise<StoredWorkspace> {
  const row = await transaction.workspace.create({ data: { ...toWorkspaceRow(box, object), createdAt: at, updatedAt: at } })
  const listeners = builtInListeners().map((listener) => rowOf(box, object.name, 'listeners', listener, 0, at, at))
  await transaction.routingObject.createMany({ data: listeners })
  return storedOf(box, row)
}

/** @throws {AppError} NOT_FOUND, STALE_VERSION */
async function find(transaction: Transaction, box: SecretBox, name: string, expect: string): Promise<StoredWorkspace> {
  const row = await transaction.workspace.findUnique({ where: { name } })
  if (!row) throw noSuchWorkspace(name)
  const stored = storedOf(box, row)
  if (expect !== 'any' && expect !== stored.version) throw staleWorkspace(stored)
  return stored
}

/**
 * The workspaces of a database; makes the first ones if there is no `default` yet, also when several open at once.
 * @param first `default` and what comes with it
 */
export async function prismaStores(db: Database, box: SecretBox, clock: () => Date, first: Workspace[]): Promise<RowStores> {
  const alone = <T>(work: (transaction: Transaction) => Promise<T>) =>
    db.write(async (transaction) => {
      await lockExclusively(db, transaction)
      return work(transaction)
    })
  const exists = (client: Transaction, name: string) => client.workspace.count({ where: { name } }).then((count) => count > 0)

  if (!(await exists(db.reader, DEFAULT_WORKSPACE))) {
    await alone(async (transaction) => {
      if (await exists(transaction, DEFAULT_WORKSPACE)) return
      const now = clock().getTime()
      for (const [place, workspace] of first.entries()) await insert(transaction, box, workspace, new Date(now + place))
    })
  }
  const held = new Map<string, HeldRows>()
  const workspaces = async () => (await db.reader.workspace.findMany()).map((row) => storedOf(box, row)).sort(byAge)
  return {
    workspaces,
    async open(name) {
      if (!(await exists(db.reader, name))) throw noSuchWorkspace(name)
      const rows = held.get(name) ?? new Map()
      held.set(name, rows)
      return prismaStore(db, box, name, clock, rows)
    },
    cluster: async () => null,
    createWorkspace: (object) =>
      alone(async (transaction) => {
        if (await exists(transaction, object.name)) throw workspaceExists(object.name)
        await notifyChanged(db, transaction, object.name)
        return insert(transaction, box, object, clock())
      }),
    updateWorkspace: (object, expect) =>
      alone(async (transaction) => {
        const before = await find(transaction, box, object.name, expect)
        if (canonicalJson(before.object) === canonicalJson(object)) return before
        await notifyChanged(db, transaction, object.name)
        const data = { ...toWorkspaceRow(box, object), version: { increment: 1 }, updatedAt: clock() }
        return storedOf(box, await transaction.workspace.update({ where: { name: object.name }, data }))
      }),
    async deleteWorkspace(name, expect) {
      if (name === DEFAULT_WORKSPACE) throw defaultIsKept()
      await alone(async (transaction) => {
        await find(transaction, box, name, expect)
        await notifyChanged(db, transaction, name)
        await transaction.workspace.delete({ where: { name } })
      })
    },
    async watch(onChange) {
      if (db.provider === 'sqlite') return async () => {}
      return watchPostgres(db.url, onChange, async () => (await workspaces()).map((workspace) => workspace.object.name))
    },
    close: () => db.close(),
  }
}
