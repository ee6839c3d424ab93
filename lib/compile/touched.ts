import { hostMatches, hostText, parseHost } from '#lib/routing/host.ts'
import { matchRoute } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import { entryStarts, MOST_STARTS } from './entry-start.ts'
import type { CompiledListener, Entry, EntryPath, HostMatch, Snapshot } from '#lib/snapshot/snapshot.ts'

/** Entries of one listener that changed. */
export type ChangedPart = { snapshot: Snapshot; listener: CompiledListener; entries: Entry[] }

/** Tells what a changed entry may take. All else goes where it went: what is left is equal and in the same order. */
export type Touched = {
  /** Whether a witness of the entry may be taken by a changed one. */
  entry(entry: Entry): boolean
  request(request: RoutingRequest): boolean
}

const DEFAULT_PORT = { http: 80, https: 443 }

function hostTest(hosts: readonly HostMatch[]): (host: HostMatch) => boolean {
  const exact = new Set(hosts.flatMap((host) => (host.kind === 'exact' ? [host.value] : [])))
  const wide = [...new Map(hosts.filter(({ kind }) => kind !== 'exact').map((host) => [hostText(host), host])).values()]
  const known = new Map<string, boolean>()
  return (host) => {
    // The names that witnesses of a wildcard have stand in no exact rule.
    if (host.kind !== 'exact') return wide.length > 0
    let isTouched = known.get(host.value)
    if (isTouched === undefined) {
      const name = { name: host.value, port: null }
      isTouched = exact.has(host.value) || wide.some((one) => hostMatches(one, name, one.kind === 'any' ? 0 : (one.port ?? 0)))
      known.set(host.value, isTouched)
    }
    return isTouched
  }
}

export function touchedBy(parts: readonly ChangedPart[]): Touched {
  const changed = parts.flatMap(({ entries }) => entries)
  const isHost = hostTest(changed.map(({ host }) => host))
  const startOf = entryStarts()
  const changedStarts = [...new Set(changed.map(({ path }) => startOf(path)))]
  const isPath = (path: EntryPath) => {
    const start = startOf(path)
    return changedStarts.some((one) => one.startsWith(start) || start.startsWith(one))
  }
  const tables = parts.map(({ snapshot, listener, entries }) => buildRouteTable(snapshot, { ...listener, entries: entries.filter(({ route }) => route !== null) }))
  const ends = changed.flatMap(({ route, host }) => (route === null ? [host] : []))
  return {
    entry: ({ host, path }) => isHost(host) && (changedStarts.length > MOST_STARTS || isPath(path)),
    request(request) {
      const host = parseHost(request.host)
      return tables.some((table) => matchRoute(table, request) !== null) || ends.some((end) => hostMatches(end, host, DEFAULT_PORT[request.protocol]))
    },
  }
}
