import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { upstreamTarget, type UpstreamTarget } from '#lib/routing/rewrite.ts'
import type { Endpoint } from '../balancing/endpoint.ts'
import { answerOf, type ProxyAnswerCode } from './answers.ts'
import { hasBody, type Choice, type Exchange } from './exchange.ts'
import { failureOf } from './failure.ts'
import { sendAnswer } from './finish.ts'
import { interimFields, requestFields } from './headers.ts'
import { sendBody, sendResponse } from './relay.ts'
import { stallTimer } from './stall.ts'
import { openTunnel } from './upgrade.ts'

/** A request on its way to a target, over all its tries. */
type Journey = {
  exchange: Exchange
  choice: Choice
  target: UpstreamTarget
  tried: Endpoint[]
  current: ClientRequest | null
  isClientGone: boolean
  hasTriedFresh: boolean
}

/** RFC 9110 §9.2.2. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'])

/** Sends the request to a target of the service that was chosen, and its response to the client. */
export function forward(exchange: Exchange): void {
  const choice = exchange.choice!
  const target = upstreamTarget(choice.match, choice.live.service)
  const journey: Journey = { exchange, choice, target, tried: [], current: null, isClientGone: false, hasTriedFresh: false }
  exchange.res.once('close', () => {
    if (exchange.res.writableFinished) return
    journey.isClientGone = true
    journey.current?.destroy()
  })
  const first = choice.live.policy.select(choice.live.endpoints)
  if (first) tryEndpoint(journey, first)
  else sendAnswer(exchange, answerOf('NO_ENDPOINT'))
}

function tryEndpoint(journey: Journey, endpoint: Endpoint): void {
  const { exchange, choice, tried } = journey
  const { connectTimeoutMs, readTimeoutMs } = choice.live.service
  tried.push(endpoint)
  exchange.tries++
  exchange.endpoint = endpoint
  const upstream = openRequest(journey, endpoint)
  // Counted once it is there: what cannot be opened has no close that takes it back.
  endpoint.state.inFlight++
  journey.current = upstream
  const stall = stallTimer()
  let phase: 'connecting' | 'sending' | 'answered' | 'failed' = 'connecting'
  let reason: ProxyAnswerCode | null = null
  const fail = (code: ProxyAnswerCode) => {
    reason = code
    // The target is not at fault when it is the client that takes nothing.
    if (exchange.res.writableNeedDrain) exchange.res.destroy()
    else upstream.destroy()
  }
  stall.start(connectTimeoutMs, () => fail('CONNECT_TIMEOUT'))
  whenConnected(upstream, () => {
    phase = 'sending'
    stall.stop()
    if (hasBody(exchange.req)) sendBody(exchange, upstream, fail)
    else upstream.end()
  })
  upstream.once('finish', () => {
    if (phase === 'sending') stall.start(readTimeoutMs, () => fail('RESPONSE_TIMEOUT'))
  })
  upstream.once('response', (response) => {
    phase = 'answered'
    stall.start(readTimeoutMs, () => fail('RESPONSE_TIMEOUT'))
    receive(exchange, response, () => sendResponse(exchange, response, stall))
  })
  upstream.once('upgrade', (response, socket, head) => {
    phase = 'answered'
    stall.stop()
    receive(exchange, response, () => openTunnel(exchange, response, socket, head, readTimeoutMs))
    if (!exchange.isFinished) socket.destroy()
  })
  passInformation(exchange, upstream)
  upstream.once('close', () => {
    stall.stop()
    endpoint.state.inFlight--
  })
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    if (journey.isClientGone || phase === 'answered' || phase === 'failed') return
    const code = reason ?? failureOf(error, phase)
    const isHandled = retry(journey, upstream, phase, code)
    phase = 'failed'
    if (!isHandled) sendAnswer(exchange, answerOf(code))
  })
}

