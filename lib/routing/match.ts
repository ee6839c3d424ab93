import type { CompiledRoute } from '#lib/snapshot/snapshot.ts'
import type { RoutingRequest } from './request.ts'
import type { RouteTable } from './table.ts'
import type { Trace } from './trace.ts'

/** Which entry a request goes to, and what of the path it matched. */
export type Match = {
  /** Rank of the entry in its table. */
  rank: number
  route: CompiledRoute
  /** Normalised as the dialect says, without the query. */
  path: string
  /** From `?` on, or empty. */
  query: string
  /** Length of the part of `path` that the entry's path matched; -1 when the entry has no path. */
  matchedLength: number
  /** Of a regex path: the named and numbered groups. */
  captures: Readonly<Record<string, string>> | null
}

/** The entry of the lowest rank that takes the request, or null. With `trace`, every candidate's fate is written down. */
export function matchRoute(_table: RouteTable, _request: RoutingRequest, _trace?: Trace): Match | null {
  throw new Error('not built')
}
