import type { NearestRoute } from '#lib/link/requests.ts'
import { hostMatches, hostText, parseHost } from '#lib/routing/host.ts'
import { matchRoute } from '#lib/routing/match.ts'
import { normalisePath, splitTarget } from '#lib/routing/path.ts'
import { literalOf } from '#lib/routing/path-test.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { RouteTable, TableEntry } from '#lib/routing/table.ts'
import { newTrace, type FailedField } from '#lib/routing/trace.ts'
import { hostDifference } from './host-difference.ts'

/** How far a request came with a route: the later a test stands in the matcher's order, the nearer. */
const DEPTH: Partial<Record<FailedField, number>> = { host: 0, path: 1, method: 2, header: 3, query: 4, sni: 5 }

/** Most entries of one host that are tested. */
const MOST_TESTED = 2000

/** @property closeness decides between those of one depth: the greater, the nearer */
type Near = { entry: TableEntry; failed: FailedField; name: string; closeness: number }

const isNearer = (one: Near, other: Near | null): boolean => {
  if (other === null) return true
  const depth = DEPTH[one.failed]! - DEPTH[other.failed]!
  return depth === 0 ? one.closeness > other.closeness : depth > 0
}

function commonLength(one: string, other: string): number {
  let at = 0
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++
  return at
}

const pathText = ({ path }: TableEntry): string => (path.kind === 'any' ? '*' : path.kind === 'regex' ? `~${path.value}` : path.value)

function detailOf({ entry, failed, name }: Near): string {
  if (failed === 'host') return hostText(entry.host)
  if (failed === 'path') return pathText(entry)
  if (failed === 'method') return entry.conditions!.methods.join(', ')
  return failed === 'sni' ? entry.conditions!.snis.join(', ') : name
}

/** The entries of the request's host; where there are none, the first of the host most like it. */
function narrow({ entries }: RouteTable, request: RoutingRequest): { own: TableEntry[]; alike: Near | null } {
  const host = parseHost(request.host)
  const defaultPort = request.protocol === 'https' ? 443 : 80
  const own: TableEntry[] = []
  let alike: Near | null = null
  let least = Number.POSITIVE_INFINITY
  for (const entry of entries) {
    if (hostMatches(entry.host, host, defaultPort)) {
      if (own.push(entry) === MOST_TESTED) break
    } else if (own.length === 0 && entry.route !== null) {
      const difference = hostDifference(entry.host, host.name)
      if (difference >= least) continue
      least = difference
      alike = { entry, failed: 'host', name: '', closeness: -difference }
    }
  }
  return { own, alike }
}

function nearestIn(table: RouteTable, request: RoutingRequest): Near | null {
  const { own, alike } = narrow(table, request)
  if (own.length === 0) return alike
  const trace = newTrace()
  if (matchRoute({ ...table, entries: own }, request, trace)) return null
  const path = normalisePath(splitTarget(request.target).path, table.listener.pathForm)
  let nearest: Near | null = null
  trace.candidates.forEach(({ verdict, failed = 'host', detail: name = '' }, place) => {
    const entry = own[place]!
    // Outranked by the place where the host ends: its own host is another one.
    if (entry.route === null || verdict === 'won') return
    const closeness = failed === 'path' ? commonLength(literalOf(entry.path), path) : 0
    const near = { entry, failed, name, closeness }
    if (isNearer(near, nearest)) nearest = near
  })
  return nearest ?? alike
}

/**
 * The route that came nearest to taking a request that none took: of those of its host the one that failed at the last test,
 * by the matcher's own word; of several, the one that shares most of the path, then the first by rank. Null: nothing is like it.
 * The cost grows with the table, some tens of nanoseconds an entry; the caller bounds how often it is paid.
 * @param listeners those that were asked
 */
export function nearestRoute(request: RoutingRequest, listeners: readonly { table: RouteTable }[]): NearestRoute | null {
  let nearest: Near | null = null
  for (const { table } of listeners) {
    const near = nearestIn(table, request)
    if (near && isNearer(near, nearest)) nearest = near
  }
  if (nearest === null) return null
  const { workspace, name } = nearest.entry.route!
  return { workspace, route: name, failed: nearest.failed, detail: detailOf(nearest).slice(0, 256) }
}
