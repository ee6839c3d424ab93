import type { TableEntry } from '#lib/routing/table.ts'
import type { HostMatch } from '#lib/snapshot/snapshot.ts'
import { pathStart } from './covers.ts'

/** Entries by what their paths begin with. */
type ByStart = Map<string, TableEntry[]>

/** Finds the entries that may take all that another takes. */
export type CoverIndex = {
  /** @param path one that `inner` takes; what covers it begins like this path. Answers by rank, those before `inner` alone. */
  before(inner: TableEntry, path: string): TableEntry[]
}

/** Of so many with one host and start, the later ones are not looked at: what covers an entry may go unseen. */
const MOST = 200

const WIDEST = 'any'

const keyOf = (host: HostMatch): string => (host.kind === 'exact' || host.kind === 'suffix' ? host.value : WIDEST)

/** The keys of the hosts that may cover one: its own, suffixes of it, and those that begin with a literal or take all. */
function keysCovering(host: HostMatch): string[] {
  if (host.kind !== 'exact' && host.kind !== 'suffix') return [WIDEST]
  const keys = [WIDEST, host.value]
  for (let dot = host.value.indexOf('.', 1); dot !== -1; dot = host.value.indexOf('.', dot + 1)) keys.push(host.value.slice(dot))
  return keys
}

/** An index over the entries of one table. The place where a host ends covers nothing. */
export function coverIndex(entries: readonly TableEntry[]): CoverIndex {
  const byHost = new Map<string, ByStart>()
  for (const entry of entries) {
    if (entry.route === null) continue
    const key = keyOf(entry.host)
    let byStart = byHost.get(key)
    if (!byStart) byHost.set(key, (byStart = new Map()))
    const start = pathStart(entry.path)
    const list = byStart.get(start)
    if (list) list.push(entry)
    else byStart.set(start, [entry])
  }
  return {
    before(inner, path) {
      const found = keysCovering(inner.host).flatMap((key) => {
        const byStart = byHost.get(key)
        if (!byStart) return []
        return Array.from({ length: path.length + 1 }, (_, length) => byStart.get(path.slice(0, length))?.slice(0, MOST) ?? []).flat()
      })
      return found.filter(({ rank }) => rank < inner.rank).sort((a, b) => a.rank - b.rank)
    },
  }
}
