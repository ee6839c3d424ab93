import { KIND_NAMES, type Kind, type Model } from '#lib/model/kinds.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { Client, Database } from './database.ts'
import { commitChange } from './prisma-commit.ts'
import { listObjects } from './prisma-list.ts'
import { lastManifest, manifestsAt } from './prisma-manifests.ts'
import { recordRevision } from './prisma-record.ts'
import { findRevision, listRevisions } from './prisma-revisions.ts'
import type { RowStore } from './row-store.ts'
import { OBJECT_COLUMNS, storedOf } from './rows.ts'
import { fromBody } from './seal.ts'
import type { ListQuery, Page, Stored } from './store.ts'
import { noSuchWorkspace } from './workspace-rules.ts'

type JoinedRow = { dialect: Dialect; revision: number; kind: Kind | null; name: string; body: string; createdAt: Date }

/** What was read the last time: a row that did not change since gives the same object, so that compile() sees what did. */
export type HeldRows = Map<string, { body: string; declared: Declared<Model[Kind]> }>

// One statement is one moment on both databases, without a transaction.
async function readConfig(reader: Client, box: SecretBox, workspace: string, held: HeldRows): Promise<RoutingConfig> {
  const rows = await reader.$queryRaw<JoinedRow[]>`
    SELECT w."dialect", w."revision", o."kind", o."name", o."body", o."createdAt"
    FROM "Workspace" w LEFT JOIN "RoutingObject" o ON o."workspace" = w."name"
    WHERE w."name" = ${workspace} ORDER BY o."kind", o."name"`
  const [first] = rows
  if (!first) throw noSuchWorkspace(workspace)
  const lists = Object.fromEntries(KIND_NAMES.map((kind): [Kind, Declared<Model[Kind]>[]] => [kind, []])) as Record<
    Kind,
    Declared<Model[Kind]>[]
  >
  const before = new Map(held)
  held.clear()
  for (const { kind, name, body, createdAt } of rows) {
    if (kind === null) continue
    const key = `${kind}/${name}`
    const at = createdAt.toISOString()
    const same = before.get(key)
    const declared =
      same?.body === body && same.declared.createdAt === at
        ? same.declared
        : { object: fromBody(box, kind, body), source: { workspace, kind, name }, createdAt: at }
    held.set(key, { body, declared })
    lists[kind].push(declared)
  }
  return { workspace, dialect: first.dialect, revision: first.revision, ...lists } as RoutingConfig
}

/**
 * The `Store` of one workspace in a database.
 * @param held belongs to the workspace for as long as the process lives
 */
export function prismaStore(db: Database, box: SecretBox, workspace: string, clock: () => Date, held: HeldRows): RowStore {
  const { reader } = db
  return {
    workspace,
    async head() {
      const row = await reader.workspace.findUnique({ where: { name: workspace }, select: { revision: true } })
      if (!row) throw noSuchWorkspace(workspace)
      return row.revision
    },
    read: () => readConfig(reader, box, workspace, held),
    async get<K extends Kind>(kind: K, name: string) {
      const row = await reader.routingObject.findUnique({
        where: { workspace_kind_name: { workspace, kind, name } },
        select: OBJECT_COLUMNS,
      })
      return row && (storedOf(box, row) as Stored<K>)
    },
    list: async <K extends Kind>(kind: K, query: ListQuery) => (await listObjects(reader, box, workspace, kind, query)) as Page<Stored<K>>,
    commit: (change) => commitChange(db, box, workspace, change, clock),
    revisions: (query) => listRevisions(reader, box, workspace, query),
    revision: (number) => findRevision(reader, box, workspace, number),
    record: (revision) => recordRevision(db, box, workspace, revision, clock),
    manifestsAt: (number, of) => manifestsAt(reader, box, workspace, number, of),
    lastManifest: (ref) => lastManifest(reader, box, workspace, ref),
  }
}
