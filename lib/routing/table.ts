import type { CompiledListener, CompiledRoute, HostMatch, Snapshot } from '#lib/snapshot/snapshot.ts'
import { prepareConditions, type Conditions } from './conditions.ts'
import { hostText } from './host.ts'
import { hostMap, type HostMap } from './host-map.ts'
import { literalOf, pathTests, type PathTest } from './path-test.ts'
import { treeBuilder, type Filed, type PathTrees, type TreeBuilder } from './path-tree.ts'
import { finish, type Slices } from './slices.ts'

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

/** So many entries are worked on between two pauses; a regular expression, which may take its time, ends a turn. */
const TURN = 64

function* tableEntries(snapshot: Snapshot, listener: CompiledListener): Slices<TableEntry[]> {
  const prepare = pathTests()
  const conditionsOf = sharedConditions(listener.foldHeaderValues)
  const made: TableEntry[] = []
  for (const [rank, { route: place, host, path }] of listener.entries.entries()) {
    const route = place === null ? null : snapshot.routes[place]!
    made.push({ rank, host, path: prepare(path), conditions: route === null ? null : conditionsOf(route), route })
    if (path.kind === 'regex' || rank % TURN === 0) yield
  }
  return made
}

type Filing = { file: (entries: readonly TableEntry[]) => Slices<number>; paths: PathTest[]; conditions: Conditions[]; hosts: HostMatch[] }

/** Makes trees of entries, each part of them numbered. */
function filing(builder: TreeBuilder): Filing {
  const paths = numbered<PathTest>((path) => path)
  const conditions = numbered<Conditions>((asked) => asked)
  const hosts = numbered<HostMatch>(hostText)
  // A host without a port that was found by its exact name needs no test of its own.
  const numberOfHost = (host: HostMatch) => (host.kind === 'exact' && host.port === undefined ? -1 : hosts.numberOf(host))
  const filedOf = ({ rank, host, path, conditions: asked }: TableEntry): Filed => ({
    literal: literalOf(path),
    item: [rank, paths.numberOf(path), asked ? conditions.numberOf(asked) : -1, numberOfHost(host)],
  })
  function* file(entries: readonly TableEntry[]): Slices<number> {
    const filed: Filed[] = []
    for (const entry of entries) {
      filed.push(filedOf(entry))
      if (filed.length % TURN === 0) yield
    }
    return yield* builder.add(filed)
  }
  return { file, paths: paths.list, conditions: conditions.list, hosts: hosts.list }
}

function* hostIndex(entries: readonly TableEntry[], kind: 'exact' | 'suffix', file: Filing['file']): Slices<HostIndex> {
  const byName = new Map<string, TableEntry[]>()
  for (const entry of entries) {
    if (entry.rank % TURN === 0) yield
    if (entry.host.kind !== kind) continue
    const list = byName.get(entry.host.value)
    if (list) list.push(entry)
    else byName.set(entry.host.value, [entry])
  }
  const [first] = byName.values()
  const roots = new Map<string, number>()
  for (const [name, list] of byName) {
    roots.set(name, yield* file(list))
    if (roots.size % TURN === 0) yield
  }
  // Entries come by rank: the first list begins with the lowest.
  return { roots: yield* hostMap(roots), rank: first?.[0]?.rank ?? NO_RANK }
}

/** Bit n for suffixes of n labels; 31 stands for more, too. */
function labelBits(suffixes: readonly string[]): number {
  let bits = 0
  for (const suffix of suffixes) bits |= 1 << Math.min(suffix.split('.').length - 1, 31)
  return bits
}

/**
 * Builds the table of one listener, a little at a time. Never throws: an entry that cannot be built takes nothing, alone.
 */
export function* routeTableSlices(snapshot: Snapshot, listener: CompiledListener): Slices<RouteTable> {
  const entries = yield* tableEntries(snapshot, listener)
  const builder = treeBuilder(ITEM_SIZE)
  const { file, paths, conditions, hosts } = filing(builder)
  const exact = yield* hostIndex(entries, 'exact', file)
  const suffix = yield* hostIndex(entries, 'suffix', file)
  const rest = entries.filter(({ host }) => host.kind === 'prefix' || host.kind === 'any')
  const restRoot = rest.length > 0 ? yield* file(rest) : -1
  yield
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

/** Builds the table of one listener. Never throws: an entry that cannot be built takes nothing, alone. */
export const buildRouteTable = (snapshot: Snapshot, listener: CompiledListener): RouteTable => finish(routeTableSlices(snapshot, listener))

const conditionsText = ({ methods, headers, query, snis }: CompiledRoute): string => JSON.stringify([methods, headers, query, snis])

/** Whether an entry that led to the one route may lead to the other without being filed anew. */
const areAskedAlike = (a: CompiledRoute | null, b: CompiledRoute | null): boolean =>
  a === b || (a !== null && b !== null && conditionsText(a) === conditionsText(b))

/**
 * The table of a listener made of the one before it, where nothing changed that decides which entry a request finds:
 * entries are the same objects, and routes ask for the same.
 * @returns null if it must be built
 */
export function* retargeted(before: RouteTable, snapshot: Snapshot, listener: CompiledListener): Slices<RouteTable | null> {
  const old = before.listener
  const isAlike = old.foldHeaderValues === listener.foldHeaderValues && old.pathForm === listener.pathForm && old.entries.length === listener.entries.length
  if (!isAlike) return null
  const routes: RouteTable['routes'] = []
  let isSame = true
  for (const [rank, entry] of listener.entries.entries()) {
    if (entry !== old.entries[rank]) return null
    const route = entry.route === null ? null : snapshot.routes[entry.route]!
    const previous = before.routes[rank]!
    if (!areAskedAlike(previous, route)) return null
    isSame &&= previous === route
    routes.push(route)
    if (rank % (TURN * 16) === 0) yield
  }
  if (isSame) return { ...before, listener }
  const entries = before.entries.map((entry, rank) => (entry.route === routes[rank] ? entry : { ...entry, route: routes[rank]! }))
  return { ...before, listener, entries, routes }
}
