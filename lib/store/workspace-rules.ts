import type { Env } from '#lib/env.ts'
import { AppError, StartError } from '#lib/errors.ts'
import { Workspace } from '#lib/model/workspace.ts'
import { notFound } from './refusals.ts'
import type { StoredWorkspace } from './store.ts'

/** The workspace that always exists. */
export const DEFAULT_WORKSPACE = 'default'

/** What the first open makes: `default`, and in a cluster one that serves its Ingresses. */
export function firstWorkspaces(cluster: Env['cluster']): Workspace[] {
  const first = Workspace.parse({ name: DEFAULT_WORKSPACE })
  if (!cluster) return [first]
  const { ingressClass, namespaces, publishService } = cluster
  const publish = publishService === undefined ? { type: 'nothing' } : { type: 'service', service: publishService }
  const made = Workspace.safeParse({ name: 'cluster', kind: 'kubernetes', connection: { type: 'inCluster' }, ingressClass, namespaces, publish })
  if (!made.success) {
    const reasons = made.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new StartError(`SLUICE_INGRESS_CLASS, SLUICE_NAMESPACES or SLUICE_PUBLISH_SERVICE cannot be used: ${reasons.join('; ')}`)
  }
  return [first, made.data]
}

export const noSuchWorkspace = (name: string): AppError => notFound(`workspace ${name}`)
export const workspaceExists = (name: string): AppError => new AppError('CONFLICT', `Workspace ${name} exists already`)
export const defaultIsKept = (): AppError => new AppError('CONFLICT', 'The default workspace cannot be deleted')
export const staleWorkspace = (current: StoredWorkspace): AppError =>
  new AppError('STALE_VERSION', `Workspace ${current.object.name} was changed by somebody else`, [], { current })

/** Oldest first; by name where two are of one age. */
export function byAge(a: StoredWorkspace, b: StoredWorkspace): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1
  return a.object.name < b.object.name ? -1 : 1
}
