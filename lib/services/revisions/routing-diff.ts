import { z } from 'zod'
import { diffRouting } from '#lib/compile/diff/diff-routing.ts'
import { KIND_NAMES } from '#lib/model/kinds.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import { objectKey } from '#lib/store/refusals.ts'
import type { Store } from '#lib/store/store.ts'
import { compileStored, compileWith } from '../compiled.ts'
import { RoutingChangeOut } from '../objects/schemas.ts'
import { verb } from '../verb.ts'
import { findRevision } from './find.ts'
import { RevisionNumber } from './schemas.ts'
import { changedSince, createdBy } from './state-at.ts'

/** Of an object that no revision created. */
const LONG_AGO = new Date(0).toISOString()

/** The configuration as it was right after a revision, with the ages that its objects had: age decides between equal routes. */
async function configAt(store: Store, config: RoutingConfig, number: number): Promise<RoutingConfig> {
  const past = await changedSince(store, number)
  const were = new Map(past.map((item) => [objectKey(item), item]))
  const created = await createdBy(store, number, new Set(past.flatMap((item) => (item.object === null ? [] : [objectKey(item)]))))
  const lists = KIND_NAMES.map((kind) => {
    const now = config[kind] as Declared<unknown>[]
    const ages = new Map(now.map(({ source, createdAt }) => [source.name, createdAt]))
    const kept = now.filter(({ source }) => !were.has(objectKey({ kind, name: source.name })))
    const back = past.flatMap((item): Declared<unknown>[] => {
      const { kind: itsKind, name, object } = item
      if (itsKind !== kind || object === null) return []
      return [{ object, source: { workspace: config.workspace, kind, name }, createdAt: created.get(objectKey(item)) ?? ages.get(name) ?? LONG_AGO }]
    })
    return [kind, [...kept, ...back]]
  })
  return { ...config, ...Object.fromEntries(lists) }
}

export const revisionRoutingDiff = verb({
  summary: 'Which requests a revision sent elsewhere, as the other workspaces are today',
  role: 'viewer',
  input: z.object({ number: RevisionNumber }),
  output: z.object({ items: z.array(RoutingChangeOut) }),
  async run(ctx, { number }) {
    await findRevision(ctx, number)
    const store = await ctx.store()
    const now = await compileStored(ctx, ctx.workspace)
    const at = async (revision: number) => compileWith(ctx, now, await configAt(store, now.config, revision)).snapshot
    return { items: diffRouting(await at(number - 1), await at(number)) }
  },
})
