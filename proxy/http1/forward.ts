import { upstreamTarget, type UpstreamTarget } from '#lib/routing/rewrite.ts'
import type { Reached } from '../balancing/endpoint.ts'
import { setCookieEdits } from '#lib/routing/filters/edits.ts'
import { headerOf } from '#lib/routing/request.ts'
import { boundPlace } from '#lib/routing/filters/bound-place.ts'
import { affinityCookie } from '../filters/affinity.ts'
import { startMirror } from '../filters/mirror.ts'
import type { ErrorPage, FilterPlan } from '../filters/plan.ts'
import type { LiveService } from '../live.ts'
import { connect } from '../upstream/connect.ts'
import { earn, spend } from '../upstream/retry-budget.ts'
import { awaitAddresses } from './address-wait.ts'
import { answerOf, lines, type Answer } from './answers.ts'
import { RequestAsk } from './ask.ts'
import type { Exchange } from './exchange.ts'
import { failureOf } from './failure.ts'
import { sendAnswer } from './finish.ts'
import { pageText, requestText } from './headers.ts'
import { pagedFields } from './paged-fields.ts'
import { RouteDeadline } from './route-deadline.ts'
import { Try, type Failure } from './try.ts'

/** A request on its way to a target, over all its tries. */
export type Journey = {
  exchange: Exchange
  /** Who is asked: the service that was chosen, or the one that has the page for an error. */
  live: LiveService
  /** What it is asked for; null: a page for an error. */
  target: UpstreamTarget | null
  ask: RequestAsk
  /** Addresses of the endpoint that is tried at present, which have been. */
  addresses: string[]
  tries: number
  /** `performance.now()` when the present try began, with the search for its address. */
  triedAt: number
  hasTriedFresh: boolean
  /** `performance.now()` from which no other try begins. */
  until: number
}

/** Sends the request to a target of the service that was chosen, and its response to the client. */
export function forward(exchange: Exchange): void {
  const { live } = exchange.choice!
  if (exchange.plan !== null && exchange.plan.mirrors.length > 0 && !exchange.wantsWebSocket) mirror(exchange, exchange.plan.mirrors)
  if (begin(exchange, live, upstreamTarget(exchange.match!, live.service))) return
  const fallback = exchange.plan?.defaultBackend ?? null
  if (fallback !== null) {
    const other = exchange.live!.services[fallback]!
    exchange.choice = { side: exchange.choice!.side, live: other }
    if (begin(exchange, other, upstreamTarget(exchange.match!, other.service))) return
  }
  conclude(exchange, answerOf('NO_ENDPOINT'))
}

/** Sends copies where the route's filters want them: before the request itself, which lets go of its body as it is sent. */
function mirror(exchange: Exchange, mirrors: FilterPlan['mirrors']): void {
  const { gate } = exchange
  for (const { service, percent } of mirrors) {
    if (gate.random() * 100 >= percent) continue
    const live = exchange.live!.services[service]!
    const endpoint = new RequestAsk(exchange, live, false).next()
    if (endpoint) startMirror(exchange, live, endpoint, requestText(exchange, live, endpoint, upstreamTarget(exchange.match!, live.service)))
    else gate.tally.add('mirrorsFailed')
  }
}

/** @returns whether there is a target to try */
function begin(exchange: Exchange, live: LiveService, target: UpstreamTarget | null): boolean {
  const { service } = live
  const until = performance.now() + service.connectTimeoutMs + service.readTimeoutMs
  const journey: Journey = { exchange, live, target, ask: new RequestAsk(exchange, live, target !== null), addresses: [], tries: 0, triedAt: 0, hasTriedFresh: false, until }
  bind(journey)
  const first = journey.ask.next()
  if (first === null) return false
  earn(live.retries)
  tryEndpoint(journey, first)
  return true
}

/** A default backend stands in for the service for a while: it must not take away its clients. */
function isOwn({ match, live }: Exchange, { upstream }: LiveService): boolean {
  const { action } = match!.route
  const isOf = (service: number) => live!.services[service]!.upstream === upstream
  return action.kind === 'forward' && (isOf(action.service) || (action.canary !== null && isOf(action.canary.service)))
}

