import { DIALECTS } from '#lib/compile/dialects/dialect.ts'
import { hostText } from '#lib/routing/host.ts'
import type { TableEntry } from '#lib/routing/table.ts'
import type { Candidate, FailedField } from '#lib/routing/trace.ts'
import type { CompiledListener, CompiledRoute, CompiledStream, HostMatch, Snapshot } from '#lib/snapshot/snapshot.ts'
import type { ExplainedCandidate } from './result.ts'
import { SENTENCES, whyCandidate, type CandidateFacts, type Locale } from './sentences.ts'

const MOST_CANDIDATES = 200
const NEARNESS: Record<FailedField, number> = { protocol: 1, sni: 2, query: 3, header: 4, method: 5, path: 6, source: 7, destination: 7, host: 8, listener: 9 }

const distance = ({ verdict, failed }: Candidate) => (verdict === 'lost' ? NEARNESS[failed ?? 'listener'] : 0)

/** The nearest candidates, by rank. */
function nearest(candidates: Candidate[]): Candidate[] {
  if (candidates.length <= MOST_CANDIDATES) return candidates
  const kept = candidates.toSorted((a, b) => distance(a) - distance(b) || a.entry - b.entry).slice(0, MOST_CANDIDATES)
  return kept.sort((a, b) => a.entry - b.entry)
}

/** An entry of any table, as an explanation shows it. */
export type ShownEntry = { host: HostMatch; path: TableEntry['path']; route: CompiledRoute | null }

type Listing = {
  snapshot: Snapshot
  listener: CompiledListener | CompiledStream
  /** By rank. */
  entries: readonly ShownEntry[]
  candidates: Candidate[]
  request: CandidateFacts['request']
}

const nameOf = ({ workspace, name }: CompiledRoute) => `${workspace}/${name}`

const entryText = ({ host, path }: ShownEntry) => `${hostText(host)} ${path.kind === 'any' ? '*' : path.value}`

/** The candidates as a person reads them: those on the listener by rank, then routes that are not on it. */
export function explainCandidates({ snapshot, listener, entries, candidates, request }: Listing, locale: Locale): ExplainedCandidate[] {
  const { criteria } = DIALECTS[listener.dialect]
  const winning = candidates.find(({ verdict }) => verdict === 'won')
  const winner = winning ? (entries[winning.entry]!.route?.name ?? null) : null
  // The place where a host ends is news only where it ended the search.
  const told = candidates.filter(({ entry, verdict }) => entries[entry]!.route !== null || verdict === 'won')
  const shown = nearest(told).map((candidate): ExplainedCandidate => {
    const entry = entries[candidate.entry]!
    const { verdict, failed, detail } = candidate
    const criterion = candidate.criterion === undefined ? undefined : criteria[candidate.criterion]?.name
    const { host, path, route } = entry
    const why = whyCandidate({ verdict, failed, detail, criterion, host, path, route, winner, request }, locale)
    return {
      route: route?.name ?? null,
      entry: entryText(entry),
      rank: candidate.entry,
      verdict,
      ...(failed ? { failed } : {}),
      ...(criterion ? { criterion } : {}),
      why,
    }
  })
  // By name: a route of which a pattern is refused stands in the snapshot twice.
  const others = new Map(snapshot.routes.map((route) => [nameOf(route), route]))
  for (const { route } of listener.entries) if (route !== null) others.delete(nameOf(snapshot.routes[route]!))
  const why = SENTENCES[locale].listener(listener.name)
  const elsewhere = [...others.values()]
    .slice(0, Math.max(0, MOST_CANDIDATES - shown.length))
    .map((route): ExplainedCandidate => ({ route: route.name, entry: '', rank: null, verdict: 'lost', failed: 'listener', why }))
  return [...shown, ...elsewhere]
}
