import type { RouteTest } from '#lib/model/route-test.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import { planWrites } from './plan.ts'
import { objectKey } from './refusals.ts'
import type { RowStore } from './row-store.ts'
import type { Rehearsal, Stored, Write } from './store.ts'

/** The kind that lives in the database also where everything else lives in a cluster: it is nothing to Kubernetes. */
export const ROW_KIND = 'route-tests'

type Tests = Declared<RouteTest>[]

/** What a cluster workspace keeps in the database, beside what was read of the cluster. */
export type BesideCluster = {
  /** Grows with either. */
  revision(config: RoutingConfig): Promise<number>
  /** Both together; the same object as long as neither changed. */
  merge(config: RoutingConfig): Promise<RoutingConfig>
  /** What writes of this kind would leave. */
  rehearse(writes: readonly Write[], config: RoutingConfig): Promise<Rehearsal>
}

export function besideCluster(rows: RowStore): BesideCluster {
  let held: { revision: number; tests: Tests } | null = null
  let merged: { from: RoutingConfig; tests: Tests; revision: number; config: RoutingConfig } | null = null

  async function current(): Promise<{ revision: number; tests: Tests }> {
    if (held?.revision === (await rows.head())) return held
    const { revision, [ROW_KIND]: tests } = await rows.read()
    held = { revision, tests }
    return held
  }

  async function merge(config: RoutingConfig): Promise<RoutingConfig> {
    const { revision, tests } = await current()
    if (merged?.from === config && merged.tests === tests && merged.revision === revision) return merged.config
    merged = { from: config, tests, revision, config: { ...config, revision: config.revision + revision, [ROW_KIND]: tests } }
    return merged.config
  }

  return {
    revision: async (config) => config.revision + (await rows.head()),
    merge,
    async rehearse(writes, config) {
      const stored = new Map<string, Stored>()
      for (const { name } of writes) {
        const found = await rows.get(ROW_KIND, name)
        if (found) stored.set(objectKey(found), found)
      }
      const planned = planWrites([...writes], (kind, name) => stored.get(objectKey({ kind, name })) ?? null)
      const now = await merge(config)
      const touched = new Map(planned.map((item) => [item.name, item]))
      const at = new Date().toISOString()
      const added = planned.flatMap(({ name, after, createdAt }): Tests =>
        after ? [{ object: after as RouteTest, source: { workspace: now.workspace, kind: ROW_KIND, name }, createdAt: createdAt ?? at }] : [],
      )
      const tests = [...now[ROW_KIND].filter(({ object }) => !touched.has(object.name)), ...added]
      const objects = writes.flatMap((write): Stored[] => {
        if (write.op === 'delete') return []
        const { version = '', createdAt = at, updatedAt = at } = stored.get(objectKey(write)) ?? {}
        return [{ kind: write.kind, name: write.name, object: write.object, version, createdAt, updatedAt } as Stored]
      })
      return { config: { ...now, [ROW_KIND]: tests }, objects, changes: planned.length > 0 }
    },
  }
}
