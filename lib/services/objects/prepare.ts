import { KINDS, type Kind, type Model } from '#lib/model/kinds.ts'
import { withDialectDefaults } from '#lib/model/defaults.ts'
import { routingDialect, type Dialect } from '#lib/model/workspace.ts'
import type { Stored } from '#lib/store/store.ts'
import { prepareCanary } from '../canaries/prepare.ts'
import { fillCertificate, checkCertificate } from '../certificates/prepare.ts'
import type { ServiceContext } from '../context.ts'
import { fillCredential } from '../credentials/prepare.ts'
import { say } from '../messages.ts'
import { parseInput, refuseInput } from '../parse-input.ts'

/** What a client wants an object to be. `at`: where the object stands in the input, for the paths of issues. */
export type Wanted<K extends Kind = Kind> = {
  kind: K
  /** From the address; absent when only the body names the object. */
  name?: string | undefined
  fields: Record<string, unknown>
  stored: Stored<K> | null
  home: Home
  at?: (string | number)[]
}

/** An answer of ours can be sent back as it is. */
const ANSWERED_ONLY = ['version', 'createdAt', 'updatedAt', 'facts', 'origin', 'managedBy']

/** Where objects are kept, and whose defaults hold there. */
export type Home = { dialect: Dialect; isCluster: boolean }

/** That of the workspace. @throws {AppError} NOT_FOUND */
export async function homeOf(ctx: ServiceContext): Promise<Home> {
  await ctx.store()
  const workspaces = await ctx.stores.workspaces()
  const own = workspaces.find(({ object }) => object.name === ctx.workspace)?.object
  return { dialect: own ? routingDialect(own) : 'gateway', isCluster: own?.kind === 'kubernetes' }
}

/** With what a client cannot send back, since it never saw it. */
async function filled(ctx: ServiceContext, { kind, stored, home, at = [] }: Wanted, fields: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (kind === 'certificates') {
    const { snis, ...full } = await fillCertificate(ctx, fields, stored as Stored<'certificates'> | null, at)
    // In a cluster the names are those for which it was made: Ingresses say for which it is served.
    if (home.isCluster && fields.selfSigned !== undefined) return { ...full, snis: (stored as Stored<'certificates'> | null)?.object.snis ?? [] }
    return snis === undefined ? full : { ...full, snis }
  }
  if (kind === 'credentials') return fillCredential(ctx, fields, stored as Stored<'credentials'> | null, at)
  return fields
}

/**
 * Turns what a client sent into an object to store: defaults of the dialect, the schema, and what its kind asks beyond.
 * @throws {AppError} INVALID, CONFLICT for an ended canary
 */
export async function prepareObject<K extends Kind>(ctx: ServiceContext, wanted: Wanted<K>): Promise<Model[K]> {
  const { kind, stored, home, at = [] } = wanted
  const given = Object.fromEntries(Object.entries(wanted.fields).filter(([field]) => !ANSWERED_ONLY.includes(field)))
  const name = wanted.name ?? given.name
  if (given.name !== undefined && given.name !== name) {
    refuseInput([{ path: [...at, 'name'], message: say(ctx.locale, 'nameFixed', { name: String(name) }) }])
  }
  if (!home.isCluster && given.kubernetes !== undefined) refuseInput([{ path: [...at, 'kubernetes'], message: say(ctx.locale, 'onlyInCluster') }])
  const named = name === undefined ? given : { ...given, name }
  const full = await filled(ctx, wanted, named)
  const parsed = parseInput(KINDS[kind], withDialectDefaults(home.dialect, kind, full), ctx.locale, at) as Model[K]
  if (kind === 'certificates') {
    checkCertificate(ctx, parsed as Model['certificates'], { stored: stored as Stored<'certificates'> | null, at })
  }
  if (kind !== 'canaries') return parsed
  return prepareCanary(ctx, parsed as Model['canaries'], stored as Stored<'canaries'> | null, { fields: given, at }) as Model[K]
}
