import { fittingListeners } from '#lib/routing/listener-host.ts'
import { hostText, parseHost } from '#lib/routing/host.ts'
import { matchRoute } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import type { CompiledListener, CompiledRoute, Entry, Snapshot } from '#lib/snapshot/snapshot.ts'
import { destinationOf, NO_LISTENER, outlets, UNROUTED, type Destination } from './destination.ts'

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
    const text = JSON.stringify([methods, headers, query, snis, protocols, httpsRedirectStatusCode, stripPath, pathHandling, rewrite, paths, outlet(route).full])
    if (!numbers.has(text)) numbers.set(text, numbers.size)
    return String(numbers.get(text))
  }
  return { snapshot, outlet, keyOf: (route) => (route === null ? 'end' : (keys[route] ??= makeKey(snapshot.routes[route]!))) }
}

/** Equal for entries that take the same requests and send them to the same place. */
export const entryKey = ({ keyOf }: Side, { route, host, path }: Entry): string =>
  `${keyOf(route)} ${host.kind === 'suffix' ? host.labels : ''} ${hostText(host)} ${path.kind} ${path.kind === 'any' ? '' : path.value} ${path.kind === 'regex' && path.caseInsensitive}`

/** The listeners of one port on one side. */
export type PlaceSide = { side: Side; listeners: CompiledListener[] }

/** Whether a host rule may take one of these host names. */
function hostFilter(requests: readonly RoutingRequest[]): (entry: Entry) => boolean {
  const names = new Set(requests.map(({ host }) => parseHost(host).name))
  const suffixes = new Set<string>()
  for (const name of names) for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) suffixes.add(name.slice(dot))
  return ({ host }) => (host.kind === 'exact' ? names.has(host.value) : host.kind === 'suffix' ? suffixes.has(host.value) : true)
}

/** Where the given requests go on a port, as the proxy decides it. Entries for other hosts are not even indexed. */
export function placeRouter({ side, listeners }: PlaceSide, requests: readonly RoutingRequest[]): (request: RoutingRequest) => Destination {
  if (listeners.length === 0) return () => NO_LISTENER
  const isNeeded = hostFilter(requests)
  const built = listeners.map((listener) => ({
    hostname: listener.hostname,
    table: buildRouteTable(side.snapshot, { ...listener, entries: listener.entries.filter(isNeeded) }),
  }))
  return (request) => {
    for (const { table } of fittingListeners(built, request.host)) {
      const match = matchRoute(table, request)
      if (match) return destinationOf(side.snapshot, match, request, side.outlet)
    }
    return UNROUTED
  }
}
