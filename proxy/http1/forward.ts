import { upstreamTarget, type UpstreamTarget } from '#lib/routing/rewrite.ts'
import type { Reached } from '../balancing/endpoint.ts'
import { connect } from '../upstream/connect.ts'
import type { PoolGroup } from '../upstream/pool.ts'
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
  /** Of the names of those tried. */
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
  const first = policy.select(endpoints)
  if (first) tryEndpoint(journey, first)
  else sendAnswer(exchange, answerOf('NO_ENDPOINT'))
}

function tryEndpoint(journey: Journey, endpoint: Reached): void {
  const { exchange, tried } = journey
  tried.push(endpoint)
  exchange.tries++
  exchange.endpoint = endpoint
  const known = exchange.gate.names.known(endpoint.host)
  if (known !== null) {
    tryAddress(journey, endpoint, nextAddress(journey, endpoint.pools, known))
    return
  }
  exchange.gate.names.resolve(endpoint.host, (error, addresses) => {
    if (exchange.isFinished) return
    if (error === null && addresses.length > 0) tryAddress(journey, endpoint, nextAddress(journey, endpoint.pools, addresses))
    else failed(journey, { code: error === null ? 'HOST_NOT_FOUND' : failureOf(error, 'connecting'), phase: 'connecting', isStale: false })
  })
}

/** Round the addresses of a name; those that were tried for this request come last. */
function nextAddress({ addresses: tried }: Journey, group: PoolGroup, addresses: readonly string[]): string {
  if (addresses.length === 1) return addresses[0]!
  for (let i = 0; i < addresses.length; i++) {
    const address = addresses[group.turn++ % addresses.length]!
    if (!tried.includes(address)) return address
  }
  return addresses[group.turn++ % addresses.length]!
}

function tryAddress(journey: Journey, endpoint: Reached, address: string): void {
  const { exchange, choice, target } = journey
  const { gate, head } = exchange
  journey.addresses.push(address)
  exchange.triedAt = performance.now()
  exchange.upstreamUrl = `${choice.live.service.protocol}://${endpoint.address}${target.target}`
  const attempt = new Try(exchange, endpoint, requestText(exchange, endpoint, target), (failure) => failed(journey, failure))
  const pool = endpoint.pools.of(address)
  const kept = journey.hasTriedFresh || head.upgrade !== '' ? null : pool.take()
  if (kept) gate.tally.add('upstreamReused')
  attempt.begin(kept ?? connect(pool, endpoint, choice.live.service, gate.tally))
}

function failed(journey: Journey, failure: Failure): void {
  if (!retry(journey, failure)) sendAnswer(journey.exchange, answerOf(failure.code))
}

/**
 * Tries again: at the next target after a failed connect; and after a connection that was closed under an idempotent request
 * (RFC 9110 §9.2.2) whose body is at hand, first on a fresh one if it was a kept one, then at the next target.
 */
function retry(journey: Journey, { code, phase, isStale }: Failure): boolean {
  const { exchange, tried } = journey
  if (phase === 'sent' && (code !== 'UPSTREAM_RESET' || !exchange.isReplayable)) return false
  if (performance.now() > journey.until) return false
  const isSame = isStale && !journey.hasTriedFresh
  const next = isSame ? tried.at(-1)! : nextUntried(journey)
  if (!next) return false
  if (isSame) journey.hasTriedFresh = true
  exchange.gate.tally.add('retries')
  tryEndpoint(journey, next)
  return true
}

/** A target that was not tried; or one that was, at another address of its name. */
function nextUntried({ exchange, choice, tried, addresses }: Journey): Reached | null {
  if (exchange.tries > choice.live.service.retries) return null
  const { policy, endpoints } = choice.live
  const fresh = policy.select(endpoints.filter((endpoint) => !tried.includes(endpoint)))
  if (fresh) return fresh
  const { names } = exchange.gate
  return tried.find((endpoint) => names.known(endpoint.host)?.some((address) => !addresses.includes(address))) ?? null
}
