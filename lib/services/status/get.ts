import { z } from 'zod'
import type { ControllerState, ProxyStatus } from '#lib/link/protocol.ts'
import { compileStored, diagnosticsIn } from '../compiled.ts'
import type { ServiceContext } from '../context.ts'
import { verb } from '../verb.ts'
import { StatusOut } from './schemas.ts'

const POLL_MS = 50

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

async function settledState(ctx: ServiceContext, revision: number, timeoutMs: number): Promise<ControllerState | null> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const state = await stateOf(ctx)
    const left = deadline - performance.now()
    if (left <= 0 || ctx.signal.aborted || isSettled(state, ctx.workspace, revision)) return state
    await new Promise((resolve) => setTimeout(resolve, Math.min(POLL_MS, left)))
  }
}

/** No proxy ever says anything of a workspace that is not served. */
async function isServed({ stores, workspace }: ServiceContext): Promise<boolean> {
  return (await stores.workspaces()).some(({ object }) => object.name === workspace && object.served)
}

export const getStatus = verb({
  summary: 'What each proxy serves; with `waitFor` as soon as all have that revision, or at the time-out',
  role: 'viewer',
  input: z.object({
    waitFor: z.coerce.number().int().min(0).optional(),
    timeoutMs: z.coerce.number().int().min(0).max(30_000).default(2000),
  }),
  output: StatusOut,
  async run(ctx, { waitFor, timeoutMs }) {
    const { workspace } = ctx
    const store = await ctx.store()
    const isAwaited = waitFor !== undefined && (await isServed(ctx))
    const state = isAwaited ? await settledState(ctx, waitFor, timeoutMs) : await stateOf(ctx)
    const found = diagnosticsIn(await compileStored(ctx, workspace), workspace)
    const count = (severity: string) => found.filter((diagnostic) => diagnostic.severity === severity).length
    const proxies = (state?.proxies ?? []).map(({ id, revisions, state: serving, message, lastSeenAt, ports, startedAt }) => ({
      id,
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
      controller: { reachable: state !== null, revision: state?.revisions[workspace] ?? null },
      diagnostics: { errors: count('error'), warnings: count('warning') },
    }
  },
})
