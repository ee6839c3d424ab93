import { decideCanary, type CanaryDecision } from '#lib/routing/canary.ts'
import { hostText } from '#lib/routing/host.ts'
import { httpsRedirect } from '#lib/routing/https-redirect.ts'
import { matchRoute, type Match } from '#lib/routing/match.ts'
import { normalisePath, splitTarget } from '#lib/routing/path.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { upstreamTarget } from '#lib/routing/rewrite.ts'
import { buildRouteTable, type RouteTable } from '#lib/routing/table.ts'
import type { Candidate, FailedField, Trace } from '#lib/routing/trace.ts'
import { forwardedHeaders, upstreamHost } from '#lib/routing/upstream-headers.ts'
import type { CompiledCanary, CompiledListener, CompiledService, Entry, Snapshot } from '#lib/snapshot/snapshot.ts'
import type { ExplainedCandidate, Explanation, Outcome } from './result.ts'
import { SENTENCES, whyCandidate, type Locale } from './sentences.ts'

/** A request as it would arrive, and where. `httpsPort` is what a redirect would name. */
export type Arrival = { request: RoutingRequest; listener: CompiledListener; clientAddress: string; port: number; httpsPort: number }

const MOST_CANDIDATES = 200
const NEARNESS: Record<FailedField, number> = { protocol: 1, sni: 2, query: 3, header: 4, method: 5, path: 6, host: 7, listener: 8 }

const entryText = ({ host, path }: Entry) => `${hostText(host)} ${path.kind === 'any' ? '*' : path.value}`

const distance = ({ verdict, failed }: Candidate) => (verdict === 'lost' ? NEARNESS[failed ?? 'listener'] : 0)

/** The nearest candidates, by rank. */
function nearest(candidates: Candidate[]): Candidate[] {
  if (candidates.length <= MOST_CANDIDATES) return candidates
  const kept = candidates.toSorted((a, b) => distance(a) - distance(b) || a.entry - b.entry).slice(0, MOST_CANDIDATES)
  return kept.sort((a, b) => a.entry - b.entry)
}

function explainCandidates(snapshot: Snapshot, table: RouteTable, trace: Trace, arrival: Arrival, locale: Locale): ExplainedCandidate[] {
  const { request, listener } = arrival
  const winning = trace.candidates.find(({ verdict }) => verdict === 'won')
  const winner = winning ? table.entries[winning.entry]!.route.name : null
  const path = normalisePath(splitTarget(request.target).path)
  const facts = { winner, host: request.host, path, method: request.method, sni: request.sni }
  const here = new Set(listener.entries.map((entry) => entry.route))
  const shown = nearest(trace.candidates).map((candidate): ExplainedCandidate => {
    const { entry, route } = table.entries[candidate.entry]!
    const why = whyCandidate({ candidate, entry, route, ...facts }, locale)
    const failed = candidate.failed ? { failed: candidate.failed } : {}
    return { route: route.name, entry: entryText(entry), rank: candidate.entry, verdict: candidate.verdict, ...failed, why }
  })
  const elsewhere = snapshot.routes
    .filter((_, index) => !here.has(index))
    .slice(0, Math.max(0, MOST_CANDIDATES - shown.length))
    .map((route): ExplainedCandidate => {
      const why = SENTENCES[locale].listener(listener.name)
      return { route: route.name, entry: '', rank: null, verdict: 'lost', failed: 'listener', why }
    })
  return [...shown, ...elsewhere]
}

type Side = { side: 'stable' | 'canary'; share: number; service: CompiledService }

function sidesOf(snapshot: Snapshot, stable: number, canary: CompiledCanary | null, decision: CanaryDecision | null): Side[] {
  const stableSide: Side = { side: 'stable', share: 1, service: snapshot.services[stable]! }
  if (!canary || !decision) return [stableSide]
  const share = decision.side === 'byWeight' ? decision.share : decision.side === 'canary' ? 1 : 0
  const canarySide: Side = { side: 'canary', share, service: snapshot.services[canary.service]! }
  return [canarySide, { ...stableSide, share: 1 - share }].filter((side) => side.share > 0)
}

const round = (share: number) => Math.round(share * 1e6) / 1e6

function targetsOf(snapshot: Snapshot, { side, share, service }: Side): Explanation['targets'] {
  const targets = snapshot.upstreams[service.upstream]!.targets.filter((target) => target.weight > 0)
  const total = targets.reduce((sum, target) => sum + target.weight, 0)
  return targets.map(({ host, port, weight }) => ({ address: `${host}:${port}`, share: round((share * weight) / total), side, service: service.name }))
}

