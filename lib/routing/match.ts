import type { CompiledRoute } from '#lib/snapshot/snapshot.ts'
import { failedHeader, failedQuery, sniMatches } from './conditions.ts'
import { hostMatches, parseHost, type RequestHost } from './host.ts'
import { normalisePath, splitTarget } from './path.ts'
import { matchAtStart } from './pattern.ts'
import type { RoutingRequest } from './request.ts'
import { candidateLists, type PathTest, type RouteTable, type TableEntry } from './table.ts'
import type { Candidate, Trace } from './trace.ts'

/** Which entry a request goes to, and what of the path it matched. */
export type Match = {
  /** Rank of the entry in its table. */
  rank: number
  route: CompiledRoute
  /** Normalised, without the query. */
  path: string
  /** From `?` on, or empty. */
  query: string
  /** Length of the part of `path` that the entry's path matched; -1 when the entry has no path. */
  matchedLength: number
  /** Of a regex path: the named and numbered groups. */
  captures: Readonly<Record<string, string>> | null
}

/** The request as the tests read it, taken apart once. */
type Subject = { request: RoutingRequest; host: RequestHost; defaultPort: number; path: string; query: string; args: URLSearchParams | null }

type PathResult = { matchedLength: number; captures: Readonly<Record<string, string>> | null }
const NO_PATH: PathResult = { matchedLength: -1, captures: null }

/** Whole segments; the trailing slash of the rule is ignored (Ingress v1 Prefix, Gateway API PathPrefix). */
function hasPrefix(path: string, prefix: string): boolean {
  const end = prefix.endsWith('/') ? prefix.length - 1 : prefix.length
  if (end === 0) return true
  return path.length >= end && path.startsWith(prefix.slice(0, end)) && (path.length === end || path.charCodeAt(end) === 47)
}

function matchPath(test: PathTest, path: string): PathResult | null {
  switch (test.kind) {
    case 'any':
      return NO_PATH
    case 'exact':
      return path === test.value ? { matchedLength: path.length, captures: null } : null
    case 'startsWith':
      return path.startsWith(test.value) ? { matchedLength: test.value.length, captures: null } : null
    case 'prefix':
      return hasPrefix(path, test.value) ? { matchedLength: Math.min(test.value.length, path.length), captures: null } : null
    case 'regex': {
      const found = test.pattern && matchAtStart(test.pattern, path)
      return found ? { matchedLength: found.end, captures: found.captures } : null
    }
  }
}

const queryOf = (subject: Subject): URLSearchParams => (subject.args ??= new URLSearchParams(subject.query))

/** Tests one entry; the order of the tests is the order in which an explanation names them. */
function testEntry({ entry, conditions, path }: TableEntry, subject: Subject): PathResult | Pick<Candidate, 'failed' | 'detail'> {
  if (!hostMatches(entry.host, subject.host, subject.defaultPort)) return { failed: 'host' }
  const found = matchPath(path, subject.path)
  if (!found) return { failed: 'path' }
  if (conditions.methods.length > 0 && !conditions.methods.includes(subject.request.method)) return { failed: 'method' }
  const header = conditions.headers.length === 0 ? null : failedHeader(conditions.headers, subject.request.headers)
  if (header) return { failed: 'header', detail: header.name }
  const query = conditions.query.length === 0 ? null : failedQuery(conditions.query, queryOf(subject))
  if (query) return { failed: 'query', detail: query.name }
  if (!sniMatches(conditions.snis, subject.request)) return { failed: 'sni' }
  return found
}

const toMatch = (entry: TableEntry, subject: Subject, found: PathResult): Match => ({
  rank: entry.rank,
  route: entry.route,
  path: subject.path,
  query: subject.query,
  matchedLength: found.matchedLength,
  captures: found.captures,
})

/** Visits the entries of several lists by rank until `visit` returns something. */
function firstByRank<T>(lists: TableEntry[][], visit: (entry: TableEntry) => T | null): T | null {
  if (lists.length === 1) {
    for (const entry of lists[0]!) {
      const result = visit(entry)
      if (result !== null) return result
    }
    return null
  }
  const at = lists.map(() => 0)
  for (;;) {
    let next: TableEntry | undefined
    let from = -1
    for (let list = 0; list < lists.length; list++) {
      const entry = lists[list]![at[list]!]
      if (entry && (!next || entry.rank < next.rank)) {
        next = entry
        from = list
      }
    }
    if (!next) return null
    at[from]!++
    const result = visit(next)
    if (result !== null) return result
  }
}

/**
 * The entry of the lowest rank that takes the request, or null. With `trace`, every entry of the table is visited by
 * rank and its fate written down; the same test decides either way.
 */
export function matchRoute(table: RouteTable, request: RoutingRequest, trace?: Trace): Match | null {
  const { path, query } = splitTarget(request.target)
  const host = parseHost(request.host)
  const defaultPort = request.protocol === 'https' ? 443 : 80
  const subject: Subject = { request, host, defaultPort, path: normalisePath(path), query, args: null }
  let winner: Match | null = null
  const visit = (entry: TableEntry): Match | null => {
    const result = testEntry(entry, subject)
    if ('failed' in result) {
      trace?.candidates.push({ entry: entry.rank, verdict: 'lost', ...result })
      return null
    }
    trace?.candidates.push({ entry: entry.rank, verdict: winner ? 'outranked' : 'won' })
    winner ??= toMatch(entry, subject, result as PathResult)
    return trace ? null : winner
  }
  firstByRank(trace ? [table.entries] : candidateLists(table, host.name), visit)
  return winner
}
