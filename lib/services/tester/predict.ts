import { matchRoute, type Match } from '#lib/routing/match.ts'
import { normalisePath, splitTarget } from '#lib/routing/path.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable, type RouteTable } from '#lib/routing/table.ts'
import { newTrace } from '#lib/routing/trace.ts'
import type { CompiledListener, Snapshot } from '#lib/snapshot/snapshot.ts'
import { explainCandidates } from './candidates.ts'
import { fateOf, type Fate, type Found } from './fate.ts'
import type { Explanation } from './result.ts'
import type { Locale } from './sentences.ts'

/**
 * A request as it would arrive, and where: the listeners that are asked in turn, at least one. `host`: as it is sent;
 * `httpsPort`: what a redirect would name.
 */
export type Arrival = {
  request: RoutingRequest
  host: string
  listeners: CompiledListener[]
  clientAddress: string
  port: number
  httpsPort: number
  /** What proxies say of targets, by `targetKey`; absent: it is not asked. */
  health?: ReadonlyMap<string, 'up' | 'down'>
}

const tables = new WeakMap<CompiledListener, RouteTable>()

function tableOf(snapshot: Snapshot, listener: CompiledListener): RouteTable {
  let table = tables.get(listener)
  if (!table) tables.set(listener, (table = buildRouteTable(snapshot, listener)))
  return table
}

/** Of the listeners of a port the first whose routes take the request, or the last; as the proxy looks. */
function find(snapshot: Snapshot, { request, listeners }: Arrival): Found {
  let found: Found = { listener: listeners[0]!, match: null }
  for (const listener of listeners) {
    found = { listener, match: matchRoute(tableOf(snapshot, listener), request) }
    if (found.match) break
  }
  return found
}

/** The entry that takes a request; null: none does. */
export const matchOf = (snapshot: Snapshot, arrival: Arrival): Match | null => find(snapshot, arrival).match

/** Where a request would go, by the proxy's own matcher; what else there was is not looked at. Pure. */
export function foretell(snapshot: Snapshot, arrival: Arrival, locale: Locale): Fate & Pick<Explanation, 'listener' | 'route'> {
  const found = find(snapshot, arrival)
  return { ...fateOf(snapshot, found, arrival, newTrace(), locale), listener: found.listener.name, route: found.match?.route.name ?? null }
}

/** Where a request would go and why, by the proxy's own matcher. Pure. */
export function predict(snapshot: Snapshot, arrival: Arrival, locale: Locale): Omit<Explanation, 'revision'> {
  const { request } = arrival
  const { listener } = find(snapshot, arrival)
  const table = tableOf(snapshot, listener)
  const trace = newTrace()
  const match = matchRoute(table, request, trace)
  const fate = fateOf(snapshot, { listener, match }, arrival, trace, locale)
  const path = normalisePath(splitTarget(request.target).path, listener.pathForm)
  const asked = { host: request.host, path, method: request.method, sni: request.sni, source: '', destination: '' }
  const candidates = explainCandidates({ snapshot, listener, entries: table.entries, candidates: trace.candidates, request: asked }, locale)
  return { ...fate, listener: listener.name, route: match?.route.name ?? null, candidates, candidatesTotal: trace.candidates.length }
}