function openRequest(journey: Journey, endpoint: Endpoint): ClientRequest {
  const { exchange, choice, target } = journey
  const { service, upstream, agents } = choice.live
  const isTls = service.protocol === 'https'
  const isFresh = exchange.upgradeHead !== null || journey.hasTriedFresh
  const serverName = upstream.hostHeader?.replace(/:\d+$/, '') ?? endpoint.host
  exchange.upstreamUrl = `${service.protocol}://${endpoint.address}${target.target}`
  return (isTls ? https : http).request({
    agent: isFresh ? agents.fresh : agents.pooled,
    host: endpoint.host,
    port: endpoint.port,
    method: exchange.req.method ?? 'GET',
    path: target.target,
    headers: requestFields(exchange, choice, endpoint, target),
    setHost: false,
    maxHeaderSize: 65_536,
    insecureHTTPParser: false,
    ...(isTls && { servername: isIP(serverName) ? '' : serverName }),
  })
}

function whenConnected(upstream: ClientRequest, onConnected: () => void): void {
  upstream.once('socket', (socket) => {
    const tls = socket as Partial<TLSSocket> & { secureConnecting?: boolean }
    if (tls.encrypted) {
      if (tls.secureConnecting) socket.once('secureConnect', onConnected)
      else onConnected()
    } else if (socket.connecting) socket.once('connect', onConnected)
    else onConnected()
  })
}

/** Interim responses: 100 where the client waits for it, others such as 103 as they are (RFC 9110 §15.2). */
function passInformation(exchange: Exchange, upstream: ClientRequest): void {
  const { req, res } = exchange
  if (exchange.upgradeHead !== null || req.httpVersion === '1.0') return
  upstream.once('continue', () => {
    if (exchange.expects !== 'asked' || res.headersSent) return
    exchange.expects = 'granted'
    res.writeContinue()
  })
  upstream.on('information', (information) => {
    if (information.statusCode === 100 || res.headersSent) return
    try {
      res.writeInformation(information.statusCode, interimFields(information.rawHeaders))
    } catch (error) {
      // An interim response may be left out; one that cannot be written is.
      exchange.gate.log.warn({ err: error, target: exchange.endpoint?.address }, 'an interim response cannot be passed on')
    }
  })
}

/** Hands on what came; a message that cannot be written (a control character in a field …) is the target's fault. */
function receive(exchange: Exchange, response: IncomingMessage, pass: () => void): void {
  try {
    pass()
  } catch (error) {
    response.on('error', () => {})
    response.destroy()
    exchange.gate.log.warn({ err: error, target: exchange.endpoint?.address }, 'the response cannot be passed on')
    sendAnswer(exchange, answerOf('UPSTREAM_PROTOCOL'))
  }
}

/**
 * Tries again: at the next target after a failed connect; and after a connection that was closed under an idempotent request
 * without a body (RFC 9110 §9.2.2), first on a fresh one if it was a kept one, then at the next target.
 */
function retry(journey: Journey, upstream: ClientRequest, phase: 'connecting' | 'sending', code: ProxyAnswerCode): boolean {
  const { exchange, tried } = journey
  const isReplayable = IDEMPOTENT.has(exchange.req.method!) && !hasBody(exchange.req)
  if (phase === 'sending' && (code !== 'UPSTREAM_RESET' || !isReplayable)) return false
  const isStale = phase === 'sending' && upstream.reusedSocket && !journey.hasTriedFresh
  const next = isStale ? tried.at(-1)! : nextUntried(journey)
  if (!next) return false
  if (isStale) journey.hasTriedFresh = true
  exchange.gate.tally.retries++
  tryEndpoint(journey, next)
  return true
}

function nextUntried({ exchange, choice, tried }: Journey): Endpoint | null {
  if (exchange.tries > choice.live.service.retries) return null
  return choice.live.policy.select(choice.live.endpoints.filter((endpoint) => !tried.includes(endpoint)))
}
