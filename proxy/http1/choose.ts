import { decideCanary } from '#lib/routing/canary.ts'
import { httpsRedirect } from '#lib/routing/https-redirect.ts'
import { matchRoute, type Match } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import { listenersFor } from '../live.ts'
import { answerOf, type Answer } from './answers.ts'
import type { Exchange } from './exchange.ts'

/** A request as the matcher reads it; its headers are only taken apart where a route asks for them. */
class RoutedRequest implements RoutingRequest {
  readonly method: string
  readonly host: string
  readonly target: string
  readonly protocol: 'http' | 'https'
  readonly sni?: string
  private readonly exchange: Exchange

  constructor(exchange: Exchange) {
    const { head, entrance, client } = exchange
    this.method = head.method
    this.host = head.host.toLowerCase()
    this.target = head.target
    this.protocol = entrance.protocol
    if (client.tls !== null && client.tls.sni !== '') this.sni = client.tls.sni
    this.exchange = exchange
  }

  get headers(): RoutingRequest['headers'] {
    return this.exchange.headers
  }
}

/** Finds the route and the side, or the answer that stands in their place. */
export function chooseRoute(exchange: Exchange): Answer | null {
  const { live, entrance, head, gate } = exchange
  if (!live) return answerOf('NOT_READY')
  const match = findRoute(exchange)
  if (!match) return answerOf('NO_ROUTE')
  const { route } = match
  exchange.hasRoute = true
  const redirect = entrance.protocol === 'https' ? null : httpsRedirect(route, { protocol: entrance.protocol, host: head.host, target: head.target }, gate.ports.https)
  if (redirect) {
    const headers = redirect.location === null ? ['Upgrade', 'TLS/1.2, HTTP/1.1'] : ['Location', redirect.location]
    return answerOf('HTTPS_REQUIRED', { status: redirect.status, headers })
  }
  const { action } = route
  if (action.kind === 'respond') return answerOf(action.code, { status: action.status, message: action.message })
  const side = action.canary ? sideOf(action.canary, exchange) : 'stable'
  const service = side === 'canary' ? action.canary!.service : action.service
  exchange.choice = { match, side, live: live.services[service]! }
  return null
}

function findRoute(exchange: Exchange): Match | null {
  const request = new RoutedRequest(exchange)
  const listeners = listenersFor(exchange.live!.ports.get(exchange.entrance.port), request.host)
  for (const listener of listeners) {
    exchange.listener = listener.name
    const match = matchRoute(listener.table, request)
    if (match) return match
  }
  exchange.unmatched = { request, listeners }
  return null
}

const sideOf = (canary: CompiledCanary, { headers, gate }: Exchange): 'stable' | 'canary' => {
  const decision = decideCanary(canary, headers)
  if (decision.side !== 'byWeight') return decision.side
  return gate.random() < decision.share ? 'canary' : 'stable'
}
