import { decideCanary, stickyCookie } from '#lib/routing/canary.ts'
import { boundSide, type BoundSide } from '#lib/routing/filters/affinity.ts'
import { setCookieEdits } from '#lib/routing/filters/edits.ts'
import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import { answerOf, type Answer } from './answers.ts'
import type { Exchange } from './exchange.ts'

/** Chooses the side and with it the service, or gives the answer that the route has in place of one. */
export function chooseService(exchange: Exchange): Answer | null {
  const { action } = exchange.match!.route
  if (action.kind === 'respond') return answerOf(action.code, { status: action.status, message: action.message })
  const side = action.canary ? sideOf(action.canary, exchange) : 'stable'
  const service = side === 'canary' ? action.canary!.service : action.service
  exchange.choice = { side, live: exchange.live!.services[service]! }
  return null
}

function sideOf(canary: CompiledCanary, exchange: Exchange): 'stable' | 'canary' {
  const { headers, gate, entrance } = exchange
  const decision = decideCanary(canary, headers, undefined, boundTo(canary, exchange))
  if (decision.side !== 'byWeight') return decision.side
  const side = gate.random() < decision.share ? 'canary' : 'stable'
  const cookie = stickyCookie(canary, side, entrance.protocol === 'https')
  if (cookie !== null) exchange.editResponse(setCookieEdits(cookie))
  return side
}

/** The side whose target the client is bound to, where the route keeps clients at theirs. */
function boundTo({ service }: CompiledCanary, { plan, match, live, headers }: Exchange): BoundSide | null {
  const { action } = match!.route
  if (plan === null || plan.affinity === null || action.kind !== 'forward') return null
  return boundSide(plan.affinity, headers, live!.services[action.service]!.upstream, live!.services[service]!.upstream)
}
