import type { Kind, Model } from '#lib/model/kinds.ts'
import { referencesOf } from '#lib/model/references.ts'
import type { SecretBox } from '#lib/secret.ts'
import type { Transaction } from './database.ts'
import { facetsOf } from './query.ts'
import type { ObjectId } from './refusals.ts'
import { fromBody, toBody } from './seal.ts'
import type { Stored } from './store.ts'

export type ObjectRow = { kind: string; name: string; body: string; version: number; createdAt: Date; updatedAt: Date }

/** The columns that a `Stored` is made of. */
export const OBJECT_COLUMNS = { kind: true, name: true, body: true, version: true, createdAt: true, updatedAt: true } as const

export const storedOf = (box: SecretBox, row: ObjectRow): Stored =>
  ({
    kind: row.kind,
    name: row.name,
    object: fromBody(box, row.kind as Kind, row.body),
    version: String(row.version),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  }) as Stored

export const rowOf = (
  box: SecretBox,
  workspace: string,
  kind: Kind,
  object: Model[Kind],
  version: number,
  createdAt: Date,
  updatedAt: Date,
) => ({
  workspace,
  kind,
  name: object.name,
  body: toBody(box, kind, object),
  version,
  createdAt,
  updatedAt,
  ...facetsOf(kind, object),
})

export const referenceRowsOf = (workspace: string, kind: Kind, object: Model[Kind]) =>
  referencesOf(kind, object).map((to) => ({
    workspace,
    fromKind: kind as string,
    fromName: object.name,
    path: to.path,
    toKind: to.kind as string,
    toName: to.name,
  }))

/** Lists short enough for the parameters of one statement. */
export function* pieces<T>(items: T[], size = 400): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size)
}

/** Names by kind, in pieces. */
export function chunksByKind(ids: ObjectId[]): { kind: Kind; names: string[] }[] {
  const chunks: { kind: Kind; names: string[] }[] = []
  for (const [kind, names] of Map.groupBy(ids, (id) => id.kind)) {
    const distinct = [...new Set(names.map((id) => id.name))]
    for (const piece of pieces(distinct)) chunks.push({ kind, names: piece })
  }
  return chunks
}

export async function loadObjects(transaction: Transaction, box: SecretBox, workspace: string, ids: ObjectId[]): Promise<Stored[]> {
  const found: Stored[] = []
  for (const { kind, names } of chunksByKind(ids)) {
    const rows = await transaction.routingObject.findMany({ where: { workspace, kind, name: { in: names } }, select: OBJECT_COLUMNS })
    found.push(...rows.map((row) => storedOf(box, row)))
  }
  return found
}
