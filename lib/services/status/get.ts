import { z } from 'zod'
import type { Compiled } from '#lib/compile/compile.ts'
import type { ControllerState, ProxyStatus } from '#lib/link/protocol.ts'
import { digestOf, encodeSnapshot } from '#lib/snapshot/codec.ts'
import type { Snapshot } from '#lib/snapshot/snapshot.ts'
import { compileStored, diagnosticsIn } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { Flag } from '../objects/input.ts'
import { verb } from '../verb.ts'
import { StatusOut } from './schemas.ts'

const POLL_MS = 50

const digests = new WeakMap<Snapshot, string>()

/** The digest that a controller gives what was compiled here: equal configuration gives an equal one. */
function digestNow({ snapshot }: Compiled): string {
  const known = digests.get(snapshot) ?? digestOf(encodeSnapshot(snapshot))
  digests.set(snapshot, known)
  return known
}

const stateOf = (ctx: ServiceContext): Promise<ControllerState | null> => ctx.controller.state().catch(() => null)

/** An older failure is no answer: it counts once the proxy has tried the revision. */
function hasAnswered({ state, revisions, attempted }: ProxyStatus, workspace: string, revision: number): boolean {
  if (state === 'draining' || (revisions[workspace] ?? 0) >= revision) return true
  return state === 'failed' && (attempted[workspace] ?? 0) >= revision
}

/** Whether each proxy serves the revision or failed to; the word of a proxy counts once the controller has published it. */
function isSettled(state: ControllerState | null, workspace: string, revision: number): boolean {
  if (!state || state.proxies.length === 0 || (state.revisions[workspace] ?? 0) < revision) return false
  return state.proxies.every((proxy) => hasAnswered(proxy, workspace, revision))
}

/** A proxy that failed has answered once it has tried what the controller publishes now. */
function holds(state: ControllerState | null, digest: string): boolean {
  if (!state || state.proxies.length === 0 || state.digest !== digest) return false
  return state.proxies.every((proxy) => proxy.state === 'draining' || proxy.digest === digest || proxy.state === 'failed')
}

/** The controllers' word as soon as `isEnough`, or at the time-out. */
async function awaitedState(ctx: ServiceContext, timeoutMs: number, isEnough: (state: ControllerState | null) => boolean | Promise<boolean>) {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const state = await stateOf(ctx)
    const left = deadline - performance.now()
    if (left <= 0 || ctx.signal.aborted || (await isEnough(state))) return state
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL_MS, left)))
  }
}

/** No proxy ever says anything of a workspace that is not served. */
async function isServed({ stores, workspace }: ServiceContext): Promise<boolean> {
  return (await stores.workspaces()).some(({ object }) => object.name === workspace && object.served)
}

export const getStatus = verb({
  summary: 'What each proxy serves; with `waitFor` as soon as all have that revision, with `settled` as soon as all serve what is declared now, or at the time-out',
  role: 'viewer',
  input: z.object({
    waitFor: z.coerce.number().int().min(0).optional(),
    settled: Flag,
    timeoutMs: z.coerce.number().int().min(0).max(30_000).default(2000),
  }),
  output: StatusOut,
  async run(ctx, { waitFor, settled, timeoutMs }) {
    const { workspace } = ctx
    const store = await ctx.store()
    const served = await isServed(ctx)
    // A cluster numbers nothing that a proxy could confirm.
    const byDigest = settled || (await ctx.stores.cluster(workspace)) !== null
    const isEnough = async (now: ControllerState | null) =>
      byDigest ? holds(now, digestNow(await compileStored(ctx, workspace))) : isSettled(now, workspace, waitFor!)
    const isAwaited = served && (settled || waitFor !== undefined)
    const state = isAwaited ? await awaitedState(ctx, timeoutMs, isEnough) : await stateOf(ctx)
    const compiled = await compileStored(ctx, workspace)
    const found = diagnosticsIn(compiled, workspace)
    const count = (severity: string) => found.filter((diagnostic) => diagnostic.severity === severity).length
    const proxies = (state?.proxies ?? []).map(({ id, revisions, digest, state: serving, message, lastSeenAt, ports, startedAt }) => ({
      id,
      digest,
      revision: revisions[workspace] ?? 0,
      state: serving,
      message: message ?? null,
      lastSeenAt,
      startedAt,
      ports,
    }))
    return {
      workspace,
      // A cluster numbers nothing: its changes are counted by whoever watches it.
      revision: (await ctx.stores.cluster(workspace)) ? (state?.revisions[workspace] ?? 0) : await store.head(),
      proxies,
      digest: served ? digestNow(compiled) : null,
      controller: { reachable: state !== null, revision: state?.revisions[workspace] ?? null },
      diagnostics: { errors: count('error'), warnings: count('warning') },
    }
  },
})
