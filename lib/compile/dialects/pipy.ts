import type { DialectRules } from './dialect.ts'
import { INGRESS_CRITERIA } from './ingress.ts'
import { locateEach, plainPath } from './locate.ts'

/** Flomesh Pipy ingress: the order of Ingress v1, where the first of equal paths wins; ImplementationSpecific is skipped (semantics §6). */
export const PIPY: DialectRules = {
  criteria: INGRESS_CRITERIA,
  labels: 'one',
  pathForm: 'reserved',
  foldHeaderValues: false,
  isHttpServedOnHttps: false,
  endsHosts: false,
  isLocal: true,
  locate: locateEach((path) => (path.type === 'implementationSpecific' ? null : plainPath(path, 'prefix'))),
}
