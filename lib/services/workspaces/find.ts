import { AppError } from '#lib/errors.ts'
import type { StoredWorkspace } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** @throws {AppError} NOT_FOUND */
export async function findWorkspace(ctx: ServiceContext, name: string): Promise<StoredWorkspace> {
  const found = (await ctx.stores.workspaces()).find(({ object }) => object.name === name)
  if (!found) throw new AppError('NOT_FOUND', say(ctx.locale, 'noSuchObject', { kind: 'workspaces', name }))
  return found
}
