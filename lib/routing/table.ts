import type { CompiledListener, CompiledRoute, HostMatch, Snapshot } from '#lib/snapshot/snapshot.ts'
import { prepareConditions, type Conditions } from './conditions.ts'
import { hostText } from './host.ts'
import { hostMap, type HostMap } from './host-map.ts'
import { literalOf, pathTests, type PathTest } from './path-test.ts'
import { treeBuilder, type PathTrees, type TreeBuilder } from './path-tree.ts'

/** An entry with all that its test needs. */
export type TableEntry = {
  /** Its place in the listener's entries: of those that match, the lowest wins. */
  rank: number
  host: HostMatch
  path: PathTest
  /** Null: host and path decide alone. */
  conditions: Conditions | null
  /** Null: the host ends here. */
  route: CompiledRoute | null
}

/** Roots of the trees of hosts of one kind, by name. `rank`: the lowest of all their entries. */
export type HostIndex = { roots: HostMap; rank: number }

/**
 * One listener of a snapshot, indexed for lookup. The indexes only narrow: ranks decide. What a lookup reads is packed
 * into few arrays, since in a large table the time goes to memory, not to tests.
 */
export type RouteTable = {
  listener: CompiledListener
  /** By rank. */
  entries: TableEntry[]
  /** Of an item in the trees: rank, path, conditions and host, the last three as places in the lists below; -1 for none. */
  trees: PathTrees
  paths: PathTest[]
  conditions: Conditions[]
  hosts: HostMatch[]
  routes: (CompiledRoute | null)[]
  exact: HostIndex
  /** By the part after `*`, with its dot. */
  suffix: HostIndex
  /** How many labels the suffixes have: bit n for n of them. */
  suffixLabels: number
  /** Root of the tree of entries for `x.*` and for any host; -1 without any. */
  rest: number
  restRank: number
}

export const ITEM_SIZE = 4

/** After every rank. */
export const NO_RANK = 0x7fffffff

/** Gives equal things one number, and keeps one of each. */
function numbered<T>(keyOf: (thing: T) => unknown): { list: T[]; numberOf: (thing: T) => number } {
  const list: T[] = []
  const numbers = new Map<unknown, number>()
  return {
    list,
    numberOf(thing) {
      const key = keyOf(thing)
      let number = numbers.get(key)
      if (number === undefined) numbers.set(key, (number = list.push(thing) - 1))
      return number
    },
  }
}

/** Prepares conditions, equal ones once, as with paths. */
function sharedConditions(foldHeaderValues: boolean): (route: CompiledRoute) => Conditions | null {
  const known = new Map<string, Conditions>()
  return (route) => {
    const { methods, headers, query, snis } = route
    if (methods.length + headers.length + query.length + snis.length === 0) return null
    const key = JSON.stringify([methods, headers, query, snis])
    let conditions = known.get(key)
    if (conditions === undefined) known.set(key, (conditions = prepareConditions(route, foldHeaderValues)))
    return conditions
  }
}

function tableEntries(snapshot: Snapshot, listener: CompiledListener): TableEntry[] {
  const prepare = pathTests()
  const conditionsOf = sharedConditions(listener.foldHeaderValues)
  return listener.entries.map(({ route, host, path }, rank) => ({
    rank,
    host,
    path: prepare(path),
    conditions: route === null ? null : conditionsOf(snapshot.routes[route]!),
    route: route === null ? null : snapshot.routes[route]!,
  }))
}

type Filing = { file: (entries: readonly TableEntry[]) => number; paths: PathTest[]; conditions: Conditions[]; hosts: HostMatch[] }

/** Makes trees of entries, each part of them numbered. */
function filing(builder: TreeBuilder): Filing {
  const paths = numbered<PathTest>((path) => path)
  const conditions = numbered<Conditions>((asked) => asked)
  const hosts = numbered<HostMatch>(hostText)
  // A host without a port that was found by its exact name needs no test of its own.
  const numberOfHost = (host: HostMatch) => (host.kind === 'exact' && host.port === undefined ? -1 : hosts.numberOf(host))
  const file = (entries: readonly TableEntry[]): number =>
    builder.add(
      entries.map(({ rank, host, path, conditions: asked }) => ({
        literal: literalOf(path),
        item: [rank, paths.numberOf(path), asked ? conditions.numberOf(asked) : -1, numberOfHost(host)],
      })),
    )
  return { file, paths: paths.list, conditions: conditions.list, hosts: hosts.list }
}

function hostIndex(entries: readonly TableEntry[], kind: 'exact' | 'suffix', file: Filing['file']): HostIndex {
  const byName = new Map<string, TableEntry[]>()
  for (const entry of entries) {
    if (entry.host.kind !== kind) continue
    const list = byName.get(entry.host.value)
    if (list) list.push(entry)
    else byName.set(entry.host.value, [entry])
  }
  const [first] = byName.values()
  // Entries come by rank: the first list begins with the lowest.
  return { roots: hostMap(new Map([...byName].map(([name, list]) => [name, file(list)]))), rank: first?.[0]?.rank ?? NO_RANK }
}

/** Bit n for suffixes of n labels; 31 stands for more, too. */
function labelBits(suffixes: readonly string[]): number {
  let bits = 0
  for (const suffix of suffixes) bits |= 1 << Math.min(suffix.split('.').length - 1, 31)
  return bits
}

/** Builds the table of one listener. Never throws: an entry that cannot be built takes nothing, alone. */
export function buildRouteTable(snapshot: Snapshot, listener: CompiledListener): RouteTable {
  const entries = tableEntries(snapshot, listener)
  const builder = treeBuilder(ITEM_SIZE)
  const { file, paths, conditions, hosts } = filing(builder)
  const exact = hostIndex(entries, 'exact', file)
  const suffix = hostIndex(entries, 'suffix', file)
  const rest = entries.filter(({ host }) => host.kind === 'prefix' || host.kind === 'any')
  const restRoot = rest.length > 0 ? file(rest) : -1
  return {
    listener,
    entries,
    trees: builder.pack(),
    paths,
    conditions,
    hosts,
    routes: entries.map(({ route }) => route),
    exact,
    suffix,
    suffixLabels: labelBits(suffix.roots.names),
    rest: restRoot,
    restRank: rest[0]?.rank ?? NO_RANK,
  }
}
