import { httpsRedirect, wantsHttps } from '#lib/routing/https-redirect.ts'
import { matchRoute, type Match } from '#lib/routing/match.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
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

/** Finds the route, or the answer that stands in its place: before its filters, a route for https alone says so. */
export function routeRequest(exchange: Exchange): Answer | null {
  const { live, entrance, head, gate } = exchange
  if (!live) return answerOf('NOT_READY')
  const match = findMatch(exchange)
  if (!match) return answerOf('NO_ROUTE')
  const { route } = match
  exchange.match = match
  if (route.filters.length > 0) exchange.plan = live.plans.get(route)!
  if (entrance.protocol === 'https' || !wantsHttps(route)) return null
  const { proto, host } = exchange.forwarded
  // What a trusted proxy says of the host says nothing of our port.
  const port = host === head.host ? gate.ports.https : 443
  const redirect = httpsRedirect(route, { protocol: proto, host, target: head.target }, port)
  if (!redirect) return null
  const headers = redirect.location === null ? ['Upgrade', 'TLS/1.2, HTTP/1.1'] : ['Location', redirect.location]
  return answerOf('HTTPS_REQUIRED', { status: redirect.status, headers })
}

function findMatch(exchange: Exchange): Match | null {
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