function explainCanary(snapshot: Snapshot, canary: CompiledCanary, decision: CanaryDecision, locale: Locale): Explanation['canary'] {
  const text = SENTENCES[locale]
  const why =
    decision.reason === 'weight'
      ? text.byWeight(round(decision.share * 100))
      : decision.reason === 'header'
        ? text.byHeader(canary.header?.name ?? '', decision.side)
        : text.byCookie(canary.cookie ?? '', decision.side)
  const share = decision.side === 'byWeight' ? decision.share : decision.side === 'canary' ? 1 : 0
  return { name: canary.name, side: decision.side, share, reason: decision.reason, service: snapshot.services[canary.service]!.name, why }
}

function upstreamRequest(snapshot: Snapshot, match: Match, main: Side, arrival: Arrival): Explanation['upstreamRequest'] {
  const { request, clientAddress, port } = arrival
  const upstream = snapshot.upstreams[main.service.upstream]!
  const target = upstream.targets.find(({ weight }) => weight > 0) ?? { host: upstream.name, port: 0 }
  const { target: path, strippedPrefix } = upstreamTarget(match, main.service)
  const host = upstreamHost(match.route, main.service, upstream, target, request.host)
  const facts = { clientAddress, protocol: request.protocol, host: request.host, port, target: request.target, strippedPrefix, requestId: '…' }
  const sent = Object.entries(request.headers).flatMap(([name, value]) => (value === undefined || name === 'host' ? [] : [[name, String(value)] as const]))
  const added = forwardedHeaders(facts).map(([name, value]) => [name.toLowerCase(), value] as const)
  return { method: request.method, url: `${main.service.protocol}://${host}${path}`, headers: Object.fromEntries([['host', host], ...sent, ...added]) }
}

type Fate = Pick<Explanation, 'outcome' | 'service' | 'upstream' | 'targets' | 'canary' | 'upstreamRequest' | 'verdict'>
const NOTHING = { service: null, upstream: null, targets: [], canary: null, upstreamRequest: null }

const answered = (outcome: Outcome, verdict: string, more: Partial<Fate> = {}): Fate => ({ ...NOTHING, ...more, outcome, verdict })

function fateOf(snapshot: Snapshot, match: Match | null, arrival: Arrival, locale: Locale): Fate {
  const text = SENTENCES[locale]
  const { request, listener, httpsPort } = arrival
  if (!match) return answered({ kind: 'no-route', status: 404, message: 'no Route matched with those values' }, text.noRoute(listener.name))
  const { name, action } = match.route
  const redirect = httpsRedirect(match.route, request, httpsPort)
  if (redirect?.location) {
    return answered({ kind: 'redirect', status: redirect.status, location: redirect.location }, text.redirect(name, redirect.location))
  }
  if (redirect) return answered({ kind: 'respond', status: redirect.status, message: 'Please use HTTPS protocol' }, text.upgrade(name))
  if (action.kind === 'respond') {
    return answered({ kind: 'respond', status: action.status, message: action.message }, text.respond(name, action.status, action.message))
  }
  const decision = action.canary ? decideCanary(action.canary, request.headers) : null
  const sides = sidesOf(snapshot, action.service, action.canary, decision)
  const main = decision?.side === 'byWeight' ? (sides.find(({ side }) => side === 'stable') ?? sides[0]!) : sides[0]!
  const upstream = snapshot.upstreams[main.service.upstream]!
  const targets = sides.flatMap((side) => targetsOf(snapshot, side))
  const canary = action.canary && decision ? explainCanary(snapshot, action.canary, decision, locale) : null
  const known = { service: main.service.name, upstream: upstream.name, targets, canary }
  if (!targets.some(({ side }) => side === main.side)) {
    return answered({ kind: 'respond', status: 503, message: 'no target' }, text.noTargets(name, upstream.name), known)
  }
  const addresses = targets.filter(({ side }) => side === main.side).map(({ address }) => address)
  const chance = sides.length > 1 ? sides.find(({ side }) => side === 'canary') : undefined
  const verdict = chance
    ? text.split(name, main.service.name, chance.service.name, round(chance.share * 100))
    : text.forward(name, main.service.name, addresses)
  return { ...known, outcome: { kind: 'forward' }, upstreamRequest: upstreamRequest(snapshot, match, main, arrival), verdict }
}

/** Where a request would go and why, by the proxy's own matcher. Pure. */
export function predict(snapshot: Snapshot, arrival: Arrival, locale: Locale): Omit<Explanation, 'revision'> {
  const table = buildRouteTable(snapshot, arrival.listener)
  const trace: Trace = { candidates: [] }
  const match = matchRoute(table, arrival.request, trace)
  const fate = fateOf(snapshot, match, arrival, locale)
  const candidates = explainCandidates(snapshot, table, trace, arrival, locale)
  return { ...fate, listener: arrival.listener.name, route: match?.route.name ?? null, candidates, candidatesTotal: trace.candidates.length }
}
