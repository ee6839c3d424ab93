import { hostText, parseHost } from '#lib/routing/host.ts'
import type { HostMatch } from '#lib/snapshot/snapshot.ts'

/**
 * A route's or listener's host as the matcher takes it. Gateway API ignores the request's port, so a rule with one needs
 * it said.
 * @param labels how many labels `*.` stands for: exactly one in Ingress v1, one or more elsewhere
 */
export function toHostMatch(host: string, labels: 'one' | 'many'): HostMatch {
  const { name, port: named } = parseHost(host)
  const port = named === null ? {} : { port: named }
  if (name.startsWith('*.')) return { kind: 'suffix', value: name.slice(1), labels, ...port }
  if (name.endsWith('.*')) return { kind: 'prefix', value: name.slice(0, -1), ...port }
  return { kind: 'exact', value: name, ...port }
}

/** A listener's hostname in the form in which it is compared; null: every host. */
export const listenerHostname = (hostname: string | undefined): string | null => (hostname === undefined ? null : hostText(toHostMatch(hostname, 'many')))

/**
 * What a route's host leaves of a listener's hostname; null where they do not meet. The narrower of the two serves
 * (Gateway API: route and listener hostnames must intersect).
 */
export function intersectHosts(listener: HostMatch, route: HostMatch): HostMatch | null {
  if (listener.kind === 'any') return route
  if (route.kind === 'any') return listener
  if (listener.kind === 'suffix' && route.kind !== 'prefix') {
    if (route.value === listener.value || route.value.endsWith(listener.value)) return route
  }
  if (listener.kind === 'prefix' && route.kind !== 'suffix' && route.value.startsWith(listener.value)) return route
  if (route.kind === 'prefix' && listener.kind !== 'suffix') return listener.value.startsWith(route.value) ? listener : null
  if (route.kind === 'suffix' && listener.kind !== 'prefix') return listener.value.endsWith(route.value) ? listener : null
  return route.kind === listener.kind && route.value === listener.value ? route : null
}
