import type { Issue } from '#lib/errors.ts'
import type { ServiceInCluster, ServiceType } from '#lib/model/in-cluster.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { Service } from '#lib/model/service.ts'
import { dotted } from '#components/form/object-resolver.ts'
import { portOf, serviceName } from '#components/kubernetes/object-names.ts'
import { rowOfLabel, selectorOf, selectorRows, type SelectorRow } from './selector-rows.ts'

/** What answers behind a V1Service port: pods that carry labels, addresses that Sluice lists, or a host name outside. */
export type Backing = 'pods' | 'addresses' | 'host'

/** What the form of a service holds of its V1Service. Ports are text while they are no numbers. */
export type ServicePlace = {
  namespace: string
  service: string
  port: number | string | undefined
  backing: Backing
  type: ServiceType
  headless: boolean
  selector: SelectorRow[]
  portName: string
  /** A number, or the name that the pods give it. */
  targetPort: string
  nodePort: number | string | undefined
  externalIPs: string[]
}

export const newServicePlace = (): ServicePlace => ({
  namespace: '', service: '', port: 80, backing: 'pods', type: 'ClusterIP', headless: false,
  selector: [{ label: '', value: '' }], portName: '', targetPort: '', nodePort: undefined, externalIPs: [],
})

type Stored = Service & { origin?: KubernetesRef }

export function servicePlaceOf(service: Stored): ServicePlace {
  const { type, headless, selector, portName, targetPort, nodePort, externalIPs }: Partial<ServiceInCluster> = service.kubernetes ?? {}
  return {
    ...portOf(service),
    backing: service.host !== undefined ? 'host' : selector === undefined ? 'addresses' : 'pods',
    type: type ?? 'ClusterIP',
    headless: headless ?? false,
    selector: selectorRows(selector ?? {}),
    portName: portName ?? '',
    targetPort: targetPort === undefined ? '' : String(targetPort),
    nodePort,
    externalIPs: [...(externalIPs ?? [])],
  }
}

const asPort = (text: string): number | string | undefined => (text.trim() === '' ? undefined : /^\d+$/.test(text.trim()) ? Number(text) : text.trim())

const hasNodePort = (type: ServiceType) => type === 'NodePort' || type === 'LoadBalancer'

/** An ExternalName is what goes to a host; a type of the others is kept while one looks at that. */
const typeOf = ({ backing, type }: ServicePlace): ServiceType => (backing === 'host' ? 'ExternalName' : type)

/** What is sent in place of name, upstream, host and port. */
export function placedFields(place: ServicePlace, { name, host }: { name: string; host: string }): Record<string, unknown> {
  const { namespace, service, port, backing, headless, selector, portName, targetPort, nodePort, externalIPs } = place
  const own = name === '' ? (serviceName(namespace, service, port) ?? '') : name
  const type = typeOf(place)
  const aimed = asPort(targetPort)
  const kubernetes = {
    type,
    headless: type === 'ClusterIP' && headless,
    ...(backing === 'pods' ? { selector: selectorOf(selector) } : {}),
    portName: portName.trim(),
    targetPort: aimed,
    ...(hasNodePort(type) ? { nodePort } : {}),
    externalIPs: type === 'ExternalName' ? [] : externalIPs.map((one) => one.trim()).filter((one) => one !== ''),
  }
  if (backing === 'host') return { name: own, host: host.trim(), port: typeof aimed === 'number' ? aimed : port, kubernetes }
  return { name: own, upstream: own, port: undefined, kubernetes }
}

/** Where an issue of the service stands among these fields. */
export function placeField([field, part, index]: Issue['path'], place: ServicePlace): string | undefined {
  if (field === 'name') return place.namespace.trim() === '' ? 'place.namespace' : place.service.trim() === '' ? 'place.service' : 'place.port'
  if (field === 'upstream') return place.backing === 'host' ? 'host' : 'place.backing'
  if (field === 'port') return 'place.targetPort'
  if (field !== 'kubernetes') return undefined
  if (part === 'selector') {
    const row = typeof index === 'string' ? rowOfLabel(place.selector, index) : -1
    return row < 0 ? 'place.selector' : `place.selector.${row}`
  }
  if (part === 'externalIPs' && typeof index === 'number') {
    const shown = place.externalIPs.flatMap((one, at) => (one.trim() === '' ? [] : [at]))
    return dotted(['place', 'externalIPs', shown[index] ?? index])
  }
  return part === undefined ? 'place.backing' : dotted(['place', part])
}

/** A copy is a V1Service of its own; the cluster gives it another node port. */
export const copiedServicePlace = (place: ServicePlace): ServicePlace => ({ ...place, service: `${place.service}-copy`, nodePort: undefined })
