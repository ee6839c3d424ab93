import { hostMatches, hostText, parseHost } from '#lib/routing/host.ts'
import { matchRoute } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import type { CompiledListener, Entry, HostMatch, Snapshot } from '#lib/snapshot/snapshot.ts'

/** Entries of one listener that changed. */
export type ChangedPart = { snapshot: Snapshot; listener: CompiledListener; entries: Entry[] }

/** Tells which requests a changed entry takes. All others go where they went: what is left is equal and in the same order. */
export type Touched = {
  /** Whether a witness of such a host may be taken by a changed entry; false is certain. */
  host(host: HostMatch): boolean
  request(request: RoutingRequest): boolean
}

const DEFAULT_PORT = { http: 80, https: 443 }

export function touchedBy(parts: readonly ChangedPart[]): Touched {
  const hosts = parts.flatMap(({ entries }) => entries.map(({ host }) => host))
  const exact = new Set(hosts.flatMap((host) => (host.kind === 'exact' ? [host.value] : [])))
  const wide = [...new Map(hosts.filter(({ kind }) => kind !== 'exact').map((host) => [hostText(host), host])).values()]
  const tables = parts.map(({ snapshot, listener, entries }) => buildRouteTable(snapshot, { ...listener, entries: entries.filter(({ route }) => route !== null) }))
  const ends = parts.flatMap(({ entries }) => entries.filter(({ route }) => route === null).map(({ host }) => host))
  const known = new Map<string, boolean>()
  return {
    host(host) {
      // The names that witnesses of a wildcard have stand nowhere else, but a wildcard may take them.
      if (host.kind !== 'exact') return wide.length > 0
      let isTouched = known.get(host.value)
      if (isTouched === undefined) {
        const name = { name: host.value, port: null }
        isTouched = exact.has(host.value) || wide.some((one) => hostMatches(one, name, one.kind === 'any' ? 0 : (one.port ?? 0)))
        known.set(host.value, isTouched)
      }
      return isTouched
    },
    request(request) {
      const host = parseHost(request.host)
      return tables.some((table) => matchRoute(table, request) !== null) || ends.some((end) => hostMatches(end, host, DEFAULT_PORT[request.protocol]))
    },
  }
}
