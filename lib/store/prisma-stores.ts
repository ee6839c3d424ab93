import { builtInListeners } from '#lib/model/listener.ts'
import { Workspace } from '#lib/model/workspace.ts'
import type { SecretBox } from '#lib/secret.ts'
import { canonicalJson } from './canonical.ts'
import { lockExclusively, notifyChanged, type Database, type Transaction } from './database.ts'
import { prismaStore, type HeldRows } from './prisma-store.ts'
import { rowOf } from './rows.ts'
import type { StoredWorkspace, Stores } from './store.ts'
import { watchPostgres } from './watch-postgres.ts'
import { byAge, DEFAULT_WORKSPACE, defaultIsKept, noSuchWorkspace, staleWorkspace, workspaceExists } from './workspace-rules.ts'

type Row = Omit<Workspace, 'kind' | 'dialect'> & {
  kind: string
  dialect: string
  version: number
  revision: number
  createdAt: Date
  updatedAt: Date
}

const storedOf = ({ version, revision, createdAt, updatedAt, ...object }: Row): StoredWorkspace => ({
  object: object as Workspace,
  revision,
  version: String(version),
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})


async function insert(transaction: Transaction, box: SecretBox, object: Workspace, at: Date): Promise<StoredWorkspace> {
  const row = await transaction.workspace.create({ data: { ...object, createdAt: at, updatedAt: at } })
  const listeners = builtInListeners().map((listener) => rowOf(box, object.name, 'listeners', listener, 0, at, at))
  await transaction.routingObject.createMany({ data: listeners })
  return storedOf(row)
}

/** @throws {AppError} NOT_FOUND, STALE_VERSION */
async function find(transaction: Transaction, name: string, expect: string): Promise<StoredWorkspace> {
  const row = await transaction.workspace.findUnique({ where: { name } })
  if (!row) throw noSuchWorkspace(name)
  const stored = storedOf(row)
  if (expect !== 'any' && expect !== stored.version) throw staleWorkspace(stored)
  return stored
}

/** The workspaces of a database; makes `default` if there is none yet, also when several open at once. */
export async function prismaStores(db: Database, box: SecretBox, clock: () => Date): Promise<Stores> {
  const alone = <T>(work: (transaction: Transaction) => Promise<T>) =>
    db.write(async (transaction) => {
      await lockExclusively(db, transaction)
      return work(transaction)
    })
  const exists = (client: Transaction, name: string) => client.workspace.count({ where: { name } }).then((count) => count > 0)

  if (!(await exists(db.reader, DEFAULT_WORKSPACE))) {
    await alone(async (transaction) => {
      if (!(await exists(transaction, DEFAULT_WORKSPACE)))
        await insert(transaction, box, Workspace.parse({ name: DEFAULT_WORKSPACE }), clock())
    })
  }
  const held = new Map<string, HeldRows>()
  const workspaces = async () => (await db.reader.workspace.findMany()).map(storedOf).sort(byAge)
  return {
    workspaces,
    async open(name) {
      if (!(await exists(db.reader, name))) throw noSuchWorkspace(name)
      const rows = held.get(name) ?? new Map()
      held.set(name, rows)
      return prismaStore(db, box, name, clock, rows)
    },
    createWorkspace: (object) =>
      alone(async (transaction) => {
        if (await exists(transaction, object.name)) throw workspaceExists(object.name)
        await notifyChanged(db, transaction, object.name)
        return insert(transaction, box, object, clock())
      }),
    updateWorkspace: (object, expect) =>
      alone(async (transaction) => {
        const before = await find(transaction, object.name, expect)
        if (canonicalJson(before.object) === canonicalJson(object)) return before
        await notifyChanged(db, transaction, object.name)
        const data = { ...object, version: { increment: 1 }, updatedAt: clock() }
        return storedOf(await transaction.workspace.update({ where: { name: object.name }, data }))
      }),
    async deleteWorkspace(name, expect) {
      if (name === DEFAULT_WORKSPACE) throw defaultIsKept()
      await alone(async (transaction) => {
        await find(transaction, name, expect)
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
