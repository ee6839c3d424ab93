import { AppError } from '#lib/errors.ts'
import type { ClusterReading, ClusterView } from '#lib/store/cluster-view.ts'
import type { ClusterWrites } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

const noCluster = ({ locale, workspace }: ServiceContext) => new AppError('NOT_FOUND', say(locale, 'noCluster', { name: workspace }))

/** The cluster of the workspace as it was read last. @throws {AppError} NOT_FOUND (its objects live in the database), UNAVAILABLE */
export async function clusterNow(ctx: ServiceContext): Promise<{ view: ClusterView; reading: ClusterReading }> {
  const view = await ctx.stores.cluster(ctx.workspace)
  if (!view) throw noCluster(ctx)
  return { view, reading: await view.read() }
}

/** What the objects of the workspace were read from. @throws {AppError} NOT_FOUND */
export async function manifestsOf(ctx: ServiceContext): Promise<ClusterWrites> {
  const { kubernetes } = await ctx.store()
  if (!kubernetes) throw noCluster(ctx)
  return kubernetes
}
