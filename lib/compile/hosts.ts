import type { HostMatch } from '#lib/snapshot/snapshot.ts'

/**
 * A route's or listener's host as the matcher takes it. Gateway API ignores the request's port, so a rule with one needs
 * it said.
 * @param labels how many labels `*.` stands for: exactly one in Ingress v1, one or more elsewhere
 */
export function toHostMatch(host: string, labels: 'one' | 'many'): HostMatch {
  const split = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(host)
  const name = (split?.[1] ?? host).replace(/\.$/, '')
  const port = split?.[2] === undefined ? {} : { port: Number(split[2]) }
  if (name.startsWith('*.')) return { kind: 'suffix', value: name.slice(1), labels, ...port }
  if (name.endsWith('.*')) return { kind: 'prefix', value: name.slice(0, -1), ...port }
  return { kind: 'exact', value: name, ...port }
}

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
  if (route.kind === 'prefix' && listener.kind === 'exact') return listener.value.startsWith(route.value) ? listener : null
  if (route.kind === 'suffix' && listener.kind === 'exact') return listener.value.endsWith(route.value) ? listener : null
  if (route.kind === 'suffix' && listener.kind === 'suffix') return listener.value.endsWith(route.value) ? listener : null
  return route.kind === listener.kind && route.value === listener.value ? route : null
}
