import type { CompiledListener, Entry, Snapshot } from '#lib/snapshot/snapshot.ts'
import { changedEntries } from './changed-entries.ts'
import { entryKey, type PlaceSide } from './diff-side.ts'

/** An entry that came, went or moved. `rank`: its place on its side; -1 where ranks of the two sides cannot be compared. */
export type ChangedEntry = { entry: Entry; rank: number }

/** The changed entries of one listener. */
export type ChangedPart = { snapshot: Snapshot; listener: CompiledListener; changed: ChangedEntry[] }

/** An entry of the side after that was there before. `was` and `is`: its ranks. */
export type KeptEntry = { listener: CompiledListener; entry: Entry; was: number; is: number }

/** `before` and `after` by the places of the listeners. */
export type ChangedParts = { before: ChangedPart[]; after: ChangedPart[]; kept: KeptEntry[] }

const headsOf = ({ listeners }: PlaceSide) =>
  JSON.stringify(listeners.map(({ hostname, pathForm, foldHeaderValues }) => [hostname, pathForm, foldHeaderValues]))

const keysOf = ({ side }: PlaceSide, { entries }: CompiledListener) => entries.map((entry) => entryKey(side, entry))

const whole = ({ side: { snapshot }, listeners }: PlaceSide): ChangedPart[] =>
  listeners.map((listener) => ({ snapshot, listener, changed: listener.entries.map((entry) => ({ entry, rank: -1 })) }))

/** All entries where requests are read, or shared out among listeners, in another way than before. */
export function changedParts(before: PlaceSide, after: PlaceSide): ChangedParts {
  if (headsOf(before) !== headsOf(after)) return { before: whole(before), after: whole(after), kept: [] }
  const parts: ChangedParts = { before: [], after: [], kept: [] }
  // A request may belong to another listener of the port than the entry does.
  const isAlone = after.listeners.length === 1
  before.listeners.forEach((old, index) => {
    const next = after.listeners[index]!
    const { removed, added } = changedEntries(keysOf(before, old), keysOf(after, next))
    const pick = ({ entries }: CompiledListener, ranks: number[]) =>
      ranks.map((rank): ChangedEntry => ({ entry: entries[rank]!, rank: isAlone ? rank : -1 }))
    parts.before.push({ snapshot: before.side.snapshot, listener: old, changed: pick(old, removed) })
    parts.after.push({ snapshot: after.side.snapshot, listener: next, changed: pick(next, added) })
    const [gone, come] = [new Set(removed), new Set(added)]
    let was = 0
    next.entries.forEach((entry, is) => {
      if (come.has(is)) return
      while (gone.has(was)) was++
      parts.kept.push({ listener: next, entry, was: was++, is })
    })
  })
  return parts
}
