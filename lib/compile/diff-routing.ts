import { hostText } from '#lib/routing/host.ts'
import { httpsRedirect } from '#lib/routing/https-redirect.ts'
import { matchRoute } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { upstreamTarget } from '#lib/routing/rewrite.ts'
import { buildRouteTable, type RouteTable } from '#lib/routing/table.ts'
import type { CompiledListener, CompiledRoute, Entry, Snapshot } from '#lib/snapshot/snapshot.ts'
import { witnessOf } from './witness.ts'

/** Requests that change where they go. `pattern` as people write it: `http GET shop.test/api`. */
export type RoutingChange = { pattern: string; before: string; after: string }

const UNROUTED = '404 no route'
/** Only for the comparison; the real port is the proxy's. */
const HTTPS_PORT = 443

function targetsText(snapshot: Snapshot, service: number): string {
  const { name, protocol, upstream } = snapshot.services[service]!
  const targets = snapshot.upstreams[upstream]!.targets.filter(({ weight }) => weight > 0)
  const even = targets.every(({ weight }) => weight === targets[0]?.weight)
  const list = targets.map(({ host, port, weight }) => (even ? `${host}:${port}` : `${host}:${port} (${weight})`))
  return `${name} → ${protocol}://${list.join(', ') || '503 no target'}`
}

function destination(snapshot: Snapshot, table: RouteTable | undefined, request: RoutingRequest): string {
  const match = table && matchRoute(table, request)
  if (!match) return UNROUTED
  const redirect = httpsRedirect(match.route, request, HTTPS_PORT)
  if (redirect) return redirect.location === null ? `${redirect.status} https required` : `${redirect.status} → ${redirect.location}`
  const { action } = match.route
  if (action.kind === 'respond') return `${action.status} ${action.message}`
  const { target } = upstreamTarget(match, snapshot.services[action.service]!)
  const rewritten = target === request.target ? '' : ` as ${target}`
  const stable = `${targetsText(snapshot, action.service)}${rewritten}`
  const { canary } = action
  if (!canary) return stable
  const rules = [`${canary.weight / 100} %`, canary.header ? `header ${canary.header.name}` : '', canary.cookie ? `cookie ${canary.cookie}` : '']
  return `${stable}; canary ${rules.filter(Boolean).join(', ')}: ${targetsText(snapshot, canary.service)}`
}

function patternText(listener: CompiledListener, { host, path }: Entry, route: CompiledRoute): string {
  const methods = route.methods.length > 0 ? `${route.methods.join(',')} ` : ''
  const open = path.kind === 'any' || path.kind === 'exact' ? '' : '…'
  const conditions = [...route.headers, ...route.query].map(({ name }) => name)
  const when = conditions.length > 0 ? ` with ${conditions.join(', ')}` : ''
  return `${listener.name} ${methods}${hostText(host)}${path.kind === 'any' ? '' : path.value}${open}${when}`
}

type Tables = Map<string, RouteTable>

const tablesOf = (snapshot: Snapshot): Tables =>
  new Map(snapshot.listeners.map((listener) => [listener.name, buildRouteTable(snapshot, listener)]))

/**
 * Which requests change where they go. For every entry of either side a witness request is made, run on both, and the
 * destinations compared; each pattern stands in the list once.
 */
export function diffRouting(before: Snapshot, after: Snapshot): RoutingChange[] {
  const [old, next] = [tablesOf(before), tablesOf(after)]
  const changes = new Map<string, RoutingChange>()
  for (const tables of [next, old]) {
    for (const { listener, entries } of tables.values()) {
      for (const { entry, route } of entries) {
        const pattern = patternText(listener, entry, route)
        if (changes.has(pattern)) continue
        const request = witnessOf(entry, route, listener)
        const was = destination(before, old.get(listener.name), request)
        const is = destination(after, next.get(listener.name), request)
        if (was !== is) changes.set(pattern, { pattern, before: was, after: is })
      }
    }
  }
  return [...changes.values()]
}
