import { AppError } from '#lib/errors.ts'
import type { Kind } from '#lib/model/kinds.ts'
import type { Stored } from '#lib/store/store.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** @throws {AppError} NOT_FOUND */
export async function findObject<K extends Kind>(ctx: ServiceContext, kind: K, name: string): Promise<Stored<K>> {
  const stored = await (await ctx.store()).get(kind, name)
  if (!stored) throw new AppError('NOT_FOUND', say(ctx.locale, 'noSuchObject', { kind, name }))
  return stored
}
