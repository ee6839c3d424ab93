import type { CompiledRoute, HostMatch } from '#lib/snapshot/snapshot.ts'
import { failedHeader, failedQuery, sniMatches, type Conditions } from './conditions.ts'
import { hostMatches, parseHost, type RequestHost } from './host.ts'
import { numberOf } from './host-map.ts'
import { normalisePath, splitTarget, type PathForm } from './path.ts'
import { FAILED, testPath, type PathTest } from './path-test.ts'
import { itemsEnd, itemsOf, nodesAlong } from './path-tree.ts'
import type { RoutingRequest } from './request.ts'
import { ITEM_SIZE, NO_RANK, type RouteTable, type TableEntry } from './table.ts'
import type { FailedField, Trace } from './trace.ts'

/** Which entry a request goes to, and what of the path it matched. */
export type Match = {
  /** Rank of the entry in its table. */
  rank: number
  route: CompiledRoute
  /** As sent, without the query. */
  rawPath: string
  /** Normalised, in the form of the listener. */
  path: string
  form: PathForm
  /** From `?` on, or empty. */
  query: string
  /** Length of the part of `path` that the entry's path matched; -1 when the entry has no path. */
  matchedLength: number
  /** The entry's own test: of a regex, captures come from it. */
  test: PathTest
}

/** The request as the tests read it, taken apart once; where a failed test writes its reason, and the search what it found. */
type Subject = {
  request: RoutingRequest
  host: RequestHost
  defaultPort: number
  rawPath: string
  path: string
  query: string
  args: URLSearchParams | null
  failed: FailedField
  detail: string | undefined
  /** Rank of what was found, or NO_RANK. */
  rank: number
  /** Its path, and what that matched: a length, or NO_PATH. */
  test: PathTest | null
  matchedLength: number
}

function fail(subject: Subject, field: FailedField, detail?: string): typeof FAILED {
  subject.failed = field
  subject.detail = detail
  return FAILED
}

const queryOf = (subject: Subject): URLSearchParams => (subject.args ??= new URLSearchParams(subject.query))

/** Tests one entry: a matched length, NO_PATH, or FAILED. The order of the tests is that in which an explanation names them. */
function testEntry(host: HostMatch | null, path: PathTest, conditions: Conditions | null, subject: Subject): number {
  if (host !== null && !hostMatches(host, subject.host, subject.defaultPort)) return fail(subject, 'host')
  const length = testPath(path, subject.path)
  if (length === FAILED) return fail(subject, 'path')
  if (conditions === null) return length
  if (conditions.methods.length > 0 && !conditions.methods.includes(subject.request.method)) return fail(subject, 'method')
  const header = conditions.headers.length === 0 ? null : failedHeader(conditions.headers, subject.request.headers)
  if (header) return fail(subject, 'header', header.name)
  const query = conditions.query.length === 0 ? null : failedQuery(conditions.query, queryOf(subject))
  if (query) return fail(subject, 'query', query.name)
  if (!sniMatches(conditions.snis, subject.request)) return fail(subject, 'sni')
  return length
}

// A match is made in one go, so that one list serves them all.
const nodes: number[] = []

/** Finds the first entry of a tree by rank that takes the request, if it comes before what was found so far. */
function search({ trees, hosts, paths, conditions }: RouteTable, root: number, subject: Subject): void {
  const { cells } = trees
  // The longest literals first: they are most often ranked first, and spare the others their tests.
  for (let node = nodesAlong(trees, root, subject.path, nodes) - 1; node >= 0; node--) {
    const end = itemsEnd(trees, nodes[node]!)
    for (let item = itemsOf(trees, nodes[node]!); item < end; item += ITEM_SIZE) {
      const rank = cells[item]!
      if (rank > subject.rank) break
      const asked = cells[item + 2]!
      const host = cells[item + 3]!
      const path = paths[cells[item + 1]!]!
      const length = testEntry(host === -1 ? null : hosts[host]!, path, asked === -1 ? null : conditions[asked]!, subject)
      if (length === FAILED) continue
      subject.rank = rank
      subject.test = path
      subject.matchedLength = length
      break
    }
  }
}

/** Searches the suffixes of the name that have as many labels as some entry's. */
function searchSuffixes(table: RouteTable, name: string, subject: Subject): void {
  let labels = 0
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    labels++
    if ((table.suffixLabels & (1 << Math.min(labels, 31))) === 0) continue
    const root = numberOf(table.suffix.roots, name.slice(dot))
    if (root !== -1) search(table, root, subject)
  }
}

/** Of the entries that the indexes leave, the first by rank that takes the request. */
function lookUp(table: RouteTable, subject: Subject): void {
  const { name } = subject.host
  const root = numberOf(table.exact.roots, name)
  if (root !== -1) search(table, root, subject)
  if (table.suffix.rank < subject.rank) searchSuffixes(table, name, subject)
  if (table.restRank < subject.rank) search(table, table.rest, subject)
}

/** Every entry by rank, its fate written down. */
function visitAll({ entries, listener }: RouteTable, subject: Subject, trace: Trace): void {
  let winner: TableEntry | null = null
  // The criterion that tells two entries apart is the first of those that tell their neighbours in between apart.
  let criterion = Number.POSITIVE_INFINITY
  for (const entry of entries) {
    const own = listener.entries[entry.rank]!.criterion
    if (winner && own >= 0) criterion = Math.min(criterion, own)
    const length = testEntry(entry.host, entry.path, entry.conditions, subject)
    if (length === FAILED) {
      const { failed, detail } = subject
      trace.candidates.push({ entry: entry.rank, verdict: 'lost', failed, ...(detail === undefined ? {} : { detail }) })
    } else if (winner) {
      const isDecided = Number.isFinite(criterion) && winner.route !== null
      trace.candidates.push({ entry: entry.rank, verdict: 'outranked', ...(isDecided ? { criterion } : {}) })
    } else {
      trace.candidates.push({ entry: entry.rank, verdict: 'won' })
      winner = entry
      subject.rank = entry.rank
      subject.test = entry.path
      subject.matchedLength = length
    }
  }
}

/**
 * The entry of the lowest rank that takes the request, or null: none does, or the host ends before one. With `trace`,
 * every entry of the table is visited by rank and its fate written down; the same test decides either way.
 */
export function matchRoute(table: RouteTable, request: RoutingRequest, trace?: Trace): Match | null {
  const { path: rawPath, query } = splitTarget(request.target)
  const form = table.listener.pathForm
  const subject: Subject = {
    request,
    host: parseHost(request.host),
    defaultPort: request.protocol === 'https' ? 443 : 80,
    rawPath,
    path: normalisePath(rawPath, form),
    query,
    args: null,
    failed: 'host',
    detail: undefined,
    rank: NO_RANK,
    test: null,
    matchedLength: FAILED,
  }
  if (trace) visitAll(table, subject, trace)
  else lookUp(table, subject)
  const { rank, test, matchedLength } = subject
  const route = test && table.routes[rank]!
  return route && { rank, route, rawPath, path: subject.path, form, query, matchedLength, test }
}
