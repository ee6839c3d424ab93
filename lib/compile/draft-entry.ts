import type { Declared } from '#lib/model/routing-config.ts'
import type { PathMatch, Route } from '#lib/model/route.ts'
import type { EntryPath, HostMatch } from '#lib/snapshot/snapshot.ts'

/** A compiled route that gets entries. */
export type PlacedRoute = {
  declared: Declared<Route>
  /** One of its header or query patterns is refused: it answers 500. */
  isRefused: boolean
}

/** One host of a route on a listener, and one of its paths as it was declared; null where it has none. */
export type HostPath = {
  placed: PlacedRoute
  host: HostMatch
  path: PathMatch | null
  /** Place of the path in the route. */
  place: number
}

/** A path as a dialect has the matcher test it. */
export type Located = { at: HostPath; path: EntryPath }

/** A pattern that is not run, where it stands, and why. */
export type Refusal = { field: string; pattern: string; reason: string }

/** One host and one path of a route, before it has a rank. Comparators read the whole route. It knows nothing of other routes. */
export type DraftEntry = {
  declared: Declared<Route>
  route: Route
  createdAt: string
  host: HostMatch
  path: EntryPath
  /** As it was written; empty where there is none. */
  declaredPath: string
  /** A route for https alone, on a listener of plain http: it must not take the same host and path from a route that serves there. */
  isRedirectOnly: boolean
  /** A pattern of its route or its own is refused; it answers 500 where no other entry of its host takes the request. */
  isRefused: boolean
  /** Its own. */
  refusal: Refusal | null
  /** Place among the entries of its route. */
  order: number
}