/** Where the route keeps clients at their targets, the one to which this one is bound comes first. */
function bind({ exchange, live, target, ask }: Journey): void {
  const affinity = exchange.plan?.affinity
  if (affinity && target !== null && isOwn(exchange, live)) ask.bound = boundPlace(affinity, exchange.choice!.side, exchange.headers, live.upstream, live.health)
}

/** A target answers: the client is bound to it, where it is to be. */
function answered({ exchange, live, target, ask }: Journey): void {
  const { plan, match, entrance, headers, gate } = exchange
  if (!plan?.affinity || target === null || !isOwn(exchange, live)) return
  const facts = { match: match!, isHttps: entrance.protocol === 'https', userAgent: headerOf(headers, 'user-agent')?.[0] ?? '', now: gate.now() }
  const way = { bound: ask.bound, tried: ask.tried, place: ask.current!.place }
  const cookie = affinityCookie(plan.affinity, exchange.choice!.side, live.upstream, way, facts, gate.random)
  if (cookie !== null) exchange.editResponse(setCookieEdits(cookie))
}

/** Ends the request if it takes longer than its route allows, whatever it waits for then. */
export function beginDeadline(exchange: Exchange, ms: number): void {
  new RouteDeadline(exchange, ms, late).begin()
}

function late(exchange: Exchange): void {
  exchange.client.user?.abandon()
  conclude(exchange, answerOf('REQUEST_DEADLINE'))
}

/** Answers in place of a target; where the route has a page for the status, by that. */
export function conclude(exchange: Exchange, answer: Answer, close = false): void {
  if (exchange.isFinished) return
  if (close) exchange.mustClose = true
  if (exchange.status !== 0) sendAnswer(exchange, answer)
  else if (exchange.paged !== null) sendAnswer(exchange, exchange.paged)
  else {
    const page = exchange.plan?.errorPages?.get(answer.status)
    // Its time is over: nobody is asked any more.
    const isSent = page !== undefined && !(page.kind === 'service' && answer.code === 'REQUEST_DEADLINE') && sendPage(exchange, page, answer, lines(answer.headers))
    if (!isSent) sendAnswer(exchange, answer)
  }
}

/**
 * Sends the page that stands in place of an answer.
 * @param fields of that answer
 * @returns whether there is anybody who has it
 */
function sendPage(exchange: Exchange, page: ErrorPage, answer: Answer, fields: string): boolean {
  exchange.paged = answer
  exchange.pagedFields = pagedFields(fields)
  if (page.kind === 'text') {
    sendAnswer(exchange, { ...answer, content: { type: page.contentType, body: page.body } })
    return true
  }
  if (!begin(exchange, exchange.live!.services[page.service]!, null)) return false
  exchange.failure = answer.code
  exchange.gate.tally.answer(answer.code)
  return true
}

const hasPage = ({ live }: Exchange, page: ErrorPage): boolean => page.kind === 'text' || live!.services[page.service]!.balancer.hasAny()

/** How long a try may take in all. */
const limitOf = ({ exchange, target }: Journey): number | null => (target === null ? null : (exchange.plan?.backendRequestMs ?? null))

function tryEndpoint(journey: Journey, endpoint: Reached): void {
  const { exchange } = journey
  journey.addresses = []
  journey.tries++
  journey.triedAt = performance.now()
  exchange.tries++
  if (journey.target !== null) exchange.endpoint = endpoint
  const known = exchange.gate.names.known(endpoint.host)
  if (known !== null) tryAddress(journey, endpoint, endpoint.pools.choose(known))
  else resolveEndpoint(journey, endpoint)
}

function resolveEndpoint(journey: Journey, endpoint: Reached): void {
  const { exchange, live } = journey
  const limitMs = Math.min(live.service.connectTimeoutMs, limitOf(journey) ?? Infinity)
  awaitAddresses(exchange, endpoint.host, limitMs, (error, addresses) => {
    if (error === null && addresses.length > 0) {
      tryAddress(journey, endpoint, endpoint.pools.choose(addresses))
      return
    }
    const code = error === null ? 'HOST_NOT_FOUND' : failureOf(error, 'connecting')
    live.health.report(endpoint.place, code === 'CONNECT_TIMEOUT' ? { kind: 'timeout' } : { kind: 'tcpFailure' })
    failed(journey, { code, phase: 'connecting', isStale: false, hasBegun: false })
  })
}

