import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { ClusterView } from '#lib/store/cluster-view.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'
import { verb } from '../verb.ts'
import { sayConnection } from './connection-words.ts'
import { findWorkspace } from './find.ts'
import { whoMayWrite } from './may-write.ts'

const PartOut = z.object({
  state: z.enum(['listing', 'following', 'away', 'forbidden']),
  message: z.string().nullable(),
  since: z.iso.datetime().describe('since when it is in this state'),
  objects: z.number().int(),
})

const ClusterOut = z.object({
  server: z.string().nullable().describe('null: not connected yet'),
  error: z.string().nullable().describe('why there is no connection'),
  parts: z.record(z.string(), PartOut).describe('by what is followed: ingresses, services …'),
  mayWrite: z.record(z.string(), z.string().nullable()).describe('by kind of object: why the account may not write it in any namespace, or null'),
})

/** Nobody may have asked for its objects yet; from now on it is followed. */
function beginToFollow(ctx: ServiceContext, view: ClusterView, workspace: string): void {
  view.read().catch((err: unknown) => ctx.log.warn({ err, workspace }, 'the cluster of a workspace cannot be read'))
}

export const getCluster = verb({
  summary: 'How the cluster of a Kubernetes workspace is followed, by kind of object there',
  role: 'viewer',
  input: z.object({ name: z.string() }),
  output: ClusterOut,
  async run(ctx, { name }) {
    const row = await findWorkspace(ctx, name)
    const view = await ctx.stores.cluster(name)
    if (!view) throw new AppError('NOT_FOUND', say(ctx.locale, 'noCluster', { name }))
    const { server, error, parts } = view.status()
    if (parts === null) beginToFollow(ctx, view, name)
    const worded = (message: string | null) => message && sayConnection(ctx.locale, message)
    const named = Object.entries(parts ?? {}).map(([part, status]) => [part, { ...status, message: worded(status.message) }])
    const namespaces = row.object.kind === 'kubernetes' ? row.object.namespaces : []
    const mayWrite = await whoMayWrite(view, ctx, namespaces)
    return { server, error: worded(error), parts: Object.fromEntries(named), mayWrite }
  },
})
