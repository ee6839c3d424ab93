import type { Route } from '#lib/model/route.ts'
import type { EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'

/** One host and one path of a route, before it has a rank. Comparators read the whole route. */
export type DraftEntry = {
  /** Place of the compiled route in the snapshot. */
  index: number
  route: Route
  createdAt: string
  host: HostMatch
  path: EntryPath
  /** A route for https alone, on a listener of plain http: it must not take the same host and path from a route that serves there. */
  isRedirectOnly: boolean
  /** Place among the entries of its route. */
  order: number
}
