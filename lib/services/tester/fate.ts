import { decideCanary, type CanaryDecision } from '#lib/routing/canary.ts'
import { boundSide, type BoundSide } from '#lib/routing/filters/affinity.ts'
import { httpsRedirect } from '#lib/routing/https-redirect.ts'
import type { Match } from '#lib/routing/match.ts'
import type { Trace } from '#lib/routing/trace.ts'
import type { CompiledCanary, CompiledListener, Snapshot } from '#lib/snapshot/snapshot.ts'
import { explainFilters, type Filtered } from './filters/explain-filters.ts'
import { FILTER_SENTENCES } from './filters/sentences.ts'
import type { Arrival } from './predict.ts'
import type { ExplainedFilter, ExplainedStep, Explanation, Outcome } from './result.ts'
import { roundShare, SENTENCES, whyStep, type Locale } from './sentences.ts'
import { sidesOf, type Side } from './sides.ts'
import { targetsOf, type SideTargets } from './targets.ts'
import { upstreamRequest } from './upstream-request.ts'

/** What becomes of a request, without the candidates that it did not go to. */
export type Fate = Omit<Explanation, 'candidates' | 'candidatesTotal' | 'revision' | 'listener' | 'route'>

/** What takes a request, and on which listener. */
export type Found = { listener: CompiledListener; match: Match | null }

/** Everything that a prediction is made of. */
type Scene = { snapshot: Snapshot; arrival: Arrival; trace: Trace; locale: Locale }

const NOTHING = { service: null, upstream: null, targets: [], choice: null, canary: null, rewrite: null, filters: [], upstreamRequest: null }

const answered = (outcome: Outcome, verdict: string, more: Partial<Fate> = {}): Fate => ({ ...NOTHING, ...more, outcome, verdict })

function explainCanary({ snapshot, trace, locale }: Scene, canary: CompiledCanary, decision: CanaryDecision): Explanation['canary'] {
  const last = trace.canary.length - 1
  const steps = trace.canary.map((step, index): ExplainedStep => ({ rule: step.rule, decided: index === last, why: whyStep(step, locale) }))
  const share = decision.side === 'byWeight' ? decision.share : decision.side === 'canary' ? 1 : 0
  const { side, reason } = decision
  return { name: canary.name, side, share, reason, service: snapshot.services[canary.service]!.name, why: steps[last]!.why, steps }
}

type Reached = Pick<Fate, 'service' | 'upstream' | 'targets' | 'choice' | 'rewrite' | 'upstreamRequest'>

/** What a side of a route is asked for, and with which targets. */
function reached({ snapshot, arrival, trace, locale }: Scene, filtered: Filtered, main: SideTargets): Reached {
  const asked = upstreamRequest(snapshot, filtered, main.side, main.first, arrival, trace)
  const rewrite = trace.rewrite && { ...trace.rewrite, why: SENTENCES[locale].rewrite[trace.rewrite.rule](trace.rewrite) }
  const { side, targets, why: choice } = main
  const upstream = snapshot.upstreams[side.service.upstream]!.name
  return { service: side.service.name, upstream, targets, choice, rewrite, upstreamRequest: asked }
}

function answeredByProxy(scene: Scene, filtered: Filtered): Fate {
  const { snapshot, locale } = scene
  const text = SENTENCES[locale]
  const { match: { route: { name, action } }, steps: filters, by } = filtered
  const answer = filtered.answer!
  if (answer.kind === 'redirect') return answered(answer, text.sendsTo(name, answer.location), { filters })
  if (by !== null) return answered(answer, text.respond(name, answer.status, by), { filters })
  const service = action.kind === 'respond' && action.service !== null ? snapshot.services[action.service]! : null
  const known = service && reached(scene, filtered, targetsOf(scene, filtered, { side: 'stable', share: 1, service }))
  return answered(answer, text.respond(name, answer.status, answer.message), { ...known, filters })
}

