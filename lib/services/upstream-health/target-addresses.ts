import { addressOf } from '#lib/routing/address.ts'
import type { ServiceContext } from '../context.ts'
import { findObject } from '../objects/find.ts'

/** The addresses of an upstream's targets, the disabled ones too. @throws {AppError} NOT_FOUND */
export async function targetAddresses(ctx: ServiceContext, name: string): Promise<string[]> {
  const { object } = await findObject(ctx, 'upstreams', name)
  return object.targets.map(addressOf)
}
