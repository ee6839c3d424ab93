import type { KubernetesRef } from '#lib/model/routing-config.ts'
import { objectKeyOf } from '../../objects.ts'
import { readingContext, readPort } from './port-reading.ts'
import type { Scene } from '../scene.ts'
import { secretNamed } from './secret-names.ts'
import { serviceOrders, type ServiceOrder } from './service-orders.ts'
import { writeService } from './service-write.ts'
import { isOurSlice, sliceRefs } from './slice-names.ts'
import { refKey, type Wanted, type World } from '../types.ts'

function* refsOfOrder({ ref, ports }: ServiceOrder, world: Omit<World, 'raw'>): Generator<KubernetesRef> {
  yield ref
  const { objects } = world
  const { namespace } = ref
  const slices = objects.endpointSlices.get(objectKeyOf(ref)) ?? []
  for (const { metadata } of slices.filter(isOurSlice)) yield { kind: 'EndpointSlice', namespace, name: metadata.name }
  const v1 = objects.services.get(objectKeyOf(ref))
  for (const { port, service, upstream } of ports) {
    if (upstream?.object) yield* sliceRefs(ref, port, upstream.object.targets)
    const secret = secretNamed(service?.object?.clientCertificate, objects)
    if (secret?.namespace === namespace) yield secret
    const named = v1 ? readPort(v1, port, slices, readingContext(world, objects)).settings.secrets : []
    for (const key of named) yield { kind: 'Secret', namespace, name: key.slice(namespace.length + 1) }
  }
}

/** The V1Services, EndpointSlices of ours and Secrets that services and upstreams in what is wanted are made of; other kinds are passed over. */
export function serviceRefs(wanted: readonly Wanted[], world: Omit<World, 'raw'>): KubernetesRef[] {
  const refs = serviceOrders(wanted, world).orders.flatMap((order) => [...refsOfOrder(order, world)])
  return [...new Map(refs.map((ref) => [refKey(ref), ref])).values()]
}

/**
 * Puts V1Services and EndpointSlices into the drafts as the services and upstreams in what is wanted say; other kinds are passed
 * over. Certificates that are wanted in the same change are to be in the drafts before.
 */
export function writeServices(scene: Scene, wanted: readonly Wanted[]): void {
  const { orders, issues } = serviceOrders(wanted, scene.world)
  for (const { wanted: at, message, params } of issues) scene.issue(at, ['name'], 'NAME', message, params)
  for (const order of orders) writeService(scene, order)
}
