import type { StreamRequest } from '#lib/routing/request.ts'
import { buildStreamTable, matchStream } from '#lib/routing/stream.ts'
import { newTrace } from '#lib/routing/trace.ts'
import type { CompiledRoute, CompiledStream, Snapshot } from '#lib/snapshot/snapshot.ts'
import { explainCandidates, type ShownEntry } from './candidates.ts'
import type { Explanation } from './result.ts'
import { SENTENCES, type Locale } from './sentences.ts'
import { sidesOf } from './sides.ts'
import { streamTargets } from './targets.ts'

/** A connection or datagram as it would arrive, and where. */
export type StreamArrival = { request: StreamRequest; listener: CompiledStream }

type Fate = Pick<Explanation, 'outcome' | 'service' | 'upstream' | 'targets' | 'verdict'>
const NOTHING = { service: null, upstream: null, targets: [] }

function fateOf(snapshot: Snapshot, route: CompiledRoute | undefined, listener: string, locale: Locale): Fate {
  const text = SENTENCES[locale]
  if (!route) return { ...NOTHING, outcome: { kind: 'no-route', status: 404, message: 'no Route matched with those values' }, verdict: text.noStream(listener) }
  const { name, action } = route
  if (action.kind === 'respond') {
    return { ...NOTHING, outcome: { kind: 'respond', status: action.status, message: action.message }, verdict: text.respond(name, action.status, action.message) }
  }
  const [side] = sidesOf(snapshot, action.service, null, null)
  const targets = streamTargets(snapshot, side!)
  const upstream = snapshot.upstreams[side!.service.upstream]!.name
  const known = { service: side!.service.name, upstream, targets }
  if (targets.length === 0) return { ...known, outcome: { kind: 'respond', status: 503, message: 'no target' }, verdict: text.noTargets(name, upstream) }
  return { ...known, outcome: { kind: 'forward' }, verdict: text.stream(name, side!.service.name, targets.map(({ address }) => address)) }
}

const shown = (route: CompiledRoute): ShownEntry => ({ host: { kind: 'any' }, path: { kind: 'any' }, route })

function addressText(address: StreamRequest['source']): string {
  if (!address) return '—'
  const { ip, port } = address
  return `${ip.includes(':') ? `[${ip}]` : ip}${port === null ? '' : `:${port}`}`
}

/** Where a connection or datagram would go and why. Pure. */
export function predictStream(snapshot: Snapshot, { request, listener }: StreamArrival, locale: Locale): Omit<Explanation, 'revision'> {
  const table = buildStreamTable(snapshot, listener)
  const trace = newTrace()
  const match = matchStream(table, request, trace)
  const asked = { host: '', path: '', method: '', sni: request.sni, source: addressText(request.source), destination: addressText(request.destination) }
  const entries = table.entries.map(({ route }) => shown(route))
  const candidates = explainCandidates({ snapshot, listener, entries, candidates: trace.candidates, request: asked }, locale)
  return {
    ...fateOf(snapshot, match?.route, listener.name, locale),
    listener: listener.name,
    route: match?.route.name ?? null,
    canary: null,
    rewrite: null,
    choice: null,
    filters: [],
    upstreamRequest: null,
    candidates,
    candidatesTotal: trace.candidates.length,
  }
}
