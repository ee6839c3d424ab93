import { decideCanary } from '#lib/routing/canary.ts'
import { httpsRedirect } from '#lib/routing/https-redirect.ts'
import { matchRoute, type Match } from '#lib/routing/match.ts'
import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import { listenersFor } from '../live.ts'
import { answerOf, type Answer } from './answers.ts'
import { sniOf, type Exchange } from './exchange.ts'

/** Finds the route and the side, or the answer that stands in their place. */
export function chooseRoute(exchange: Exchange): Answer | null {
  const { live } = exchange
  if (!live) return answerOf('NOT_READY')
  const match = findRoute(exchange)
  if (!match) return answerOf('NO_ROUTE')
  const { route } = match
  const request = { protocol: exchange.entrance.protocol, host: exchange.host, target: exchange.target }
  const redirect = httpsRedirect(route, request, exchange.gate.ports.https)
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
  const { entrance, req } = exchange
  const sni = sniOf(req)
  const host = exchange.host.toLowerCase()
  const request = {
    method: req.method ?? '', host, target: exchange.target, headers: exchange.headers, protocol: entrance.protocol,
    ...(sni !== undefined && { sni }),
  }
  for (const listener of listenersFor(exchange.live!.ports.get(entrance.port), host)) {
    exchange.listener = listener.name
    const match = matchRoute(listener.table, request)
    if (match) return match
  }
  return null
}

const sideOf = (canary: CompiledCanary, { headers, gate }: Exchange): 'stable' | 'canary' => {
  const decision = decideCanary(canary, headers)
  if (decision.side !== 'byWeight') return decision.side
  return gate.random() < decision.share ? 'canary' : 'stable'
}
