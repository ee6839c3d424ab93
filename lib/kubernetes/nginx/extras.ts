import type { Texts } from '../annotations/apply.ts'
import type { IngressPath } from '../objects.ts'
import type { Declared } from '#lib/model/routing-config.ts'
import type { Canary } from '#lib/model/canary.ts'
import type { CanaryRules } from './canary.ts'

/** One host and path of a canary Ingress. It is a canary once a main Ingress has the same, and another backend. */
export type CanaryPlace = {
  host: string
  /** Null: the default backend. */
  path: { value: string; pathType: IngressPath['pathType'] } | null
  /** The field that a finding names. */
  field: string
  /** But for name and route, which are those of the route that it meets. */
  declared: Declared<Omit<Canary, 'name' | 'route'>>
}

/** What an Ingress of ingress-nginx says that means something together with other Ingresses. */
export type NginxExtras = {
  canary: { rules: CanaryRules; places: CanaryPlace[] } | null
  /** Where "/" leads to, on the hosts of which it has the path. */
  appRoot: { url: string; hosts: string[] } | null
  /** What is said of the ports of V1Services: annotations of ours without the prefix. */
  service: Texts
  /** Plain http is served, only since it has no TLS itself. */
  isPlain: boolean
}
