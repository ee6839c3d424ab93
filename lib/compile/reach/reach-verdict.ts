import { hostText } from '#lib/routing/host.ts'
import { wantsHttps } from '#lib/routing/https-redirect.ts'
import { matchRoute } from '#lib/routing/match.ts'
import { normalisePath, splitTarget } from '#lib/routing/path.ts'
import { buildRouteTable, type RouteTable, type TableEntry } from '#lib/routing/table.ts'
import type { CompiledListener, CompiledRoute, Snapshot } from '#lib/snapshot/snapshot.ts'
import { coverIndex, type CoverIndex } from './cover-index.ts'
import { covers, pathStart } from './covers.ts'
import { requestsOf, type WitnessMaker } from '../witness.ts'

/**
 * Whether a request can reach an entry on its listener. `reachable` also where nobody can say. `quiet`: none can, and that
 * is no news. `taken`: `by` comes first and takes all (`conflict`: takes the same), for sure or as far as examples show.
 */
export type Reach =
  | { kind: 'reachable' }
  | { kind: 'quiet' }
  | { kind: 'taken'; how: 'conflict' | 'shadowed' | 'maybe'; by: TableEntry }

/** A listener's table, and what is asked of it for entry after entry. `unasked`: ranks of entries that are not looked at. */
export type ReachScene = {
  listener: CompiledListener
  table: RouteTable
  unasked: ReadonlySet<number>
  index: () => CoverIndex
  witnesses: WitnessMaker
}

/** A request runs against each regex of its host in turn, so that asking for each of thousands takes a square of time. */
const MOST_REGEXES = 1000

function beyondLimit(entries: readonly TableEntry[]): Set<number> {
  const counts = new Map<string, number>()
  const beyond = new Set<number>()
  for (const { host, path, rank } of entries) {
    if (path.kind !== 'regex') continue
    const count = (counts.get(hostText(host)) ?? 0) + 1
    counts.set(hostText(host), count)
    if (count > MOST_REGEXES) beyond.add(rank)
  }
  return beyond
}

export function reachScene(snapshot: Snapshot, listener: CompiledListener, witnesses: WitnessMaker): ReachScene {
  const table = buildRouteTable(snapshot, listener)
  let index: CoverIndex | null = null
  return { listener, table, witnesses, unasked: beyondLimit(table.entries), index: () => (index ??= coverIndex(table.entries)) }
}

const REACHABLE: Reach = { kind: 'reachable' }
const QUIET: Reach = { kind: 'quiet' }

const onlyRedirects = (route: CompiledRoute, { protocol }: CompiledListener) => protocol === 'http' && wantsHttps(route)

/** A host or path that a route has twice, and a route for https that redirects nothing where another serves http. */
function isNoNews(inner: CompiledRoute, by: CompiledRoute, listener: CompiledListener): boolean {
  if (inner.workspace === by.workspace && inner.name === by.name) return true
  return onlyRedirects(inner, listener) && !onlyRedirects(by, listener)
}

/** Whether entry `inner`, which has a route, can be reached. Sound: what is `taken` by a conflict or a shadow never is. */
export function reachOf({ listener, table, unasked, index, witnesses }: ReachScene, inner: TableEntry): Reach {
  if (unasked.has(inner.rank)) return REACHABLE
  const { host, route } = inner
  const path = listener.entries[inner.rank]!.path
  const subject = { entry: { host, path }, route, listener }
  const base = witnesses.base(subject)
  const winner = base && matchRoute(table, base)
  if (winner?.rank === inner.rank) return REACHABLE
  const maybe = new Set<number>()
  const text = base ? normalisePath(splitTarget(base.target).path, listener.pathForm) : pathStart(inner.path)
  for (const outer of index().before(inner, text)) {
    const covering = covers(outer, inner, listener.protocol)
    if (covering === 'yes') {
      if (isNoNews(route!, outer.route!, listener)) return QUIET
      return { kind: 'taken', how: covers(inner, outer, listener.protocol) === 'yes' ? 'conflict' : 'shadowed', by: outer }
    }
    if (covering === 'maybe') maybe.add(outer.rank)
  }
  if (!winner || maybe.size === 0) return REACHABLE
  const isTaken = requestsOf(witnesses.all(subject)).every((request) => maybe.has(matchRoute(table, request)?.rank ?? -1))
  const by = table.entries[winner.rank]!
  return isTaken && !isNoNews(route!, by.route!, listener) ? { kind: 'taken', how: 'maybe', by } : REACHABLE
}
