import { z } from 'zod'
import { diffRouting } from '#lib/compile/diff/diff-routing.ts'
import { KIND_NAMES } from '#lib/model/kinds.ts'
import type { Declared, RoutingConfig } from '#lib/model/routing-config.ts'
import { objectKey } from '#lib/store/refusals.ts'
import { compileDraft, currentConfig } from '../compiled.ts'
import { RoutingChangeOut } from '../objects/schemas.ts'
import { verb } from '../verb.ts'
import { findRevision } from './find.ts'
import { RevisionNumber } from './schemas.ts'
import { changedSince, type Past } from './state-at.ts'

/** Of an object that is gone: it had some age, which decides only between routes that are equal otherwise. */
const LONG_AGO = new Date(0).toISOString()

/** The configuration with these objects as they were. */
function withPast(config: RoutingConfig, past: readonly Past[]): RoutingConfig {
  const were = new Map(past.map((item) => [objectKey(item), item]))
  const lists = KIND_NAMES.map((kind) => {
    const now = config[kind] as Declared<unknown>[]
    const ages = new Map(now.map(({ source, createdAt }) => [source.name, createdAt]))
    const kept = now.filter(({ source }) => !were.has(objectKey({ kind, name: source.name })))
    const back = past.flatMap(({ kind: itsKind, name, object }): Declared<unknown>[] =>
      itsKind === kind && object !== null ? [{ object, source: { workspace: config.workspace, kind, name }, createdAt: ages.get(name) ?? LONG_AGO }] : [],
    )
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
    const config = await currentConfig(ctx, ctx.workspace)
    const at = async (revision: number) => (await compileDraft(ctx, withPast(config, await changedSince(store, revision)))).snapshot
    return { items: diffRouting(await at(number - 1), await at(number)) }
  },
})
