import type { Upstream } from '#lib/model/upstream.ts'
import type { ServiceContext } from '../context.ts'
import { findObject } from '../objects/find.ts'

/** `host:port`, an IPv6 host in brackets (RFC 3986 §3.2.2), as proxies name targets. */
const addressOf = ({ host, port }: Upstream['targets'][number]): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

/** The addresses of an upstream's targets, the disabled ones too. @throws {AppError} NOT_FOUND */
export async function targetAddresses(ctx: ServiceContext, name: string): Promise<string[]> {
  const { object } = await findObject(ctx, 'upstreams', name)
  return object.targets.map(addressOf)
}
