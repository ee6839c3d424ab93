import type { Dialect } from '#lib/model/workspace.ts'
import type { HostPath, Located } from '../draft-entry.ts'
import type { Criterion } from './criterion.ts'
import { GATEWAY } from './gateway.ts'
import { INGRESS } from './ingress.ts'
import { KONG } from './kong.ts'
import { NGINX } from './nginx.ts'
import { PIPY } from './pipy.ts'

/** All that compile() needs to know of a dialect. What the matcher needs goes into the snapshot. */
export type DialectRules = {
  /** The order of precedence, the first first. */
  criteria: readonly Criterion[]
  /** How many labels `*.` stands for. */
  labels: 'one' | 'many'
  pathForm: 'reserved' | 'decoded'
  foldHeaderValues: boolean
  /** Kong: protocol is no match field, so that a route for http answers on https too. */
  isHttpServedOnHttps: boolean
  /** The host is chosen first: what none of its entries takes gets 404, and does not fall through to a wider host. */
  endsHosts: boolean
  /** What becomes of a path depends on its own route alone. */
  isLocal: boolean
  /** How the declared paths of a listener are tested. A path that is left out has no meaning in the dialect. */
  locate: (hostPaths: readonly HostPath[]) => Located[]
}

export const DIALECTS: Record<Dialect, DialectRules> = { gateway: GATEWAY, kong: KONG, ingress: INGRESS, nginx: NGINX, pipy: PIPY }
