import { compile, type Compiled } from '#lib/compile/compile.ts'
import { compileMemo, type CompileMemo } from '#lib/compile/memo.ts'
import { diagnoseReach } from '#lib/compile/reach/reach.ts'
import type { Diagnostic, RoutingConfig } from '#lib/model/routing-config.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import type { Stores } from '#lib/store/store.ts'
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

async function configOf({ stores, compiled }: Needs, workspace: string, version: string): Promise<Named> {
  const store = await stores.open(workspace)
  const keyOf = (revision: number) => JSON.stringify([workspace, version, revision])
  const held = compiled.configs.get(workspace)
  if (held?.key === keyOf(await store.head())) return held
  const config = await store.read()
  const named = { key: keyOf(config.revision), config }
  compiled.configs.set(workspace, named)
  return named
}

/** The workspace's configuration, read once a revision. Not to be changed. @throws {AppError} NOT_FOUND */
export async function currentConfig(needs: Needs, workspace: string): Promise<RoutingConfig> {
  const version = await versionOf(needs.stores, workspace)
  return (await configOf(needs, workspace, version)).config
}

/** Where the workspace is unknown, opening it says so. */
const versionOf = async (stores: Stores, workspace: string) =>
  (await stores.workspaces()).find(({ object }) => object.name === workspace)?.version ?? ''

/** All configurations that proxies serve, and the given workspace's, served or not. */
async function configsWith(needs: Needs, workspace: string): Promise<Named[]> {
  const rows = await needs.stores.workspaces()
  const own = rows.find(({ object }) => object.name === workspace)
  const wanted = own?.object.served === false ? [own] : rows.filter(({ object }) => object.served)
  if (!own) await needs.stores.open(workspace)
  return Promise.all(wanted.map(({ object, version }) => configOf(needs, object.name, version)))
}

/** What cannot be reached in a snapshot: asked for when someone wants to know, and then once. */
const unreached = new WeakMap<Snapshot, () => Diagnostic[]>()

function compileAll(memo: CompileMemo, configs: readonly RoutingConfig[], now: Date): Compiled {
  const compiled = compile(configs, { now, memo })
  let found: Diagnostic[] | null = null
  unreached.set(compiled.snapshot, () => (found ??= diagnoseReach(compiled, configs)))
  return compiled
}

/** What a configuration compiles to beside the other served workspaces. One that is not served is compiled alone. */
export type CompiledWorkspace = Compiled & { config: RoutingConfig }

/**
 * Compiles what is stored; a result serves until a revision or a minute passes.
 * @throws {AppError} NOT_FOUND
 */
export async function compileStored(needs: Needs, workspace: string): Promise<CompiledWorkspace> {
  const named = await configsWith(needs, workspace)
  const config = named.find((item) => item.config.workspace === workspace)!.config
  const key = named.map((item) => item.key).join()
  const now = needs.now()
  const { newest } = needs.compiled
  if (newest?.key === key && now.getTime() - newest.at < MAX_AGE_MS) return { ...newest.compiled, config }
  const compiled = compileAll(needs.compiled.memo, named.map((item) => item.config), now)
  needs.compiled.newest = { key, at: now.getTime(), compiled }
  return { ...compiled, config }
}

/** Compiles as if the workspace held this configuration. */
export async function compileDraft(needs: Needs, draft: RoutingConfig): Promise<Compiled> {
  const named = await configsWith(needs, draft.workspace)
  const configs = named.map(({ config }) => (config.workspace === draft.workspace ? draft : config))
  return compileAll(needs.compiled.memo, configs, needs.now())
}

/** Those that name the workspace: what compile() says, then what no request can reach. */
export const diagnosticsIn = ({ snapshot, diagnostics }: Compiled, workspace: string): Diagnostic[] =>
  [...diagnostics, ...(unreached.get(snapshot)?.() ?? [])].filter(({ source }) => source.workspace === workspace)
