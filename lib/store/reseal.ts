import { StartError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { Database } from './database.ts'
import { fromBody, fromManifest, SECRET_KINDS, SECRET_MANIFEST, toBody, toManifest } from './seal.ts'
import { fromWorkspaceRow, toWorkspaceRow, WORKSPACE_COLUMNS, type WorkspaceRow } from './workspace-row.ts'

/**
 * Seals again, under the first key, what stands under another: after a start with `new,old` the old key is needed no more.
 * @returns how many texts were sealed again
 * @throws {StartError} if a secret stands under a key that we do not have
 */
export async function resealSecrets(db: Database, box: SecretBox): Promise<number> {
  const underFirstKey = `${box.seal('').split('.').slice(0, 2).join('.')}.`
  const stale = { not: { contains: underFirstKey } }
  const kinds = { in: SECRET_KINDS as string[] }
  const readable = <T>(what: string, run: () => T): T => {
    try {
      return run()
    } catch (error) {
      throw new StartError(`The secret of ${what} cannot be read: ${(error as Error).message}`, { cause: error })
    }
  }
  const again = (kind: string, name: string, body: string) =>
    readable(`${kind}/${name}`, () => toBody(box, kind as Kind, fromBody(box, kind as Kind, body)))
  const workspaceAgain = (row: WorkspaceRow) => readable(`workspaces/${row.name}`, () => toWorkspaceRow(box, fromWorkspaceRow(box, row)).settings)
  const manifestAgain = (name: string, body: string) =>
    readable(name, () => toManifest(box, SECRET_MANIFEST, fromManifest(box, SECRET_MANIFEST, body)))
  const workspaces = { settings: { ...stale, contains: '"kubeconfig":' } }
  const objects = { kind: kinds, body: stale }
  const changes = { kind: kinds, OR: [{ before: stale }, { after: stale }] }
  const manifests = { kind: SECRET_MANIFEST, OR: [{ before: stale }, { after: stale }] }
  const found = await Promise.all([
    db.reader.workspace.count({ where: workspaces }),
    db.reader.routingObject.count({ where: objects }),
    db.reader.revisionChange.count({ where: changes }),
    db.reader.revisionManifest.count({ where: manifests }),
  ])
  if (found.every((count) => count === 0)) return 0
  return db.write(async (transaction) => {
    const clusters = await transaction.workspace.findMany({ where: workspaces, select: WORKSPACE_COLUMNS })
    for (const row of clusters) {
      const data = { settings: workspaceAgain(row) }
      await transaction.workspace.updateMany({ where: { name: row.name, settings: row.settings }, data })
    }
    const rows = await transaction.routingObject.findMany({ where: objects })
    for (const { workspace, kind, name, body } of rows) {
      const data = { body: again(kind, name, body) }
      // Only if nobody wrote it meanwhile: then it is under the first key already.
      await transaction.routingObject.updateMany({ where: { workspace, kind, name, body }, data })
    }
    const history = await transaction.revisionChange.findMany({ where: changes })
    for (const { workspace, number, position, kind, name, before, after } of history) {
      const data = { before: before && again(kind, name, before), after: after && again(kind, name, after) }
      await transaction.revisionChange.updateMany({ where: { workspace, number, position }, data })
    }
    const written = await transaction.revisionManifest.findMany({ where: manifests })
    for (const { workspace, number, position, namespace, name, before, after } of written) {
      const again = (body: string | null) => body && manifestAgain(`Secret ${namespace}/${name} in revision ${number}`, body)
      await transaction.revisionManifest.updateMany({ where: { workspace, number, position }, data: { before: again(before), after: again(after) } })
    }
    return clusters.length + rows.length + history.length + written.length
  })
}
