import type { PathMatch } from '#lib/model/route.ts'
import { normaliseTypedPath } from '#lib/routing/path.ts'
import type { Dialect } from '#lib/model/workspace.ts'
import type { EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'

/** How many labels `*.` stands for: exactly one in Ingress v1, one or more elsewhere. */
const LABELS: Record<Dialect, 'one' | 'many'> = { gateway: 'many', kong: 'many', ingress: 'one', nginx: 'many', pipy: 'many' }

/** A route's or listener's host as the matcher takes it. Gateway API ignores the request's port, so a rule with one needs it said. */
export function toHostMatch(host: string, dialect: Dialect): HostMatch {
  const split = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(host)
  const name = (split?.[1] ?? host).replace(/\.$/, '')
  const port = split?.[2] === undefined ? {} : { port: Number(split[2]) }
  if (name.startsWith('*.')) return { kind: 'suffix', value: name.slice(1), labels: LABELS[dialect], ...port }
  if (name.endsWith('.*')) return { kind: 'prefix', value: name.slice(0, -1), ...port }
  return { kind: 'exact', value: name, ...port }
}

/** Literal paths are compared in the form in which requests are: normalised. */
export const toEntryPath = (path: PathMatch): EntryPath =>
  path.type === 'regex' ? { kind: 'regex', value: path.value, caseInsensitive: false } : { kind: path.type, value: normaliseTypedPath(path.value) }

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
