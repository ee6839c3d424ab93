import type { Listener } from '#lib/model/listener.ts'
import type { Route } from '#lib/model/route.ts'
import type { EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'
import { keyed, type Keyed } from './dialects/criterion.ts'
import type { DialectRules } from './dialects/dialect.ts'
import type { DraftEntry, HostPath, Located, PlacedRoute, Refusal } from './draft-entry.ts'
import { intersectHosts, toHostMatch } from './hosts.ts'
import type { Patterns } from './patterns.ts'
import { standingOn } from './serves-on.ts'

/** The entries of routes on a listener, and the paths that have no meaning in its dialect. */
export type Drafted = { entries: Keyed[]; leftOut: HostPath[] }

/** Hosts and paths of the routes that stand on the listener, narrowed to its hostname. */
function hostPathsOf(routes: readonly PlacedRoute[], listener: Listener, rules: DialectRules): HostPath[] {
  const own: HostMatch = listener.hostname === undefined ? { kind: 'any' } : toHostMatch(listener.hostname, rules.labels)
  return routes.flatMap((placed): HostPath[] => {
    const { hosts, paths } = placed.declared.object
    if (standingOn(placed.declared.object, listener, rules) === 'absent') return []
    const declared: HostMatch[] = hosts.length === 0 ? [{ kind: 'any' }] : hosts.map((host) => toHostMatch(host, rules.labels))
    const met = declared.flatMap((host) => intersectHosts(own, host) ?? [])
    return met.flatMap((host): HostPath[] =>
      paths.length === 0 ? [{ placed, host, path: null, place: 0 }] : paths.map((path, place) => ({ placed, host, path, place })),
    )
  })
}

/** The path that is served: one whose regex is refused gives way to what begins like it. */
function servedPath(path: EntryPath, place: number, patterns: Patterns): { path: EntryPath; refusal: Refusal | null } {
  if (path.kind !== 'regex') return { path, refusal: null }
  const { refusal: reason, prefix } = patterns.check(path.value, path.caseInsensitive)
  if (reason === null) return { path, refusal: null }
  const begins: EntryPath = path.caseInsensitive ? { kind: 'regex', value: prefix, caseInsensitive: true } : { kind: 'startsWith', value: prefix }
  return { path: begins, refusal: { field: `paths.${place}.value`, pattern: path.value, reason } }
}

/** Drafts the entries of routes on a listener: split by host and path, located by the dialect, keyed for its order. */
export function draftRoutes(routes: readonly PlacedRoute[], listener: Listener, rules: DialectRules, patterns: Patterns): Drafted {
  const hostPaths = hostPathsOf(routes, listener, rules)
  const located = rules.locate(hostPaths)
  const orders = new Map<Route, number>()
  const entries = located.map(({ at, path: declaredPath }: Located): Keyed => {
    const { declared, isRefused } = at.placed
    const route = declared.object
    const order = orders.get(route) ?? 0
    orders.set(route, order + 1)
    const { path, refusal } = servedPath(declaredPath, at.place, patterns)
    const entry: DraftEntry = {
      declared,
      route,
      createdAt: declared.createdAt,
      host: at.host,
      path,
      declaredPath: at.path?.value ?? '',
      isRedirectOnly: standingOn(route, listener, rules) === 'redirects',
      isRefused: isRefused || refusal !== null,
      refusal,
      order,
    }
    return keyed(entry, rules.criteria)
  })
  if (located.length >= hostPaths.length) return { entries, leftOut: [] }
  const kept = new Set(located.map(({ at }) => at))
  return { entries, leftOut: hostPaths.filter((at) => !kept.has(at)) }
}
