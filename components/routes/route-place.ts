import type { Route } from '#lib/model/route.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { claimOf, ingressOf, routeName } from '#components/kubernetes/object-names.ts'

/** Where a route stands in a cluster. `joins`: its Ingress has other routes already. */
export type RoutePlace = { namespace: string; ingress: string; joins: boolean; certificate: string; defaultBackend: boolean }

export const newPlace = (): RoutePlace => ({ namespace: '', ingress: '', joins: false, certificate: '', defaultBackend: false })

export const placeOf = (route: Route & { origin?: KubernetesRef }): RoutePlace => ({
  ...ingressOf(route),
  // Whoever is beside others has their host and path in its name.
  joins: route.name.includes('~'),
  certificate: route.kubernetes?.certificate ?? '',
  defaultBackend: route.kubernetes?.defaultBackend ?? false,
})

type Placed = { place: RoutePlace; hosts: readonly string[]; paths: readonly { value: string }[] }

/** The name that the route gets; undefined while its Ingress is not named. */
export const placedName = ({ place, hosts, paths }: Placed): string | undefined =>
  routeName(place.namespace, place.ingress, claimOf(hosts, paths, place.defaultBackend), !place.joins)

/** What is sent of it; nothing rather than an empty object. */
export function kubernetesOf({ certificate, defaultBackend }: RoutePlace): Route['kubernetes'] {
  if (certificate === '' && !defaultBackend) return undefined
  return { ...(certificate === '' || defaultBackend ? {} : { certificate }), ...(defaultBackend ? { defaultBackend } : {}) }
}

/** A copy stands in an Ingress of its own. */
export const copiedPlace = (place: RoutePlace): RoutePlace => ({ ...place, ingress: `${place.ingress}-copy`, joins: false })
