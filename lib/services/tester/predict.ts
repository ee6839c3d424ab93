import { decideCanary, type CanaryDecision } from '#lib/routing/canary.ts'
import { httpsRedirect } from '#lib/routing/https-redirect.ts'
import { matchRoute, type Match } from '#lib/routing/match.ts'
import { normalisePath, splitTarget } from '#lib/routing/path.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { upstreamTarget } from '#lib/routing/rewrite.ts'
import { buildRouteTable, type RouteTable } from '#lib/routing/table.ts'
import { newTrace, type Trace } from '#lib/routing/trace.ts'
import { forwardedHeaders, upstreamHost } from '#lib/routing/upstream-headers.ts'
import type { CompiledCanary, CompiledListener, Snapshot } from '#lib/snapshot/snapshot.ts'
import { explainCandidates } from './candidates.ts'
import type { ExplainedStep, Explanation, Outcome } from './result.ts'
import { roundShare, SENTENCES, whyStep, type Locale } from './sentences.ts'
import { sidesOf, targetsOf, type Side } from './sides.ts'

/**
 * A request as it would arrive, and where: the listeners that are asked in turn, at least one. `host`: as it is sent;
 * `httpsPort`: what a redirect would name.
 */
export type Arrival = { request: RoutingRequest; host: string; listeners: CompiledListener[]; clientAddress: string; port: number; httpsPort: number }

function explainCanary(snapshot: Snapshot, canary: CompiledCanary, decision: CanaryDecision, trace: Trace, locale: Locale): Explanation['canary'] {
  const steps = trace.canary.map((step, index): ExplainedStep => ({ rule: step.rule, decided: index === trace.canary.length - 1, why: whyStep(step, locale) }))
  const share = decision.side === 'byWeight' ? decision.share : decision.side === 'canary' ? 1 : 0
  return { name: canary.name, side: decision.side, share, reason: decision.reason, service: snapshot.services[canary.service]!.name, why: steps.at(-1)!.why, steps }
}

function upstreamRequest(snapshot: Snapshot, match: Match, main: Side, arrival: Arrival, trace: Trace): Explanation['upstreamRequest'] {
  const { request, host: sentHost, clientAddress, port } = arrival
  const upstream = snapshot.upstreams[main.service.upstream]!
  const target = upstream.targets.find(({ weight }) => weight > 0) ?? { host: upstream.name, port: 0 }
  const { target: path, strippedPrefix } = upstreamTarget(match, main.service, trace)
  const host = upstreamHost(match.route, main.service, upstream, target, sentHost)
  const facts = { clientAddress, protocol: request.protocol, host: sentHost, port, target: request.target, strippedPrefix, requestId: '…' }
  const sent = Object.entries(request.headers).flatMap(([name, value]) => (value === undefined || name === 'host' ? [] : [[name, String(value)] as const]))
  const added = forwardedHeaders(facts).map(([name, value]) => [name.toLowerCase(), value] as const)
  return { method: request.method, url: `${main.service.protocol}://${host}${path}`, headers: Object.fromEntries([['host', host], ...sent, ...added]) }
}

/** What becomes of a request, without the candidates that it did not go to. */
export type Fate = Omit<Explanation, 'candidates' | 'candidatesTotal' | 'revision' | 'listener' | 'route'>

/** What takes a request, and on which listener. */
type Found = { listener: CompiledListener; match: Match | null }

const NOTHING = { service: null, upstream: null, targets: [], canary: null, rewrite: null, upstreamRequest: null }

const answered = (outcome: Outcome, verdict: string, more: Partial<Fate> = {}): Fate => ({ ...NOTHING, ...more, outcome, verdict })

/** What a side of a route is asked for, and with which targets. */
function reached(snapshot: Snapshot, match: Match, main: Side, arrival: Arrival, trace: Trace, locale: Locale): Pick<Fate, 'service' | 'upstream' | 'targets' | 'rewrite' | 'upstreamRequest'> {
  const asked = upstreamRequest(snapshot, match, main, arrival, trace)
  const rewrite = trace.rewrite && { ...trace.rewrite, why: SENTENCES[locale].rewrite[trace.rewrite.rule](trace.rewrite) }
  const upstream = snapshot.upstreams[main.service.upstream]!.name
  return { service: main.service.name, upstream, targets: targetsOf(snapshot, main), rewrite, upstreamRequest: asked }
}

