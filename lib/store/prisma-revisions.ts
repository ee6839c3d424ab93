import type { Kind } from '#lib/model/kinds.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { Client } from './database.ts'
import { limitOf, numberCursor, numberPosition } from './page.ts'
import { manifestOf, MANIFEST_COLUMNS, type ManifestRow } from './prisma-manifests.ts'
import { fromBody } from './seal.ts'
import type { ObjectChange, Page, Revision, Store } from './store.ts'

type ChangeRow = { kind: string; name: string; before: string | null; after: string | null }
type RevisionRow = { number: number; at: Date; actor: string; comment: string; changes: ChangeRow[]; manifests: ManifestRow[] }

const COLUMNS = {
  number: true,
  at: true,
  actor: true,
  comment: true,
  changes: { select: { kind: true, name: true, before: true, after: true }, orderBy: { position: 'asc' } },
  manifests: { select: MANIFEST_COLUMNS, orderBy: { position: 'asc' } },
} as const

function revisionOf(box: SecretBox, row: RevisionRow): Revision {
  const { number, at, actor, comment } = row
  const changes = row.changes.map(({ kind, name, before, after }) => {
    const open = (body: string | null) => (body === null ? null : fromBody(box, kind as Kind, body))
    return { kind, name, before: open(before), after: open(after) } as ObjectChange
  })
  const manifests = row.manifests.map((manifest) => manifestOf(box, manifest))
  return { number, at: at.toISOString(), actor, comment, changes, ...(manifests.length > 0 ? { manifests } : {}) }
}

/** `Store.revisions` on rows. */
export async function listRevisions(
  reader: Client,
  box: SecretBox,
  workspace: string,
  query: Parameters<Store['revisions']>[0],
): Promise<Page<Revision>> {
  const limit = limitOf(query.limit)
  const before = numberPosition(query.cursor)
  const { kind, name } = query
  const touched = { ...(kind === undefined ? {} : { kind }), ...(name === undefined ? {} : { name }) }
  const where = { workspace, ...(kind === undefined && name === undefined ? {} : { changes: { some: touched } }) }
  const rows = await reader.revision.findMany({
    where: before === null ? where : { ...where, number: { lt: before } },
    select: COLUMNS,
    orderBy: { number: 'desc' },
    take: limit + 1,
  })
  const items = rows.slice(0, limit).map((row) => revisionOf(box, row))
  return {
    items,
    next: rows.length > limit ? numberCursor(items.at(-1)!.number) : null,
    total: await reader.revision.count({ where }),
  }
}

/** `Store.revision` on rows. */
export async function findRevision(reader: Client, box: SecretBox, workspace: string, number: number): Promise<Revision | null> {
  // Beyond this, PostgreSQL would refuse the number itself.
  if (!Number.isInteger(number) || number < 1 || number > 2_147_483_647) return null
  const row = await reader.revision.findUnique({ where: { workspace_number: { workspace, number } }, select: COLUMNS })
  return row && revisionOf(box, row)
}
