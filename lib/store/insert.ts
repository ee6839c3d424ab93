import { join, raw, sqltag } from '@prisma/client/runtime/client'
import type { Prisma } from '#prisma/generated/sqlite/client.ts'
import type { Transaction } from './database.ts'
import { pieces } from './rows.ts'

type Rows = {
  RoutingObject: Prisma.RoutingObjectCreateManyInput
  ObjectReference: Prisma.ObjectReferenceCreateManyInput
  RevisionChange: Prisma.RevisionChangeCreateManyInput
  RevisionManifest: Prisma.RevisionManifestCreateManyInput
}

/**
 * Inserts rows that all have the same columns. Prisma's `createMany` plans each row by itself: for ten thousand objects that
 * is seconds and hundreds of MiB.
 */
export async function insertRows<T extends keyof Rows>(transaction: Transaction, table: T, rows: Rows[T][]): Promise<void> {
  const [first] = rows
  if (!first) return
  const columns = Object.keys(first) as (keyof Rows[T])[]
  const into = raw(`"${table}" (${columns.map((column) => `"${String(column)}"`).join(', ')})`)
  for (const piece of pieces(rows)) {
    const values = piece.map((row) => sqltag`(${join(columns.map((column) => row[column]))})`)
    await transaction.$executeRaw`INSERT INTO ${into} VALUES ${join(values)}`
  }
}
