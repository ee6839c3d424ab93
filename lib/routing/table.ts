import type { CompiledListener, CompiledRoute, Entry, EntryPath, Snapshot } from '#lib/snapshot/snapshot.ts'
import { prepareConditions, type Conditions } from './conditions.ts'
import { compilePattern, type Pattern } from './pattern.ts'

/** `pattern` null: the regex was refused here though compile() let it through (another version); it takes nothing. */
export type PathTest = Exclude<EntryPath, { kind: 'regex' }> | { kind: 'regex'; value: string; pattern: Pattern | null }

/** An entry with all that its test needs. `rank` is its place: of those that match, the lowest wins. */
export type TableEntry = { rank: number; entry: Entry; route: CompiledRoute; conditions: Conditions; path: PathTest }

/** One listener of a snapshot, indexed for lookup. The indexes only narrow: ranks decide. */
export type RouteTable = {
  listener: CompiledListener
  entries: TableEntry[]
  /** By host name; ranks ascend in every list. */
  exact: Map<string, TableEntry[]>
  /** By the part after `*`, with its dot. */
  suffix: Map<string, TableEntry[]>
  /** Entries for `x.*` and for any host. */
  rest: TableEntry[]
}

const prepareRegex = (path: Extract<EntryPath, { kind: 'regex' }>): PathTest => {
  const result = compilePattern(path.value, path.caseInsensitive)
  return { kind: 'regex', value: path.value, pattern: result.ok ? result.pattern : null }
}

/** Builds the table of one listener. Never throws: an entry that cannot be built takes nothing, alone. */
export function buildRouteTable(snapshot: Snapshot, listener: CompiledListener): RouteTable {
  const conditions = snapshot.routes.map((route) => prepareConditions(route, listener.dialect))
  const table: RouteTable = { listener, entries: [], exact: new Map(), suffix: new Map(), rest: [] }
  const file = (map: Map<string, TableEntry[]>, key: string, entry: TableEntry) => {
    const list = map.get(key)
    if (list) list.push(entry)
    else map.set(key, [entry])
  }
  listener.entries.forEach((entry, rank) => {
    const path = entry.path.kind === 'regex' ? prepareRegex(entry.path) : entry.path
    const indexed: TableEntry = { rank, entry, route: snapshot.routes[entry.route]!, conditions: conditions[entry.route]!, path }
    table.entries.push(indexed)
    if (entry.host.kind === 'exact') file(table.exact, entry.host.value, indexed)
    else if (entry.host.kind === 'suffix') file(table.suffix, entry.host.value, indexed)
    else table.rest.push(indexed)
  })
  return table
}

const LONGEST_NAME = 255

/** The lists in which an entry for this host name can stand. */
export function candidateLists(table: RouteTable, name: string): TableEntry[][] {
  // A name of that length is in no DNS; cutting it at every dot would take quadratic time.
  if (name.length > LONGEST_NAME) return table.rest.length > 0 ? [table.rest] : []
  const lists: TableEntry[][] = []
  const exact = table.exact.get(name)
  if (exact) lists.push(exact)
  if (table.suffix.size > 0) {
    for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
      const list = table.suffix.get(name.slice(dot))
      if (list) lists.push(list)
    }
  }
  if (table.rest.length > 0) lists.push(table.rest)
  return lists
}
