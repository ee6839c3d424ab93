import { AppError } from '#lib/errors.ts'
import { notFound } from './refusals.ts'
import type { StoredWorkspace } from './store.ts'

/** The workspace that always exists. */
export const DEFAULT_WORKSPACE = 'default'

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
