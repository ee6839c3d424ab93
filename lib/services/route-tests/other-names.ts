import { routeNames, type Claim } from '#lib/kubernetes/read/names.ts'
import type { RoutingConfig } from '#lib/model/routing-config.ts'

/**
 * The names that a route of an Ingress has as its only path and as one of several: it is the same route when another path
 * comes or goes, and a test that names it holds on.
 * @param name as it is now; null: there is no route
 */
export function otherNames({ routes }: Pick<RoutingConfig, 'routes'>, name: string | null): string[] {
  const found = name === null ? undefined : routes.find(({ object }) => object.name === name)
  const origin = found?.source.origin
  if (!found || origin?.kind !== 'Ingress') return []
  const { hosts, paths, kubernetes } = found.object
  const claim: Claim = kubernetes?.defaultBackend ? null : { host: hosts[0] ?? '', path: paths[0]?.value ?? '/', pathType: 'Prefix' }
  const twin: Claim = claim && { ...claim, host: `other.${claim.host}` }
  const names = [routeNames(origin.namespace, origin.name, [claim])[0]!, routeNames(origin.namespace, origin.name, [claim, twin])[0]!]
  return names.filter((one) => one !== name)
}