function tryAddress(journey: Journey, endpoint: Reached, address: string): void {
  const { exchange, live, target } = journey
  const { gate } = exchange
  journey.addresses.push(address)
  exchange.triedAt = performance.now()
  if (target !== null) exchange.upstreamTarget = target.target
  const text = target === null ? pageText(exchange, live, endpoint) : requestText(exchange, live, endpoint, target)
  const whole = limitOf(journey)
  const limitMs = whole === null ? null : Math.max(0, journey.triedAt + whole - performance.now())
  const attempt = new Try(exchange, live, endpoint, text, { isRequest: target !== null, limitMs }, {
    onFailure: (failure) => failed(journey, failure),
    onAnswer: () => answered(journey),
    hasPage: (page) => hasPage(exchange, page),
    onPage: (page, head) => void (sendPage(exchange, page, answerOf('ERROR_PAGE', { status: head.status }), head.passed) || conclude(exchange, answerOf('ERROR_PAGE', { status: head.status }))),
    onBug: (error) => broken(exchange, error),
  })
  const pool = endpoint.pools.of(address)
  const kept = journey.hasTriedFresh || (exchange.wantsWebSocket && target !== null) ? null : pool.take()
  if (kept) gate.tally.add('upstreamReused')
  attempt.begin(kept ?? connect(pool, endpoint, live.service, gate.tally))
}

/** Called from a socket's event: a bug in here must cost this request, not the worker. */
function failed(journey: Journey, failure: Failure): void {
  const { exchange } = journey
  try {
    if (!retry(journey, failure)) conclude(exchange, answerOf(failure.code))
  } catch (error) {
    broken(exchange, error)
  }
}

function broken(exchange: Exchange, error: unknown): void {
  exchange.gate.log.error({ err: error, requestId: exchange.id }, 'a request failed')
  exchange.client.user?.abandon()
  sendAnswer(exchange, answerOf('INTERNAL'), true)
}

/**
 * Tries again: after a failed connect at another address of the same name, then at the next target; and after a connection
 * that was closed under an idempotent request (RFC 9110 §9.2.2) whose body is at hand, first on a fresh one if it was a kept
 * one, then at the next target.
 */
function retry(journey: Journey, { code, phase, isStale, hasBegun }: Failure): boolean {
  const { exchange, live, ask } = journey
  if (hasBegun) return false
  if (phase === 'sent' && (code !== 'UPSTREAM_RESET' || !(journey.target === null || exchange.isReplayable))) return false
  if (performance.now() > journey.until) return false
  const current = ask.current!
  if (phase === 'connecting') {
    const address = otherAddress(journey, current)
    if (address !== undefined) {
      tryAddress(journey, current, address)
      return true
    }
  }
  const isSame = isStale && !journey.hasTriedFresh
  // The same once more, on a connection that is not stale, is no other try.
  const tries = journey.tries - (journey.hasTriedFresh ? 1 : 0)
  const next = isSame ? current : tries > live.service.retries ? null : ask.next()
  if (!next) return false
  if (phase === 'sent' && !spend(live.retries)) {
    exchange.gate.tally.add('retriesRefused')
    return false
  }
  if (isSame) journey.hasTriedFresh = true
  exchange.gate.tally.add('retries')
  tryEndpoint(journey, next)
  return true
}

/** An address of the endpoint's name that was not tried; the one that failed is left alone for a while. */
function otherAddress({ exchange, live, addresses }: Journey, endpoint: Reached): string | undefined {
  const known = exchange.gate.names.known(endpoint.host)
  if (known === null || known.length < 2) return undefined
  endpoint.pools.avoid(addresses.at(-1)!)
  if (addresses.length > Math.max(1, live.service.retries)) return undefined
  const others = known.filter((address) => !addresses.includes(address))
  return others.length === 0 ? undefined : endpoint.pools.choose(others)
}
