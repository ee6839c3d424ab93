import { AppError } from '#lib/errors.ts'
import type { ServiceContext } from '../context.ts'
import { say } from '../messages.ts'

/** What a controller answers. @throws {AppError} UNAVAILABLE where none does */
export async function askController<T>(ctx: ServiceContext, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (err) {
    ctx.log.warn({ err }, 'the controller does not answer about targets')
    throw new AppError('UNAVAILABLE', say(ctx.locale, 'controllerAway'))
  }
}
