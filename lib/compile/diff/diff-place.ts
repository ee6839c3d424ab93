import type { RoutingRequest } from '#lib/routing/request.ts'
import { changedParts, type ChangedParts } from './changed-parts.ts'
import { UNROUTED, type Destination } from './destination.ts'
import { groupsOf, type Group, type PlacePair } from './diff-groups.ts'
import { placeRouter, type Found } from './diff-side.ts'
import type { Finding } from './routing-changes.ts'
import type { WitnessMaker } from '../witness.ts'

const requestKey = ({ method, host, target, headers, sni }: RoutingRequest) => JSON.stringify([method, host, target, sni, headers])

type Fate = { before: Destination; after: Destination }

/** Of requests that nothing that changed takes. */
const SAME: Fate = { before: UNROUTED, after: UNROUTED }

const isChanged = ({ before, after }: Fate) => before.full !== after.full
const isAlike = (a: Fate, b: Fate) =>
  isChanged(a) ? isChanged(b) && a.before.kind === b.before.kind && a.after.kind === b.after.kind : !isChanged(b)

/**
 * What is said of one entry: its own pattern where all its witnesses change alike, else those of the witnesses that change.
 * @param told fates for which another pattern speaks already
 */
function findingsOf(group: Group, fateOf: (request: RoutingRequest) => Fate, told: Set<Fate>): Finding[] {
  const { pattern, witnesses, otherMethod, route, label } = group
  const seen = witnesses.map((witness) => ({ pattern: witness.pattern, fate: fateOf(witness.request) }))
  const [base] = seen
  if (!base) return []
  const other = otherMethod && { pattern: otherMethod.pattern, fate: fateOf(otherMethod.request) }
  const matters = other !== null && !isAlike(base.fate, other.fate)
  const isOne = !matters && isChanged(base.fate) && seen.every(({ fate }) => isAlike(base.fate, fate) && !told.has(fate))
  const get = matters ? 'GET ' : ''
  const each = seen.map((one) => ({ ...one, pattern: () => get + one.pattern() }))
  const list = isOne ? [{ pattern, fate: base.fate }] : matters ? [...each, other] : each
  const findings = list
    .filter(({ fate }) => isChanged(fate) && !told.has(fate))
    .map(({ fate, pattern: text }): Finding => ({ route, pattern: `${label} ${text()}`, before: fate.before, after: fate.after }))
  for (const { fate } of other ? [...seen, other] : seen) told.add(fate)
  return findings
}

/**
 * Compares where each request goes; one that stands for several patterns is told by the first. A request that entries take
 * which did not change, on both sides, goes where it went.
 */
function compareAll(groups: Group[], parts: ChangedParts, { before, after }: PlacePair): Finding[] {
  const requests = groups.flatMap(({ witnesses }) => witnesses.map(({ request }) => request))
  const [old, next] = [placeRouter(before, requests), placeRouter(after, requests)]
  const changed = new Set([...parts.before, ...parts.after].flatMap(({ changed: list }) => list.map(({ entry }) => entry)))
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
  const parts = changedParts(pair.before, pair.after)
  if ([...parts.before, ...parts.after].every(({ changed }) => changed.length === 0)) return []
  return compareAll(groupsOf(pair, parts, witnesses), parts, pair)
}
