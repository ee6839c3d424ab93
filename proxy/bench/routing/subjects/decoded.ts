import { decodeSnapshot } from '#lib/snapshot/codec.ts'
import type { CompiledListener, Snapshot } from '#lib/snapshot/snapshot.ts'
import { buildRouteTable, type RouteTable } from '#lib/routing/table.ts'
import { liveBytes } from '../heap.ts'

export type Decoded = {
  snapshot: Snapshot
  listener: CompiledListener
  table: RouteTable
  bytesPerRoute: number
  tableBytesPerRoute: number
}

/** Reads the wire form and builds the table of the plain-http listener as the proxy does, with what both keep on the heap. */
export function decodeTable(encoded: string): Decoded {
  const before = liveBytes()
  const snapshot = decodeSnapshot(encoded)
  const decoded = liveBytes()
  const listener = snapshot.listeners.find(({ protocol }) => protocol === 'http')!
  const table = buildRouteTable(snapshot, listener)
  const built = liveBytes()
  const routes = snapshot.routes.length
  return { snapshot, listener, table, bytesPerRoute: (built - before) / routes, tableBytesPerRoute: (built - decoded) / routes }
}
