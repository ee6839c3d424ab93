import { compile, type Compiled } from '#lib/compile/compile.ts'
import { compileMemo, type CompileMemo } from '#lib/compile/memo.ts'
import { diagnoseReach } from '#lib/compile/reach/reach.ts'
import { AppError } from '#lib/errors.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { StoredWorkspace, Stores } from '#lib/store/store.ts'
import type { Runtime } from './context.ts'

/** Diagnostics of certificates depend on the time, so that a result does not stay for ever. */
const MAX_AGE_MS = 60_000

/** The newest configuration read of each workspace, and the newest result; both are named by revisions. */
export type CompiledCache = {
  configs: Map<string, { key: string; config: RoutingConfig }>
  newest: { key: string; at: number; compiled: Compiled } | null
  memo: CompileMemo
}

export const compiledCache = (): CompiledCache => ({ configs: new Map(), newest: null, memo: compileMemo() })

type Needs = Pick<Runtime, 'stores' | 'compiled' | 'now'>
type Named = { key: string; config: RoutingConfig }

async function configOf({ stores, compiled }: Needs, workspace: string, stamp: string): Promise<Named> {
  const store = await stores.open(workspace)
  const keyOf = (revision: number) => JSON.stringify([workspace, stamp, revision])
  const held = compiled.configs.get(workspace)
  if (held?.key === keyOf(await store.head())) return held
  const config = await store.read()
  const named = { key: keyOf(config.revision), config }
  compiled.configs.set(workspace, named)
  return named
}

/** The workspace's configuration, read once a revision. Not to be changed. @throws {AppError} NOT_FOUND */
export async function currentConfig(needs: Needs, workspace: string): Promise<RoutingConfig> {
  const stamp = await stampIn(needs.stores, workspace)
  return (await configOf(needs, workspace, stamp)).config
}

/** Tells a workspace from another that had its name before, and its settings from those before. */
const stampOf = ({ version, createdAt }: StoredWorkspace) => `${version} ${createdAt}`

/** Where the workspace is unknown, opening it says so. */
async function stampIn(stores: Stores, workspace: string): Promise<string> {
  const row = (await stores.workspaces()).find(({ object }) => object.name === workspace)
  return row ? stampOf(row) : ''
}

/** How long a cluster that was never read may hold up the answers about other workspaces. */
const OTHERS_MS = 500

/** Null: it cannot be read now. What is said of other workspaces is then said without it. */
async function otherConfig(needs: Needs, row: StoredWorkspace): Promise<Named | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, OTHERS_MS, null)
  })
  const reading = configOf(needs, row.object.name, stampOf(row)).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'UNAVAILABLE') return null
    throw error
  })
  return Promise.race([reading, late]).finally(() => clearTimeout(timer))
}

/** All configurations that proxies serve, and the given workspace's, served or not. */
async function configsWith(needs: Needs, workspace: string): Promise<Named[]> {
  const rows = await needs.stores.workspaces()
  const own = rows.find(({ object }) => object.name === workspace)
  const wanted = own?.object.served === false ? [own] : rows.filter(({ object }) => object.served)
  if (!own) await needs.stores.open(workspace)
  return readAll(needs, wanted, workspace)
}

/** Clusters that cannot be read are left out, unless it is the one that is asked for. */
async function readAll(needs: Needs, rows: readonly StoredWorkspace[], asked: string | null): Promise<Named[]> {
  const read = (row: StoredWorkspace) => {
    const { kind, name } = row.object
    return kind === 'kubernetes' && name !== asked ? otherConfig(needs, row) : configOf(needs, name, stampOf(row))
  }
  return (await Promise.all(rows.map(read))).filter((named) => named !== null)
}

/** The configurations of workspaces, without clusters that cannot be read now. */
export const readableConfigs = async (needs: Needs, rows: readonly StoredWorkspace[]): Promise<RoutingConfig[]> =>
  (await readAll(needs, rows, null)).map(({ config }) => config)

/** What cannot be reached in a snapshot: asked for when someone wants to know, and then once. */
const unreached = new WeakMap<Snapshot, () => Diagnostic[]>()

function compileAll(memo: CompileMemo, configs: readonly RoutingConfig[], now: Date): Compiled {
  const compiled = compile(configs, { now, memo })
  let found: Diagnostic[] | null = null
  unreached.set(compiled.snapshot, () => (found ??= diagnoseReach(compiled, configs)))
  return compiled
}

/** What a configuration compiles to beside the other served workspaces, `configs`. One that is not served is compiled alone. */
export type CompiledWorkspace = Compiled & { config: RoutingConfig; configs: readonly RoutingConfig[] }

/**
 * Compiles what is stored; a result serves until a revision or a minute passes.
 * @throws {AppError} NOT_FOUND
 */
export async function compileStored(needs: Needs, workspace: string): Promise<CompiledWorkspace> {
  const named = await configsWith(needs, workspace)
  const configs = named.map((item) => item.config)
  const config = configs.find((item) => item.workspace === workspace)!
  const key = named.map((item) => item.key).join()
  const now = needs.now()
  const { newest } = needs.compiled
  if (newest?.key === key && now.getTime() - newest.at < MAX_AGE_MS) return { ...newest.compiled, config, configs }
  const compiled = compileAll(needs.compiled.memo, configs, now)
  needs.compiled.newest = { key, at: now.getTime(), compiled }
  return { ...compiled, config, configs }
}

type Compiling = Pick<Runtime, 'compiled' | 'now'>

/** Compiles configurations that need not be stored. */
export const compileConfigs = ({ compiled, now }: Compiling, configs: readonly RoutingConfig[]): Compiled =>
  compileAll(compiled.memo, configs, now())

/** Compiles as if the workspace held this configuration, and nothing else had changed. */
export function compileWith(needs: Compiling, before: Pick<CompiledWorkspace, 'configs'>, config: RoutingConfig): CompiledWorkspace {
  const configs = before.configs.map((one) => (one.workspace === config.workspace ? config : one))
  return { ...compileConfigs(needs, configs), config, configs }
}

/** Those that name the workspace: what compile() says, then what no request can reach. */
export const diagnosticsIn = ({ snapshot, diagnostics }: Compiled, workspace: string): Diagnostic[] =>
  [...diagnostics, ...(unreached.get(snapshot)?.() ?? [])].filter(({ source }) => source.workspace === workspace)
