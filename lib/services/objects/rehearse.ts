import { KIND_NAMES, type Kind, type Model } from '#lib/model/kinds.ts'
import { referencesOf } from '#lib/model/references.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import { refuseRivals, routesOfActive } from '#lib/store/canary-rule.ts'
import { planWrites, type Planned } from '#lib/store/plan.ts'
import { danglingReferences, objectKey, stillReferredTo } from '#lib/store/refusals.ts'
import type { Change, Rehearsal, Store, Stored, Write } from '#lib/store/store.ts'
import { storedAmong } from './stored-among.ts'

type Item = { kind: Kind; declared: Declared<Model[Kind]> }

const itemsOf = (config: RoutingConfig): Item[] => KIND_NAMES.flatMap((kind) => config[kind].map((declared) => ({ kind, declared })))
const keyOf = ({ kind, declared }: Item) => objectKey({ kind, name: declared.object.name })

function withChanges(config: RoutingConfig, planned: Planned[], now: string): RoutingConfig {
  const items = new Map(itemsOf(config).map((item) => [keyOf(item), item]))
  for (const { kind, name, after, createdAt } of planned) {
    const key = objectKey({ kind, name })
    if (after === null) items.delete(key)
    else {
      const source = { workspace: config.workspace, kind, name }
      items.set(key, { kind, declared: { object: after, source, createdAt: createdAt ?? now } })
    }
  }
  const lists = KIND_NAMES.map((kind) => [kind, [...items.values()].filter((item) => item.kind === kind).map((item) => item.declared)])
  return { ...config, ...Object.fromEntries(lists) }
}

/** The rules of `Store.commit` on references. */
function checkReferences(config: RoutingConfig, planned: Planned[]): void {
  const items = itemsOf(config)
  const present = new Set(items.map(keyOf))
  const dangling = planned.flatMap(({ kind, name, after }) =>
    after === null
      ? []
      : referencesOf(kind, after)
          .filter((to) => !present.has(objectKey(to)))
          .map((to) => ({ from: { kind, name }, to })),
  )
  if (dangling.length > 0) throw danglingReferences(dangling)
  const deleted = new Set(planned.filter(({ after }) => after === null).map(objectKey))
  const referrers = items.filter(({ kind, declared }) => referencesOf(kind, declared.object).some((to) => deleted.has(objectKey(to))))
  if (referrers.length > 0) throw stillReferredTo(referrers.map(({ kind, declared }) => ({ kind, name: declared.object.name })))
}

/**
 * What a commit would leave, without writing anything: what the store says, or the same writes made in memory, under the rules
 * of `Store.commit`.
 * @param config what is stored; left as it is
 * @param options.asksCluster whether a cluster is asked to check, too
 * @throws {AppError} as `Store.commit` would
 */
export async function rehearse(store: Store, config: RoutingConfig, change: Change, options: { now: Date; asksCluster: boolean }): Promise<Rehearsal> {
  return store.rehearse ? store.rehearse(change, options) : rehearseRows(store, config, change.writes, options.now)
}

async function rehearseRows(store: Store, config: RoutingConfig, writes: Write[], now: Date): Promise<Rehearsal> {
  const stored = await storedAmong(store, writes)
  const planned = planWrites(writes, (kind, name) => stored.get(objectKey({ kind, name })) ?? null)
  const at = now.toISOString()
  const after = withChanges(config, planned, at)
  checkReferences(after, planned)
  refuseRivals(routesOfActive(planned), after.canaries.map(({ object }) => object))
  const objects = writes.flatMap((write): Stored[] => {
    if (write.op === 'delete') return []
    const before = stored.get(objectKey(write))
    const { kind, name, object } = write
    const times = { createdAt: before?.createdAt ?? at, updatedAt: before?.updatedAt ?? at }
    return [{ kind, name, object, version: before?.version ?? '', ...times } as Stored]
  })
  return { config: after, objects, changes: planned.length > 0 }
}
