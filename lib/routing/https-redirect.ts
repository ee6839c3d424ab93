import type { CompiledRoute } from '#lib/snapshot/snapshot.ts'
import type { RoutingRequest } from './request.ts'

/** `location` null: 426, which asks for an upgrade instead of naming an address. */
export type HttpsRedirect = { status: number; location: string | null }

/** Whether a route serves over TLS alone and has plain HTTP told so; plain gRPC is something else than plain HTTP (Kong §1.4). */
export const wantsHttps = ({ protocols }: Pick<CompiledRoute, 'protocols'>): boolean =>
  !protocols.includes('http') && (protocols.includes('https') || (protocols.includes('grpcs') && !protocols.includes('grpc')))

/**
 * What a route for https alone answers over plain HTTP (Kong §1.4); null when the request may pass. Where the request names
 * no host (HTTP/1.0), no location can be given.
 * @param httpsPort where the proxy serves https; left out of the location when it is 443
 */
export function httpsRedirect(route: CompiledRoute, request: Pick<RoutingRequest, 'protocol' | 'host' | 'target'>, httpsPort: number): HttpsRedirect | null {
  if (request.protocol === 'https' || !wantsHttps(route)) return null
  const status = route.httpsRedirectStatusCode
  const name = request.host.replace(/:\d+$/, '')
  if (status === 426 || name === '') return { status: 426, location: null }
  return { status, location: `https://${name}${httpsPort === 443 ? '' : `:${httpsPort}`}${request.target}` }
}
