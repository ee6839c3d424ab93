import type { ListName } from './items.ts'
import { SNAPSHOT_VERSION, type CompiledListener, type Snapshot } from './snapshot.ts'

/** The snapshot of these lists, which it takes over. */
export function joinSnapshot(lists: ReadonlyMap<ListName, unknown[]>): Snapshot {
  const list = <T>(name: ListName) => (lists.get(name) ?? []) as T[]
  return {
    version: SNAPSHOT_VERSION,
    listeners: list<CompiledListener>('listeners').map((listener, index) => ({ ...listener, entries: list(`entries:${index}`) })),
    streams: list('streams'),
    routes: list('routes'),
    services: list('services'),
    upstreams: list('upstreams'),
    certificates: list('certificates'),
    consumers: list('consumers'),
  }
}
