import type { IngressDialect } from '../../write/ingress-dialect.ts'
import { ingressOf } from '../../write/refs.ts'
import { refKey } from '../../write/types.ts'
import { canaryRefs, freeRefs, removeCanaries, writeOwnCanaries } from './canaries.ts'
import { writeRoutes } from './routes.ts'

/** Routes and filters by annotations of ingress-nginx, canaries by canary Ingresses. */
export const nginxDialect: IngressDialect = {
  refs(ingress, world, wanted) {
    const isNew = (one: (typeof wanted)[number]) => {
      const ref = one.kind === 'canaries' && one.object?.state === 'active' ? ingressOf(one, world) : null
      return ref !== null && refKey(ref) === refKey(ingress)
    }
    return [...canaryRefs(ingress, world), ...freeRefs(ingress, world, wanted.filter(isNew).length)]
  },
  writeRoutes,
  writeCanaries() {},
  writeOwnCanaries,
  removed: removeCanaries,
}
