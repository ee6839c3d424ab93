import type { Kind } from '#lib/model/kinds.ts'
import { referencesOf } from '#lib/model/references.ts'
import type { SecretBox } from '#lib/secret.ts'
import { notifyChanged, type Database, type Transaction } from './database.ts'
import { refuseRivals, routesOfActive } from './canary-rule.ts'
import { insertRows } from './insert.ts'
import { planWrites, type Planned } from './plan.ts'
import { appendRevision, lockWorkspace } from './prisma-record.ts'
import { danglingReferences, objectKey, stillReferredTo, type ObjectId } from './refusals.ts'
import { chunksByKind, loadObjects, pieces, referenceRowsOf, rowOf } from './rows.ts'
import type { Change, Commit, Stored } from './store.ts'

// Rows are replaced rather than updated: a few statements do for ten thousand objects.
async function writeObjects(transaction: Transaction, box: SecretBox, workspace: string, planned: Planned[], version: number, at: Date) {
  for (const { kind, names } of chunksByKind(planned.filter((item) => item.before !== null))) {
    await transaction.objectReference.deleteMany({ where: { workspace, fromKind: kind, fromName: { in: names } } })
    await transaction.routingObject.deleteMany({ where: { workspace, kind, name: { in: names } } })
  }
  const present = planned.filter((item) => item.after !== null)
  const rows = present.map((item) => rowOf(box, workspace, item.kind, item.after!, version, new Date(item.createdAt ?? at), at))
  const references = present.flatMap((item) => referenceRowsOf(workspace, item.kind, item.after!))
  await insertRows(transaction, 'RoutingObject', rows)
  await insertRows(transaction, 'ObjectReference', references)
}

async function checkReferences(transaction: Transaction, workspace: string, planned: Planned[]): Promise<void> {
  const wanted = planned.flatMap(({ kind, name, after }) =>
    after === null ? [] : referencesOf(kind, after).map((to) => ({ from: { kind, name }, to })),
  )
  const present = new Set<string>()
  for (const { kind, names } of chunksByKind(wanted.map(({ to }) => to))) {
    const rows = await transaction.routingObject.findMany({ where: { workspace, kind, name: { in: names } }, select: { name: true } })
    for (const { name } of rows) present.add(objectKey({ kind, name }))
  }
  const dangling = wanted.filter(({ to }) => !present.has(objectKey(to)))
  if (dangling.length > 0) throw danglingReferences(dangling)

  const referrers: ObjectId[] = []
  for (const { kind, names } of chunksByKind(planned.filter((item) => item.after === null))) {
    const rows = await transaction.objectReference.findMany({ where: { workspace, toKind: kind, toName: { in: names } } })
    referrers.push(...rows.map((row) => ({ kind: row.fromKind as Kind, name: row.fromName })))
  }
  if (referrers.length > 0) throw stillReferredTo(referrers)
}

/** Canaries that are there already come first, so that the message names them. */
async function checkCanaries(transaction: Transaction, box: SecretBox, workspace: string, planned: Planned[]): Promise<void> {
  const routes = routesOfActive(planned)
  if (routes.size === 0) return
  const names: ObjectId[] = []
  for (const piece of pieces([...routes])) {
    const where = { workspace, fromKind: 'canaries', toKind: 'routes', toName: { in: piece } }
    const rows = await transaction.objectReference.findMany({ where })
    names.push(...rows.map((row): ObjectId => ({ kind: 'canaries', name: row.fromName })))
  }
  const written = new Set(planned.map(objectKey))
  const found = await loadObjects(transaction, box, workspace, names)
  const canaries = found
    .toSorted((a, b) => Number(written.has(objectKey(a))) - Number(written.has(objectKey(b))))
    .flatMap((stored) => (stored.kind === 'canaries' ? [stored.object] : []))
  refuseRivals(routes, canaries)
}

/** `Store.commit` in one transaction. */
export function commitChange(db: Database, box: SecretBox, workspace: string, change: Change, clock: () => Date): Promise<Commit> {
  return db.write(async (transaction) => {
    const { revision } = await lockWorkspace(transaction, workspace)
    const before = new Map((await loadObjects(transaction, box, workspace, change.writes)).map((stored) => [objectKey(stored), stored]))
    const planned = planWrites(change.writes, (kind, name) => before.get(objectKey({ kind, name })) ?? null)
    const number = revision + 1
    const at = clock()
    const after = new Map<string, Stored>(before)
    for (const { kind, name, after: object, createdAt } of planned) {
      if (object === null) after.delete(objectKey({ kind, name }))
      else {
        const times = { createdAt: createdAt ?? at.toISOString(), updatedAt: at.toISOString() }
        after.set(objectKey({ kind, name }), { kind, name, object, version: String(number), ...times } as Stored)
      }
    }
    if (planned.length > 0) {
      await writeObjects(transaction, box, workspace, planned, number, at)
      await checkReferences(transaction, workspace, planned)
      await checkCanaries(transaction, box, workspace, planned)
      const { actor, comment } = change
      await appendRevision(transaction, box, workspace, { number, at, actor, comment, changes: planned, manifests: [] })
      await notifyChanged(db, transaction, workspace)
    }
    const written = new Set(change.writes.filter((write) => write.op === 'put').map(objectKey))
    const objects = [...written].map((key) => after.get(key)).filter((stored) => stored !== undefined)
    return { revision: planned.length > 0 ? number : null, objects }
  })
}
