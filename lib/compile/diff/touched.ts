import { hostMatches, parseHost } from '#lib/routing/host.ts'
import { matchRoute } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { buildRouteTable } from '#lib/routing/table.ts'
import type { EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'
import type { ChangedEntry, ChangedPart, ChangedParts, KeptEntry } from './changed-parts.ts'
import { entryStarts, MOST_STARTS } from './entry-start.ts'

/** Tells what a changed entry may take. All else goes where it went: what is left is equal and in the same order. */
export type Touched = {
  /** Whether a changed entry that comes before it may take a witness of an entry. */
  entry(kept: KeptEntry): boolean
  request(request: RoutingRequest): boolean
}

const DEFAULT_PORT = { http: 80, https: 443 }

/** Whether a rule may take a witness of an entry for `host`. The names of a wildcard's witnesses stand in no exact rule. */
function mayTakeHost(rule: HostMatch, host: HostMatch): boolean {
  if (host.kind !== 'exact') return rule.kind !== 'exact'
  return rule.kind === 'any' || hostMatches({ ...rule, port: undefined }, { name: host.value, port: null }, 0)
}

/** Where an entry can be taken from by a changed one. */
function entryTest({ before, after }: ChangedParts): Touched['entry'] {
  const startOf = entryStarts()
  const list = ({ changed }: ChangedPart, rankOf: (kept: KeptEntry) => number) =>
    changed.map(({ entry, rank }: ChangedEntry) => ({ entry, rank, rankOf, start: startOf(entry.path) }))
  const all = [...before.flatMap((part) => list(part, ({ was }) => was)), ...after.flatMap((part) => list(part, ({ is }) => is))]
  const mayTakePath = (start: string, path: EntryPath) => startOf(path).startsWith(start) || start.startsWith(startOf(path))
  if (all.length <= MOST_STARTS) {
    return (kept) => {
      const { host, path } = kept.entry
      return all.some(({ entry, rank, rankOf, start }) => rank < rankOf(kept) && mayTakeHost(entry.host, host) && mayTakePath(start, path))
    }
  }
  const exact = new Set(all.flatMap(({ entry: { host } }) => (host.kind === 'exact' ? [host.value] : [])))
  const isWide = all.some(({ entry: { host } }) => host.kind !== 'exact')
  return ({ entry: { host } }) => isWide || (host.kind === 'exact' && exact.has(host.value))
}

export function touchedBy(parts: ChangedParts): Touched {
  const all = [...parts.before, ...parts.after]
  const tables = all.map(({ snapshot, listener, changed }) =>
    buildRouteTable(snapshot, { ...listener, entries: changed.flatMap(({ entry }) => (entry.route === null ? [] : [entry])) }),
  )
  const ends = all.flatMap(({ changed }) => changed.flatMap(({ entry: { route, host } }) => (route === null ? [host] : [])))
  return {
    entry: entryTest(parts),
    request(request) {
      const host = parseHost(request.host)
      const isTaken = tables.some((table) => matchRoute(table, request) !== null)
      return isTaken || ends.some((end) => hostMatches(end, host, DEFAULT_PORT[request.protocol]))
    },
  }
}
