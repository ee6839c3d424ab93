import type { RoutingRequest } from '#lib/routing/request.ts'
import { hostText } from '#lib/routing/host.ts'
import type { CompiledListener, Entry } from '#lib/snapshot/snapshot.ts'
import { changedEntries } from './changed-entries.ts'
import { UNROUTED, type Destination } from './destination.ts'
import { entryKey, placeRouter, type Found, type PlaceSide } from './diff-side.ts'
import type { Finding } from './routing-changes.ts'
import { touchedBy, type ChangedPart } from './touched.ts'
import type { EntryWitnesses, WitnessMaker } from './witness.ts'

/** A port on both sides. `label`: a listener's name for people. */
export type PlacePair = { before: PlaceSide; after: PlaceSide; label: (listener: CompiledListener) => string }

type Parts = { before: ChangedPart[]; after: ChangedPart[] }

const headsOf = ({ listeners }: PlaceSide) => JSON.stringify(listeners.map(({ hostname, pathForm, foldHeaderValues }) => [hostname, pathForm, foldHeaderValues]))

const partOf = ({ side: { snapshot } }: PlaceSide, listener: CompiledListener, entries: Entry[]): ChangedPart => ({ snapshot, listener, entries })
const whole = (place: PlaceSide): ChangedPart[] => place.listeners.map((listener) => partOf(place, listener, listener.entries))

/** The entries that came, went or moved; all of them where requests are read or shared out among listeners in another way. */
function changedParts({ before, after }: PlacePair): Parts {
  if (headsOf(before) !== headsOf(after)) return { before: whole(before), after: whole(after) }
  const parts: Parts = { before: [], after: [] }
  before.listeners.forEach((old, index) => {
    const next = after.listeners[index]!
    const { removed, added } = changedEntries(old.entries.map((entry) => entryKey(before.side, entry)), next.entries.map((entry) => entryKey(after.side, entry)))
    parts.before.push(partOf(before, old, removed.map((place) => old.entries[place]!)))
    parts.after.push(partOf(after, next, added.map((place) => next.entries[place]!)))
  })
  return parts
}

/** What is said of one entry: its pattern, and its witnesses. */
type Group = EntryWitnesses & { route: string; label: string }

const subjectOf = ({ snapshot, listener }: ChangedPart, entry: Entry) => ({ entry, listener, route: entry.route === null ? null : snapshot.routes[entry.route]! })

/** Witnesses of the changed entries first, then of the others that a changed entry takes. */
function groupsOf(pair: PlacePair, parts: Parts, witnesses: WitnessMaker): Group[] {
  const changed = [...parts.after, ...parts.before]
  const touched = touchedBy(changed)
  const groups: Group[] = []
  const add = (part: ChangedPart, entry: Entry, isNews: boolean) => {
    const subject = subjectOf(part, entry)
    const made = witnesses.all(subject)
    const isTouched = isNews || [...made.witnesses, ...(made.otherMethod ? [made.otherMethod] : [])].some(({ request }) => touched.request(request))
    if (!isTouched) return
    const { route } = subject
    groups.push({ ...made, route: route ? `${route.workspace}/${route.name}` : `end ${hostText(entry.host)}`, label: pair.label(part.listener) })
  }
  for (const part of changed) for (const entry of part.entries) add(part, entry, true)
  const done = new Set(parts.after.flatMap(({ entries }) => entries))
  for (const part of whole(pair.after)) {
    for (const entry of part.entries) if (!done.has(entry) && touched.entry(entry)) add(part, entry, false)
  }
  return groups
}

const requestKey = ({ method, host, target, headers, sni }: RoutingRequest) => JSON.stringify([method, host, target, sni, headers])

type Fate = { before: Destination; after: Destination }

/** Of requests that nothing that changed takes. */
const SAME: Fate = { before: UNROUTED, after: UNROUTED }

const isChanged = ({ before, after }: Fate) => before.full !== after.full
const isAlike = (a: Fate, b: Fate) => (isChanged(a) ? isChanged(b) && a.before.kind === b.before.kind && a.after.kind === b.after.kind : !isChanged(b))

/**
 * What is said of one entry: its own pattern where all its witnesses change alike, else those of the witnesses that change.
 * @param told fates for which another pattern speaks already
 */
function findingsOf({ pattern, witnesses, otherMethod, route, label }: Group, fateOf: (request: RoutingRequest) => Fate, told: Set<Fate>): Finding[] {
  const seen = witnesses.map((witness) => ({ pattern: witness.pattern, fate: fateOf(witness.request) }))
  const [base] = seen
  if (!base) return []
  const other = otherMethod && { pattern: otherMethod.pattern, fate: fateOf(otherMethod.request) }
  const matters = other !== null && !isAlike(base.fate, other.fate)
  const isOne = !matters && isChanged(base.fate) && seen.every(({ fate }) => isAlike(base.fate, fate) && !told.has(fate))
  const get = matters ? 'GET ' : ''
  const list = isOne ? [{ pattern, fate: base.fate }] : [...seen.map((one) => ({ ...one, pattern: () => get + one.pattern() })), ...(matters ? [other] : [])]
  const findings = list.flatMap((one): Finding[] =>
    isChanged(one.fate) && !told.has(one.fate) ? [{ route, pattern: `${label} ${one.pattern()}`, before: one.fate.before, after: one.fate.after }] : [],
  )
  for (const { fate } of other ? [...seen, other] : seen) told.add(fate)
  return findings
}

/**
 * Compares where each request goes; one that stands for several patterns is told by the first. A request that entries take
 * which did not change, on both sides, goes where it went.
 */
function compareAll(groups: Group[], parts: Parts, { before, after }: PlacePair): Finding[] {
  const requests = groups.flatMap(({ witnesses }) => witnesses.map(({ request }) => request))
  const [old, next] = [placeRouter(before, requests), placeRouter(after, requests)]
  const changed = new Set([...parts.before, ...parts.after].flatMap(({ entries }) => entries))
  const isEndChanged = [...changed].some(({ route }) => route === null) || before.listeners.length === 0 || after.listeners.length === 0
  const isNews = (found: Found) => (found ? changed.has(found.entry) : isEndChanged)
  const fates = new Map<string, Fate>()
  const fateOf = (request: RoutingRequest): Fate => {
    const [was, is] = [old.find(request), next.find(request)]
    if (!isNews(was) && !isNews(is)) return SAME
    const key = requestKey(request)
    let fate = fates.get(key)
    if (!fate) fates.set(key, (fate = { before: old.destination(was, request), after: next.destination(is, request) }))
    return fate
  }
  const told = new Set<Fate>()
  return groups.flatMap((group) => findingsOf(group, fateOf, told))
}

/** The patterns of one port whose requests change where they go. */
export function diffPlace(pair: PlacePair, witnesses: WitnessMaker): Finding[] {
  const parts = changedParts(pair)
  if ([...parts.before, ...parts.after].every(({ entries }) => entries.length === 0) && pair.before.listeners.length === pair.after.listeners.length) return []
  return compareAll(groupsOf(pair, parts, witnesses), parts, pair)
}
