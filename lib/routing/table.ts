import type { CompiledListener, CompiledRoute, Entry, Snapshot } from '#lib/snapshot/snapshot.ts'

/** One listener of a snapshot, indexed for lookup. */
export type RouteTable = { listener: CompiledListener; routes: CompiledRoute[]; entries: Entry[] }

/** Builds the table of one listener. Never throws: an entry that cannot be built answers 500, alone. */
export function buildRouteTable(snapshot: Snapshot, listener: CompiledListener): RouteTable {
  return { listener, routes: snapshot.routes, entries: listener.entries }
}
