import { AUDIT_KEPT_MS, AUDIT_PRUNE_STEP_MS } from './account-rules.ts'
import type { Accounts } from './accounts.ts'
import type { Database } from './database.ts'
import { limitOf, numberCursor, numberPosition } from './page.ts'

export function prismaAudit(db: Database, clock: () => Date): Pick<Accounts, 'audit' | 'auditEntries'> {
  let prunedAt = -Infinity
  return {
    audit: (entry) =>
      db.write(async (transaction) => {
        const at = clock()
        await transaction.auditEntry.create({ data: { ...entry, at } })
        if (at.getTime() - prunedAt < AUDIT_PRUNE_STEP_MS) return
        await transaction.auditEntry.deleteMany({ where: { at: { lt: new Date(at.getTime() - AUDIT_KEPT_MS) } } })
        prunedAt = at.getTime()
      }),
    async auditEntries({ limit, cursor }) {
      const count = limitOf(limit)
      const before = numberPosition(cursor)
      const rows = await db.reader.auditEntry.findMany({
        where: before === null ? {} : { id: { lt: before } },
        orderBy: { id: 'desc' },
        take: count + 1,
      })
      const items = rows.slice(0, count).map((row) => ({ ...row, id: String(row.id), at: row.at.toISOString() }))
      return {
        items,
        next: rows.length > count ? numberCursor(Number(items.at(-1)!.id)) : null,
        total: await db.reader.auditEntry.count(),
      }
    },
  }
}
