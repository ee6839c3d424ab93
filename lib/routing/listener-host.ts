import { parseHost } from './host.ts'

/**
 * How well a listener's hostname fits the name of a host: 0 = not at all, else more for the more specific
 * (exact, then the longest wildcard, then none). `*.x` takes one or more labels (Gateway API).
 * @param hostname null = every host
 * @param name as `parseHost` gives it
 */
export function listenerFit(hostname: string | null, name: string): number {
  if (hostname === null) return 1
  const own = parseHost(hostname).name
  if (own.startsWith('*.')) return name.length > own.length - 1 && name.endsWith(own.slice(1)) ? 1 + own.length : 0
  if (own.endsWith('.*')) return name.length > own.length - 1 && name.startsWith(own.slice(0, -1)) ? 1 + own.length : 0
  return own === name ? 1000 + own.length : 0
}

/**
 * The listeners that a request may belong to: those with the most specific hostname that takes its host. It never falls
 * through to a wider hostname (Gateway API, listener isolation).
 */
export function fittingListeners<T extends { hostname: string | null }>(listeners: readonly T[], host: string): T[] {
  const { name } = parseHost(host)
  const fits = listeners.map((listener) => listenerFit(listener.hostname, name))
  const best = Math.max(0, ...fits)
  return best === 0 ? [] : listeners.filter((_, index) => fits[index] === best)
}
