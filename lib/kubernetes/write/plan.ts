import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { certificateRefs, writeCertificates } from './services/certificates.ts'
import { DIALECTS } from './dialects.ts'
import { ingressOf } from './refs.ts'
import { openScene, type Scene } from './scene.ts'
import { serviceRefs, writeServices } from './services/services.ts'
import { refKey, type Plan, type PlanOptions, type Wanted, type World } from './types.ts'
import { writeIngress, type IngressOrder } from './ingress/write-ingress.ts'

const hasKind = (wanted: readonly Wanted[], ...kinds: Wanted['kind'][]) => wanted.some(({ kind }) => kinds.includes(kind))

/** The Kubernetes objects that a change touches: what must be read whole before it is planned. Some may not be there. */
export function refsOf(wanted: readonly Wanted[], world: Omit<World, 'raw'>): KubernetesRef[] {
  const dialect = DIALECTS[world.workspace.dialect]
  const ingresses = wanted.flatMap((one) => ingressOf(one, world) ?? [])
  const services = hasKind(wanted, 'services', 'upstreams') ? serviceRefs(wanted, world) : []
  const certificates = hasKind(wanted, 'certificates') ? certificateRefs(wanted, world) : []
  const all = [...certificates, ...services, ...ingresses.flatMap((ref) => [ref, ...dialect.refs(ref, world, wanted)])]
  return [...new Map(all.map((ref) => [refKey(ref), ref])).values()]
}

const ELSEWHERE: { [K in Wanted['kind']]?: ['DERIVED' | 'NOT_SAYABLE', string] } = {
  listeners: ['DERIVED', 'The proxy has the same listeners for every cluster: they are set where the proxy runs'],
  consumers: ['DERIVED', 'Consumers of a cluster are the users of Secrets that basic-auth and key-auth name: change the Secret'],
  credentials: ['DERIVED', 'Credentials of a cluster are the passwords and keys of Secrets that basic-auth and key-auth name: change the Secret'],
  templates: ['NOT_SAYABLE', 'A cluster has no templates: what Ingresses share belongs into the parameters of their class'],
  'route-tests': ['NOT_SAYABLE', 'Tests of routes are not kept in the cluster'],
}

/** What of a change each Ingress gets, in the order in which it is named first. */
function ordersOf(scene: Scene, wanted: readonly Wanted[]): IngressOrder[] {
  const orders = new Map<string, IngressOrder>()
  wanted.forEach((one, index) => {
    if (one.kind !== 'routes' && one.kind !== 'canaries') return
    const ref = ingressOf(one, scene.world)
    if (!ref) {
      const message = 'Routes of a cluster are named <namespace>.<Ingress>, both with lower-case letters, digits and "-", such as "shop.web"'
      return scene.issue(index, ['name'], 'NAME', message)
    }
    const order = orders.get(refKey(ref)) ?? { ref, routes: [], canaries: [] }
    orders.set(refKey(ref), order)
    if (one.kind === 'routes') order.routes.push({ index, name: one.name, route: one.object })
    else order.canaries.push({ index, name: one.name, canary: one.object })
  })
  return [...orders.values()]
}

/**
 * Turns what objects of ours shall be into edits of Kubernetes objects. Pure; what cannot be written becomes an issue, and
 * never an exception. What reads back as it shall is not touched, so that a change of nothing gives no edits.
 */
export function planWrites(world: World, wanted: readonly Wanted[], options: PlanOptions): Plan {
  const scene = openScene(world, options)
  wanted.forEach(({ kind, object }, index) => {
    const [code, message] = ELSEWHERE[kind] ?? []
    if (code && (object || kind !== 'route-tests')) scene.issue(index, [], code, message!)
  })
  /** Objects of strangers may be of any shape; what comes of one is said of what was to be written to it. */
  const guarded = (indices: readonly number[], write: () => void) => {
    try {
      write()
    } catch (error) {
      const reason = (error as Error).message
      for (const index of indices) scene.issue(index, [], 'NOT_SAYABLE', `How this is to be written could not be found: ${reason}`, { reason })
    }
  }
  const of = (...kinds: Wanted['kind'][]) => wanted.flatMap(({ kind }, index) => (kinds.includes(kind) ? [index] : []))
  const certificates = of('certificates')
  const services = of('services', 'upstreams')
  if (certificates.length > 0) guarded(certificates, () => writeCertificates(scene, wanted))
  if (services.length > 0) guarded(services, () => writeServices(scene, wanted))
  for (const order of ordersOf(scene, wanted)) {
    guarded([...order.routes, ...order.canaries].map(({ index }) => index), () => writeIngress(scene, order))
  }
  return { edits: scene.drafts.edits(), issues: [...scene.issues], names: scene.names }
}
