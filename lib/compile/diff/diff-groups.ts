import { hostText } from '#lib/routing/host.ts'
import type { CompiledListener, CompiledRoute, Entry, HostMatch, Snapshot } from '#lib/snapshot/snapshot.ts'
import type { ChangedPart, ChangedParts } from './changed-parts.ts'
import type { PlaceSide } from './diff-side.ts'
import { entryStarts, MOST_STARTS } from './entry-start.ts'
import { meetAsked, meetEntries } from './meet.ts'
import { touchedBy } from './touched.ts'
import { generalText, requestsOf, type Asked, type EntryWitnesses, type WitnessMaker } from '../witness.ts'

/** A port on both sides. `label`: a listener's name for people. */
export type PlacePair = { before: PlaceSide; after: PlaceSide; label: (listener: CompiledListener) => string }

/** What can be said of one entry: its pattern, and its witnesses. `route`: whose line it stands in. */
export type Group = EntryWitnesses & { route: string; label: string }

/** Of more meetings than that the rest goes unseen. */
const MOST_MEETINGS = 2000

const NOTHING: Asked = { methods: [], headers: [], query: [], snis: [] }

const routeOf = (snapshot: Snapshot, { route }: Entry): CompiledRoute | null => (route === null ? null : snapshot.routes[route]!)

const routeText = (route: CompiledRoute | null, host: HostMatch) => (route ? `${route.workspace}/${route.name}` : `end ${hostText(host)}`)

/** Where a changed entry overlaps another only in part, neither has a witness: requests that meet both. */
function meetings(pair: PlacePair, changed: readonly ChangedPart[], others: PlaceSide, witnesses: WitnessMaker): Group[] {
  const groups: Group[] = []
  const startOf = entryStarts()
  changed.forEach((part, index) => {
    const other = others.listeners[index]
    if (!other || part.changed.length > MOST_STARTS) return
    for (const { entry } of part.changed) {
      const route = routeOf(part.snapshot, entry)
      const start = startOf(entry.path)
      for (const met of other.entries) {
        if (groups.length > MOST_MEETINGS) return
        const metStart = startOf(met.path)
        if (!metStart.startsWith(start) && !start.startsWith(metStart)) continue
        const places = meetEntries(entry, met)
        const asked = places.length > 0 && meetAsked(route ?? NOTHING, routeOf(others.side.snapshot, met) ?? NOTHING)
        if (!asked) continue
        for (const at of places) {
          const made = witnesses.all({ entry: at, route: asked, listener: part.listener })
          const pattern = () => generalText(made.pattern())
          groups.push({ ...made, pattern, route: routeText(route, entry.host), label: pair.label(part.listener) })
        }
      }
    }
  })
  return groups
}

/** Witnesses of the changed entries first, then of the others that a changed entry takes, then of where they meet. */
export function groupsOf(pair: PlacePair, parts: ChangedParts, witnesses: WitnessMaker): Group[] {
  const touched = touchedBy(parts)
  const groups: Group[] = []
  const add = (snapshot: Snapshot, listener: CompiledListener, entry: Entry, isNews: boolean) => {
    const route = routeOf(snapshot, entry)
    const made = witnesses.all({ entry, route, listener })
    if (isNews || requestsOf(made).some((request) => touched.request(request))) groups.push({ ...made, route: routeText(route, entry.host), label: pair.label(listener) })
  }
  for (const { snapshot, listener, changed } of [...parts.after, ...parts.before]) {
    for (const { entry } of changed) add(snapshot, listener, entry, true)
  }
  for (const kept of parts.kept) if (touched.entry(kept)) add(pair.after.side.snapshot, kept.listener, kept.entry, false)
  return [...groups, ...meetings(pair, parts.after, pair.before, witnesses), ...meetings(pair, parts.before, pair.after, witnesses)]
}