/** Of a service that no target takes requests of, the default backend stands in its place (`isDefault`). */
function withDefault(scene: Scene, filtered: Filtered, side: Side): SideTargets & { isDefault?: boolean } {
  const own = targetsOf(scene, filtered, side)
  const filter = filtered.match.route.filters.map((one) => one.filter).find((one) => one.type === 'defaultBackend')
  if (own.first !== null || filter?.type !== 'defaultBackend') return own
  const other = targetsOf(scene, filtered, { ...side, service: scene.snapshot.services[filter.service]! })
  return other.first === null ? own : { ...other, targets: [...own.targets, ...other.targets], isDefault: true }
}

/** What the affinity cookie says of the sides; null: no filter asks for it. */
function boundTo({ snapshot, arrival }: Scene, { match }: Filtered, service: number, canary: CompiledCanary): BoundSide | null {
  const filter = match.route.filters.map((one) => one.filter).find((one) => one.type === 'affinity')
  const upstreamOf = (place: number) => snapshot.upstreams[snapshot.services[place]!.upstream]!
  return filter?.type === 'affinity' ? boundSide(filter, arrival.request.headers, upstreamOf(service), upstreamOf(canary.service)) : null
}

const usedDefault = (step: ExplainedFilter, { service }: Side, locale: Locale): ExplainedFilter =>
  step.type === 'defaultBackend' ? { ...step, verdict: 'changes', why: FILTER_SENTENCES[locale].defaultUsed(service.name) } : step

function forwarded(scene: Scene, filtered: Filtered, service: number, canary: CompiledCanary | null): Fate {
  const { snapshot, arrival, trace, locale } = scene
  const text = SENTENCES[locale]
  const { name } = filtered.match.route
  const decision = canary ? decideCanary(canary, arrival.request.headers, trace, boundTo(scene, filtered, service, canary)) : null
  const sides = sidesOf(snapshot, service, canary, decision).map((side) => withDefault(scene, filtered, side))
  const main = decision?.side === 'byWeight' ? (sides.find(({ side }) => side.side === 'stable') ?? sides[0]!) : sides[0]!
  const common = {
    targets: sides.flatMap(({ targets }) => targets),
    canary: canary && decision ? explainCanary(scene, canary, decision) : null,
    filters: main.isDefault ? filtered.steps.map((step) => usedDefault(step, main.side, locale)) : filtered.steps,
  }
  const known = { ...reached(scene, filtered, main), ...common }
  if (main.first === null) {
    const { rewrite: _, upstreamRequest: __, ...rest } = known
    const answer = { kind: 'respond', status: 503, message: 'no target' } as const
    const { steps } = explainFilters(snapshot, filtered.match, arrival, locale, answer)
    return answered(answer, text.noTargets(name, known.upstream!), { ...rest, filters: steps })
  }
  const addresses = main.targets.filter(({ share }) => share > 0).map(({ address }) => address)
  const chance = sides.length > 1 ? sides.find(({ side }) => side.side === 'canary') : undefined
  const verdict = chance
    ? text.split(name, main.side.service.name, chance.side.service.name, roundShare(chance.side.share * 100))
    : text.forward(name, main.side.service.name, addresses)
  return { ...known, outcome: { kind: 'forward' }, verdict }
}

/** What becomes of a request that an entry took, or none. Pure. */
export function fateOf(snapshot: Snapshot, { match, listener }: Found, arrival: Arrival, trace: Trace, locale: Locale): Fate {
  const text = SENTENCES[locale]
  const { request, httpsPort } = arrival
  if (!match) return answered({ kind: 'no-route', status: 404, message: 'no Route matched with those values' }, text.noRoute(listener.name))
  const { name, action } = match.route
  const redirect = httpsRedirect(match.route, request, httpsPort)
  if (redirect?.location) {
    return answered({ kind: 'redirect', status: redirect.status, location: redirect.location }, text.redirect(name, redirect.location))
  }
  if (redirect) return answered({ kind: 'respond', status: redirect.status, message: 'Please use HTTPS protocol' }, text.upgrade(name))
  const scene: Scene = { snapshot, arrival, trace, locale }
  const filtered = explainFilters(snapshot, match, arrival, locale)
  if (filtered.answer !== null || action.kind === 'respond') return answeredByProxy(scene, filtered)
  return forwarded(scene, filtered, action.service, action.canary)
}
