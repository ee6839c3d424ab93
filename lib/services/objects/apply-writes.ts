import { diffRouting, type RoutingChange } from '#lib/compile/diff/diff-routing.ts'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { objectKey } from '#lib/store/refusals.ts'
import type { Stored, Write } from '#lib/store/store.ts'
import { audit } from '../audit/record.ts'
import { checkCanaries } from '../canaries/check.ts'
import { compileStored, compileWith, diagnosticsIn, type CompiledWorkspace } from '../compiled.ts'
import { actorName, type ServiceContext } from '../context.ts'
import { sidesOf, testImpact, type TestImpact } from '../route-tests/impact.ts'
import { refuseBreaking } from '../route-tests/refuse-breaking.ts'
import { tellController } from '../tell-controller.ts'
import { touchedRoutes, type Touched } from '../templates/touched-routes.ts'
import { rehearse } from './rehearse.ts'

export type Intent = {
  writes: Write[]
  comment: string
  dryRun: boolean
  /** Otherwise a write that breaks a stored route test is refused. */
  allowBrokenTests: boolean
  /** For the audit: `routes.replace`. */
  action: string
  /** Where a write stands in the input, for the paths of issues. */
  pathOf?: (write: Write) => (string | number)[]
}

/** `revision` is null when nothing changed; in a dry run it is the newest one there is. */
export type Outcome = {
  objects: Stored[]
  revision: number | null
  diagnostics: Diagnostic[]
  /** These in a dry run; `touches` of templates. */
  routingDiff?: RoutingChange[]
  routeTests?: TestImpact
  touches?: Touched
}

const textOf = ({ code, source, field, message }: Diagnostic) => JSON.stringify([code, source, field, message])

/** Those of the written objects, and those that are new elsewhere. */
function causedBy(writes: Write[], before: Diagnostic[], after: Diagnostic[]): Diagnostic[] {
  const written = new Set(writes.map(objectKey))
  const known = new Set(before.map(textOf))
  return after.filter((diagnostic) => written.has(`${diagnostic.source.kind}/${diagnostic.source.name}`) || !known.has(textOf(diagnostic)))
}

async function rehearsed(ctx: ServiceContext, { writes }: Intent): Promise<Outcome> {
  const before = await compileStored(ctx, ctx.workspace)
  const { config, objects } = await rehearse(await ctx.store(), before.config, writes, ctx.now())
  const after = compileWith(ctx, before, config)
  const touches = touchedRoutes(writes, before.config, config)
  return {
    objects,
    revision: before.config.revision,
    diagnostics: causedBy(writes, diagnosticsIn(before, ctx.workspace), diagnosticsIn(after, ctx.workspace)),
    routingDiff: diffRouting(before.snapshot, after.snapshot),
    routeTests: await testImpact(ctx, ctx.workspace, sidesOf(before.snapshot, before.configs), sidesOf(after.snapshot, after.configs)),
    ...(touches ? { touches } : {}),
  }
}

/** What compile() says of the store, or null: a write must not fail, nor seem to, because nobody can say what it did. */
async function compiledNow(ctx: ServiceContext): Promise<CompiledWorkspace | null> {
  try {
    return await compileStored(ctx, ctx.workspace)
  } catch (err) {
    ctx.log.error({ err, workspace: ctx.workspace }, 'a write is answered without diagnostics')
    return null
  }
}

async function committed(ctx: ServiceContext, { writes, comment, action, allowBrokenTests }: Intent): Promise<Outcome> {
  const store = await ctx.store()
  const before = await compiledNow(ctx)
  if (before && !allowBrokenTests) await refuseBreaking(ctx, before, writes)
  const { revision, objects } = await store.commit({ actor: actorName(ctx), comment, writes })
  const told = revision === null ? undefined : tellController(ctx, ctx.workspace, revision)
  const after = revision === null ? before : await compiledNow(ctx)
  if (revision !== null) {
    const subject = writes.slice(0, 20).map(objectKey).join(' ')
    await audit(ctx, { action, subject: `${ctx.workspace}: ${subject}`, detail: `revision ${revision}` })
  }
  await told
  const found = (compiled: CompiledWorkspace) => diagnosticsIn(compiled, ctx.workspace)
  return { objects, revision, diagnostics: before && after ? causedBy(writes, found(before), found(after)) : [] }
}

/**
 * Commits writes as one revision, or rehearses them; tells the controller and says what compile() makes of the result.
 * @throws {AppError} as `Store.commit`; CONFLICT and INVALID of canaries; BREAKS_ROUTE_TESTS
 */
export async function applyWrites(ctx: ServiceContext, intent: Intent): Promise<Outcome> {
  await checkCanaries(ctx, intent.writes, intent.pathOf ?? (() => []))
  return intent.dryRun ? rehearsed(ctx, intent) : committed(ctx, intent)
}
