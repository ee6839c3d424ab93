import { z } from 'zod'
import { managedBy } from '#lib/kubernetes/managed-by.ts'
import { objectKeyOf, type V1Service } from '#lib/kubernetes/objects.ts'
import { endpointsOf, selectorOf } from '#lib/kubernetes/reach/endpoints.ts'
import { selectorText } from '#lib/kubernetes/reach/selector.ts'
import { verb } from '../verb.ts'
import { ClusterQuery, clusterPage } from './page.ts'
import { clusterScene, type ClusterScene } from './scene.ts'
import { clusterPageOf, ServiceOut } from './schemas.ts'

const MOST_ROUTES = 50

const addressesOf = ({ status }: V1Service) => (status?.loadBalancer?.ingress ?? []).flatMap(({ ip, hostname }) => ip ?? hostname ?? [])

const textOf = (service: V1Service) => {
  const { metadata, spec } = service
  const selector = selectorOf(service)
  const ports = (spec.ports ?? []).flatMap(({ name, port, nodePort }) => [name ?? '', port, nodePort ?? ''])
  return [objectKeyOf(metadata), spec.type ?? 'ClusterIP', spec.clusterIP ?? '', spec.externalName ?? '', ...(spec.externalIPs ?? []), ...addressesOf(service), ...ports, selector ? selectorText({ matchLabels: selector }) : ''].join(' ')
}

/** Pods of several ports are counted once: by the port that most of them have ready. */
function countEndpoints(service: V1Service, { reading }: ClusterScene): { ready: number; all: number } {
  const slices = reading.objects.endpointSlices.get(objectKeyOf(service.metadata)) ?? []
  const counts = (service.spec.ports ?? []).map((port) => {
    const { ready, total } = endpointsOf(slices, port)
    return { ready: ready.length, all: total }
  })
  return counts.reduce((best, count) => (count.all > best.all || (count.all === best.all && count.ready > best.ready) ? count : best), { ready: 0, all: 0 })
}

export const listServices = verb({
  summary: 'The Services of the cluster, with their ports, endpoints and the routes that use them',
  role: 'viewer',
  input: z.object(ClusterQuery),
  output: clusterPageOf(ServiceOut),
  async run(ctx, query) {
    const scene = await clusterScene(ctx)
    const { reading, index } = scene
    const page = clusterPage([...reading.objects.services.values()].map((item) => ({ metadata: item.metadata, item, text: () => textOf(item) })), query)
    const items = page.items.map((service) => {
      const { metadata, spec } = service
      return {
        namespace: metadata.namespace,
        name: metadata.name,
        createdAt: metadata.creationTimestamp,
        managedBy: managedBy(metadata),
        type: spec.type ?? 'ClusterIP',
        clusterIP: spec.clusterIP ?? null,
        externalName: spec.externalName ?? null,
        externalIPs: spec.externalIPs ?? [],
        addresses: addressesOf(service),
        selector: selectorOf(service),
        ports: (spec.ports ?? []).map(({ name, port, protocol = 'TCP', targetPort, nodePort }) => ({ name: name ?? null, port, protocol, targetPort: targetPort ?? null, nodePort: nodePort ?? null })),
        endpoints: countEndpoints(service, scene),
        routes: (index.usersOf.get(objectKeyOf(metadata)) ?? []).slice(0, MOST_ROUTES),
      }
    })
    return { ...page, items, problems: [] }
  },
})
