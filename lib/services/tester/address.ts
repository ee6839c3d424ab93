import type { CompiledTarget } from '#lib/snapshot/upstream.ts'

/** A target as proxies name it, an IPv6 host in brackets (RFC 3986 §3.2.2). */
export const addressOf = ({ host, port }: Pick<CompiledTarget, 'host' | 'port'>): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
