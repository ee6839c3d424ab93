import { upstreamTarget, type UpstreamTarget } from '#lib/routing/rewrite.ts'
import type { Reached } from '../balancing/endpoint.ts'
import { connect } from '../upstream/connect.ts'
import { earn, spend } from '../upstream/retry-budget.ts'
import { answerOf } from './answers.ts'
import type { Choice, Exchange } from './exchange.ts'
import { failureOf } from './failure.ts'
import { sendAnswer } from './finish.ts'
import { requestText } from './headers.ts'
import { Try, type Failure } from './try.ts'

/** A request on its way to a target, over all its tries. */
type Journey = {
  exchange: Exchange
  choice: Choice
  target: UpstreamTarget
  tried: Reached[]
  /** Addresses of the endpoint that is tried at present, which have been. */
  addresses: string[]
  hasTriedFresh: boolean
  /** `performance.now()` from which no other try begins. */
  until: number
}

/** Sends the request to a target of the service that was chosen, and its response to the client. */
export function forward(exchange: Exchange): void {
  const choice = exchange.choice!
  const { service, policy, endpoints } = choice.live
  const target = upstreamTarget(choice.match, service)
  const until = exchange.startedAt + service.connectTimeoutMs + service.readTimeoutMs
  const journey: Journey = { exchange, choice, target, tried: [], addresses: [], hasTriedFresh: false, until }
  earn(choice.live.retries)
  const first = policy.select(endpoints)
  if (first) tryEndpoint(journey, first)
  else sendAnswer(exchange, answerOf('NO_ENDPOINT'))
}

function tryEndpoint(journey: Journey, endpoint: Reached): void {
  const { exchange, tried } = journey
  tried.push(endpoint)
  journey.addresses = []
  exchange.tries++
  exchange.endpoint = endpoint
  const known = exchange.gate.names.known(endpoint.host)
  if (known !== null) tryAddress(journey, endpoint, endpoint.pools.choose(known))
  else resolveEndpoint(journey, endpoint)
}

function resolveEndpoint(journey: Journey, endpoint: Reached): void {
  const { exchange, choice } = journey
  let isOver = false
  const end = (error: NodeJS.ErrnoException | null, addresses: readonly string[]) => {
    clearTimeout(timer)
    if (isOver || exchange.isFinished) return
    isOver = true
    if (error === null && addresses.length > 0) tryAddress(journey, endpoint, endpoint.pools.choose(addresses))
    else failed(journey, { code: error === null ? 'HOST_NOT_FOUND' : failureOf(error, 'connecting'), phase: 'connecting', isStale: false, hasBegun: false })
  }
  const timer = setTimeout(end, choice.live.service.connectTimeoutMs, { code: 'ETIMEDOUT' }, [])
  exchange.gate.names.resolve(endpoint.host, end)
}

function tryAddress(journey: Journey, endpoint: Reached, address: string): void {
  const { exchange, choice, target } = journey
  const { gate } = exchange
  journey.addresses.push(address)
  exchange.triedAt = performance.now()
  exchange.upstreamTarget = target.target
  const attempt = new Try(exchange, endpoint, requestText(exchange, endpoint, target), (failure) => failed(journey, failure))
  const pool = endpoint.pools.of(address)
  const kept = journey.hasTriedFresh || exchange.wantsWebSocket ? null : pool.take()
  if (kept) gate.tally.add('upstreamReused')
  attempt.begin(kept ?? connect(pool, endpoint, choice.live.service, gate.tally))
}

/** Called from a socket's event: a bug in here must cost this request, not the worker. */
function failed(journey: Journey, failure: Failure): void {
  const { exchange } = journey
  try {
    if (!retry(journey, failure)) sendAnswer(exchange, answerOf(failure.code))
  } catch (error) {
    exchange.gate.log.error({ err: error, requestId: exchange.id }, 'a request failed')
    exchange.client.user?.abandon()
    sendAnswer(exchange, answerOf('INTERNAL'), true)
  }
}

/**
 * Tries again: after a failed connect at another address of the same name, then at the next target; and after a connection
 * that was closed under an idempotent request (RFC 9110 §9.2.2) whose body is at hand, first on a fresh one if it was a kept
 * one, then at the next target.
 */
function retry(journey: Journey, { code, phase, isStale, hasBegun }: Failure): boolean {
  const { exchange, tried } = journey
  if (hasBegun) return false
  if (phase === 'sent' && (code !== 'UPSTREAM_RESET' || !exchange.isReplayable)) return false
  if (performance.now() > journey.until) return false
  const current = tried.at(-1)!
  if (phase === 'connecting') {
    const address = otherAddress(journey, current)
    if (address !== undefined) {
      tryAddress(journey, current, address)
      return true
    }
  }
  const isSame = isStale && !journey.hasTriedFresh
  const next = isSame ? current : nextUntried(journey)
  if (!next) return false
  if (phase === 'sent' && !spend(journey.choice.live.retries)) {
    exchange.gate.tally.add('retriesRefused')
    return false
  }
  if (isSame) journey.hasTriedFresh = true
  exchange.gate.tally.add('retries')
  tryEndpoint(journey, next)
  return true
}

/** An address of the endpoint's name that was not tried; the one that failed is left alone for a while. */
function otherAddress({ exchange, choice, addresses }: Journey, endpoint: Reached): string | undefined {
  const known = exchange.gate.names.known(endpoint.host)
  if (known === null || known.length < 2) return undefined
  endpoint.pools.avoid(addresses.at(-1)!)
  if (addresses.length > Math.max(1, choice.live.service.retries)) return undefined
  const others = known.filter((address) => !addresses.includes(address))
  return others.length === 0 ? undefined : endpoint.pools.choose(others)
}

/** The policy's choice of the targets that were not tried. */
function nextUntried({ exchange, choice, tried }: Journey): Reached | null {
  if (exchange.tries > choice.live.service.retries) return null
  const { policy, endpoints } = choice.live
  return policy.select(endpoints.filter((endpoint) => !tried.includes(endpoint)))
}