function fateOf(snapshot: Snapshot, { match, listener }: Found, arrival: Arrival, trace: Trace, locale: Locale): Fate {
  const text = SENTENCES[locale]
  const { request, httpsPort } = arrival
  if (!match) return answered({ kind: 'no-route', status: 404, message: 'no Route matched with those values' }, text.noRoute(listener.name))
  const { name, action } = match.route
  const redirect = httpsRedirect(match.route, request, httpsPort)
  if (redirect?.location) {
    return answered({ kind: 'redirect', status: redirect.status, location: redirect.location }, text.redirect(name, redirect.location))
  }
  if (redirect) return answered({ kind: 'respond', status: redirect.status, message: 'Please use HTTPS protocol' }, text.upgrade(name))
  if (action.kind === 'respond') {
    const known = action.service === null ? {} : reached(snapshot, match, { side: 'stable', share: 1, service: snapshot.services[action.service]! }, arrival, trace, locale)
    return answered({ kind: 'respond', status: action.status, message: action.message }, text.respond(name, action.status, action.message), known)
  }
  const decision = action.canary ? decideCanary(action.canary, request.headers, trace) : null
  const sides = sidesOf(snapshot, action.service, action.canary, decision)
  const main = decision?.side === 'byWeight' ? (sides.find(({ side }) => side === 'stable') ?? sides[0]!) : sides[0]!
  const upstream = snapshot.upstreams[main.service.upstream]!
  const targets = sides.flatMap((side) => targetsOf(snapshot, side))
  const canary = action.canary && decision ? explainCanary(snapshot, action.canary, decision, trace, locale) : null
  const known = { service: main.service.name, upstream: upstream.name, targets, canary }
  if (!targets.some(({ side }) => side === main.side)) {
    return answered({ kind: 'respond', status: 503, message: 'no target' }, text.noTargets(name, upstream.name), known)
  }
  const addresses = targets.filter(({ side }) => side === main.side).map(({ address }) => address)
  const chance = sides.length > 1 ? sides.find(({ side }) => side === 'canary') : undefined
  const verdict = chance
    ? text.split(name, main.service.name, chance.service.name, roundShare(chance.share * 100))
    : text.forward(name, main.service.name, addresses)
  return { ...reached(snapshot, match, main, arrival, trace, locale), ...known, outcome: { kind: 'forward' }, verdict }
}

const tables = new WeakMap<CompiledListener, RouteTable>()

function tableOf(snapshot: Snapshot, listener: CompiledListener): RouteTable {
  let table = tables.get(listener)
  if (!table) tables.set(listener, (table = buildRouteTable(snapshot, listener)))
  return table
}

/** Of the listeners of a port the first whose routes take the request, or the last; as the proxy looks. */
function find(snapshot: Snapshot, { request, listeners }: Arrival): Found {
  let found: Found = { listener: listeners[0]!, match: null }
  for (const listener of listeners) {
    found = { listener, match: matchRoute(tableOf(snapshot, listener), request) }
    if (found.match) break
  }
  return found
}

/** Where a request would go, by the proxy's own matcher; what else there was is not looked at. Pure. */
export function foretell(snapshot: Snapshot, arrival: Arrival, locale: Locale): Fate & Pick<Explanation, 'listener' | 'route'> {
  const found = find(snapshot, arrival)
  return { ...fateOf(snapshot, found, arrival, newTrace(), locale), listener: found.listener.name, route: found.match?.route.name ?? null }
}

/** Where a request would go and why, by the proxy's own matcher. Pure. */
export function predict(snapshot: Snapshot, arrival: Arrival, locale: Locale): Omit<Explanation, 'revision'> {
  const { request } = arrival
  const { listener } = find(snapshot, arrival)
  const table = tableOf(snapshot, listener)
  const trace = newTrace()
  const match = matchRoute(table, request, trace)
  const fate = fateOf(snapshot, { listener, match }, arrival, trace, locale)
  const path = normalisePath(splitTarget(request.target).path, listener.pathForm)
  const asked = { host: request.host, path, method: request.method, sni: request.sni, source: '', destination: '' }
  const candidates = explainCandidates({ snapshot, listener, entries: table.entries, candidates: trace.candidates, request: asked }, locale)
  return { ...fate, listener: listener.name, route: match?.route.name ?? null, candidates, candidatesTotal: trace.candidates.length }
}
