import { fittingListeners } from '#lib/routing/listener-host.ts'
import { hostText, parseHost } from '#lib/routing/host.ts'
import { matchRoute, type Match } from '#lib/routing/match.ts'
import { normalisePath, splitTarget } from '#lib/routing/path.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import type { CompiledListener, CompiledRoute, Entry, Snapshot } from '#lib/snapshot/snapshot.ts'
import { destinationOf, NO_LISTENER, outlets, UNROUTED, type Destination } from './destination.ts'
import { entryStarts, MOST_STARTS } from './entry-start.ts'

/** One side of a comparison. `keyOf`: equal for routes that take and do the same, on both sides. */
export type Side = { snapshot: Snapshot; outlet: ReturnType<typeof outlets>; keyOf: (route: number | null) => string }

/** @param numbers shared by both sides */
export function diffSide(snapshot: Snapshot, numbers: Map<string, number>): Side {
  const outlet = outlets(snapshot)
  const keys: string[] = []
  const makeKey = (route: CompiledRoute): string => {
    const { action, methods, headers, query, snis, protocols, httpsRedirectStatusCode, stripPath, pathHandling, rewrite } = route
    const services = action.kind === 'respond' ? [] : [action.service, action.canary?.service ?? action.service]
    const paths = services.map((service) => snapshot.services[service]!.path)
    const asked = [methods, headers, query, snis]
    const text = JSON.stringify([asked, protocols, httpsRedirectStatusCode, stripPath, pathHandling, rewrite, paths, outlet(route).full])
    if (!numbers.has(text)) numbers.set(text, numbers.size)
    return String(numbers.get(text))
  }
  return { snapshot, outlet, keyOf: (route) => (route === null ? 'end' : (keys[route] ??= makeKey(snapshot.routes[route]!))) }
}

/** Equal for entries that take the same requests and send them to the same place. */
export function entryKey({ keyOf }: Side, { route, host, path }: Entry): string {
  const labels = host.kind === 'suffix' ? host.labels : ''
  const kind = path.kind === 'regex' && path.caseInsensitive ? 'regex i' : path.kind
  return `${keyOf(route)} ${labels} ${hostText(host)} ${kind} ${path.kind === 'any' ? '' : path.value}`
}

/** The listeners of one port on one side. */
export type PlaceSide = { side: Side; listeners: CompiledListener[] }

/** Whether an entry may take one of these requests, by its host and by what its path begins with. */
function entryFilter(requests: readonly RoutingRequest[], listeners: readonly CompiledListener[]): (entry: Entry) => boolean {
  const names = new Set(requests.map(({ host }) => parseHost(host).name))
  const suffixes = new Set<string>()
  for (const name of names) for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) suffixes.add(name.slice(dot))
  const forms = new Set(listeners.map(({ pathForm }) => pathForm))
  const targets = new Set(requests.map(({ target }) => splitTarget(target).path))
  const paths = targets.size > MOST_STARTS ? [] : [...targets].flatMap((path) => [...forms].map((form) => normalisePath(path, form)))
  const startOf = entryStarts()
  return ({ host, path }) => {
    if (host.kind === 'exact' ? !names.has(host.value) : host.kind === 'suffix' && !suffixes.has(host.value)) return false
    if (paths.length === 0) return true
    const start = startOf(path)
    return paths.some((one) => one.startsWith(start))
  }
}

/** The entry that takes a request; null: none does, or its host ended. */
export type Found = { match: Match; entry: Entry } | null

/** A port as the proxy reads it. */
export type PlaceRouter = { find(request: RoutingRequest): Found; destination(found: Found, request: RoutingRequest): Destination }

/** Routes the given requests. Entries that can take none of them are not even indexed. */
export function placeRouter({ side, listeners }: PlaceSide, requests: readonly RoutingRequest[]): PlaceRouter {
  const isNeeded = entryFilter(requests, listeners)
  const built = listeners.map((listener) => {
    const entries = listener.entries.filter(isNeeded)
    return { hostname: listener.hostname, entries, table: buildRouteTable(side.snapshot, { ...listener, entries }) }
  })
  const isShared = built.some(({ hostname }) => hostname !== null)
  return {
    find(request) {
      for (const { table, entries } of isShared ? fittingListeners(built, request.host) : built) {
        const match = matchRoute(table, request)
        if (match) return { match, entry: entries[match.rank]! }
      }
      return null
    },
    destination(found, request) {
      if (found) return destinationOf(side.snapshot, found.match, request, side.outlet)
      return listeners.length === 0 ? NO_LISTENER : UNROUTED
    },
  }
}
