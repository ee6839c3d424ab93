import { AppError } from '#lib/errors.ts'
import type { Revision } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** @throws {AppError} NOT_FOUND */
export async function findRevision(ctx: ServiceContext, number: number): Promise<Revision> {
  const revision = await (await ctx.store()).revision(number)
  if (!revision) throw new AppError('NOT_FOUND', say(ctx.locale, 'noSuchRevision', { number }))
  return revision
}
