import type { CompiledRoute } from '#lib/snapshot/snapshot.ts'
import type { RoutingRequest } from './request.ts'

/** `location` null: 426, which asks for an upgrade instead of naming an address. */
export type HttpsRedirect = { status: number; location: string | null }

/**
 * What a route for https alone answers over plain HTTP (Kong §1.4); null when the request may pass.
 * @param httpsPort where the proxy serves https; left out of the location when it is 443
 */
export function httpsRedirect(route: CompiledRoute, request: Pick<RoutingRequest, 'protocol' | 'host' | 'target'>, httpsPort: number): HttpsRedirect | null {
  if (request.protocol === 'https' || route.protocols.includes('http') || !route.protocols.includes('https')) return null
  const status = route.httpsRedirectStatusCode
  if (status === 426) return { status, location: null }
  const name = request.host.replace(/:\d+$/, '')
  return { status, location: `https://${name}${httpsPort === 443 ? '' : `:${httpsPort}`}${request.target}` }
}
