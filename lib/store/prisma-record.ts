import type { Kind } from '#lib/model/kinds.ts'
import type { RawObject } from '#lib/kubernetes/write/types.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { Database, Transaction } from './database.ts'
import { insertRows } from './insert.ts'
import type { NewRevision } from './row-store.ts'
import { toBody, toManifest } from './seal.ts'
import { noSuchWorkspace } from './workspace-rules.ts'

/**
 * Holds the workspace's row until the end of the transaction: revisions are counted, and references checked, by one at a time.
 * @throws {AppError} NOT_FOUND
 */
export async function lockWorkspace(transaction: Transaction, name: string): Promise<{ revision: number }> {
  const [row] = await transaction.$queryRaw<{ revision: number }[]>`
    UPDATE "Workspace" SET "revision" = "revision" WHERE "name" = ${name} RETURNING "revision"`
  if (!row) throw noSuchWorkspace(name)
  return row
}

/** Writes a revision under the number after that of the workspace, whose row is locked. */
export async function appendRevision(
  transaction: Transaction,
  box: SecretBox,
  workspace: string,
  { number, at, actor, comment, changes, manifests }: NewRevision & { number: number; at: Date },
): Promise<void> {
  const body = (kind: Kind, object: object | null) => (object === null ? null : toBody(box, kind, object))
  const manifest = (kind: string, object: RawObject | null) => (object === null ? null : toManifest(box, kind, object))
  await transaction.revision.create({ data: { workspace, number, at, actor, comment } })
  const changed = changes.map(({ kind, name, before, after }, position) => {
    return { workspace, number, position, kind, name, before: body(kind, before), after: body(kind, after) }
  })
  const written = manifests.map(({ ref, before, after }, position) => {
    return { workspace, number, position, ...ref, before: manifest(ref.kind, before), after: manifest(ref.kind, after) }
  })
  await insertRows(transaction, 'RevisionChange', changed)
  await insertRows(transaction, 'RevisionManifest', written)
  await transaction.workspace.update({ where: { name: workspace }, data: { revision: number } })
}

/** `RowStore.record` in one transaction. */
export function recordRevision(db: Database, box: SecretBox, workspace: string, revision: NewRevision, clock: () => Date): Promise<number> {
  return db.write(async (transaction) => {
    const number = (await lockWorkspace(transaction, workspace)).revision + 1
    await appendRevision(transaction, box, workspace, { ...revision, number, at: clock() })
    return number
  })
}
