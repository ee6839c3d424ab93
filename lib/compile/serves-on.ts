import type { Listener } from '#lib/model/listener.ts'
import type { Route, RouteProtocol } from '#lib/model/route.ts'
import { wantsHttps } from '#lib/routing/https-redirect.ts'
import type { DialectRules } from './dialects/dialect.ts'

const OVER: Record<'http' | 'https', RouteProtocol[]> = { http: ['http', 'grpc'], https: ['https', 'grpcs'] }

const speaks = (route: Route, protocol: 'http' | 'https') => OVER[protocol].some((one) => route.protocols.includes(one))

export type Standing = 'serves' | 'redirects' | 'absent'

/**
 * What a route does on a listener. One for https alone stands on plain http as well: there it redirects or answers 426
 * (Kong §1.4).
 */
export function standingOn(route: Route, { name, protocol }: Listener, rules: DialectRules): Standing {
  const named = route.listeners ?? []
  if (named.length > 0 && !named.includes(name)) return 'absent'
  if (protocol !== 'http' && protocol !== 'https') return route.protocols.includes(protocol) ? 'serves' : 'absent'
  if (protocol === 'http' && wantsHttps(route)) return 'redirects'
  if (speaks(route, protocol)) return 'serves'
  return rules.isHttpServedOnHttps && speaks(route, 'http') ? 'serves' : 'absent'
}
