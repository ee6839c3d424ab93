/**
 * How well a listener's hostname fits a host without port: 0 = not at all, else more for the more specific
 * (exact, then the longest wildcard, then none). `*.x` takes one or more labels (Gateway API).
 * @param hostname null = every host
 */
export function listenerFit(hostname: string | null, host: string): number {
  if (hostname === null) return 1
  const own = hostname.replace(/:\d+$/, '')
  if (own.startsWith('*.')) return host.length > own.length - 1 && host.endsWith(own.slice(1)) ? 1 + own.length : 0
  if (own.endsWith('.*')) return host.length > own.length - 1 && host.startsWith(own.slice(0, -1)) ? 1 + own.length : 0
  return own === host ? 1000 + own.length : 0
}

/** The host of a `Host` value without its port, and without a trailing dot. */
export const withoutPort = (host: string): string => host.replace(/:\d*$/, '').replace(/\.$/, '')

/**
 * The listeners that a request may belong to: those with the most specific hostname that takes its host. It never falls
 * through to a wider hostname (Gateway API, listener isolation).
 */
export function fittingListeners<T extends { hostname: string | null }>(listeners: readonly T[], host: string): T[] {
  const bare = withoutPort(host)
  const fits = listeners.map((listener) => listenerFit(listener.hostname, bare))
  const best = Math.max(0, ...fits)
  return best === 0 ? [] : listeners.filter((_, index) => fits[index] === best)
}
