import { diffRouting, type RoutingChange } from '#lib/compile/diff/diff-routing.ts'
import type { Diagnostic } from '#lib/model/routing-config.ts'
import { objectKey, type ObjectId } from '#lib/store/refusals.ts'
import type { Change, Commit, Stored, Write } from '#lib/store/store.ts'
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
  /** Otherwise a field that all routes of an Ingress share is not changed for one of them. */
  allowShared?: boolean
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
  /** In a cluster. */
  kubernetes?: NonNullable<Commit['kubernetes']>
}

const textOf = ({ code, source, field, message }: Diagnostic) => JSON.stringify([code, source, field, message])

/** Those of the written objects, by the names that they have now, and those that are new elsewhere. */
function causedBy(ids: readonly ObjectId[], before: Diagnostic[], after: Diagnostic[]): Diagnostic[] {
  const written = new Set(ids.map(objectKey))
  const known = new Set(before.map(textOf))
  return after.filter((diagnostic) => written.has(`${diagnostic.source.kind}/${diagnostic.source.name}`) || !known.has(textOf(diagnostic)))
}

const changeOf = (ctx: ServiceContext, { writes, comment, allowShared = false }: Intent): Change => ({ actor: actorName(ctx), comment, writes, allowShared })

async function rehearsed(ctx: ServiceContext, intent: Intent): Promise<Outcome> {
  const { writes } = intent
  const before = await compileStored(ctx, ctx.workspace)
  const { config, objects, kubernetes } = await rehearse(await ctx.store(), before.config, changeOf(ctx, intent), { now: ctx.now(), asksCluster: true })
  const after = compileWith(ctx, before, config)
  const touches = touchedRoutes(writes, before.config, config)
  return {
    objects,
    revision: before.config.revision,
    diagnostics: causedBy([...writes, ...objects], diagnosticsIn(before, ctx.workspace), diagnosticsIn(after, ctx.workspace)),
    routingDiff: diffRouting(before.snapshot, after.snapshot),
    routeTests: await testImpact(ctx, ctx.workspace, sidesOf(before.snapshot, before.configs), sidesOf(after.snapshot, after.configs)),
    ...(touches ? { touches } : {}),
    ...(kubernetes ? { kubernetes } : {}),
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

async function committed(ctx: ServiceContext, intent: Intent): Promise<Outcome> {
  const { writes, action, allowBrokenTests } = intent
  const store = await ctx.store()
  const before = await compiledNow(ctx)
  if (before && !allowBrokenTests) await refuseBreaking(ctx, before, changeOf(ctx, intent))
  const { revision, objects, kubernetes } = await store.commit(changeOf(ctx, intent))
  const told = revision === null ? undefined : tellController(ctx, ctx.workspace, revision)
  const after = revision === null ? before : await compiledNow(ctx)
  if (revision !== null) {
    const subject = writes.slice(0, 20).map(objectKey).join(' ')
    await audit(ctx, { action, subject: `${ctx.workspace}: ${subject}`, detail: `revision ${revision}` })
  }
  await told
  const found = (compiled: CompiledWorkspace) => diagnosticsIn(compiled, ctx.workspace)
  const diagnostics = before && after ? causedBy([...writes, ...objects], found(before), found(after)) : []
  return { objects, revision, diagnostics, ...(kubernetes ? { kubernetes } : {}) }
}

/**
 * Commits writes as one revision, or rehearses them; tells the controller and says what compile() makes of the result.
 * @throws {AppError} as `Store.commit`; CONFLICT and INVALID of canaries; BREAKS_ROUTE_TESTS
 */
export async function applyWrites(ctx: ServiceContext, intent: Intent): Promise<Outcome> {
  await checkCanaries(ctx, intent.writes, intent.pathOf ?? (() => []))
  return intent.dryRun ? rehearsed(ctx, intent) : committed(ctx, intent)
}
