import type { Service } from '#lib/model/service.ts'
import type { Upstream } from '#lib/model/upstream.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { ClusterObjects } from '../../objects.ts'
import { isTcp } from '../../read/backend.ts'
import { nameIn } from '../../read/names.ts'
import { refKey, type Wanted, type WriteIssue, type World } from '../types.ts'

/** One wanted object, by its place in the list. Null: it shall not be there. */
export type Place<T> = { at: number; object: T | null }

/** What is wanted of one V1Service port: a service and an upstream are two views of it. */
export type PortOrder = { name: string; port: number; service: Place<Service> | null; upstream: Place<Upstream> | null }

/** All that is wanted of one V1Service. */
export type ServiceOrder = { ref: KubernetesRef; ports: PortOrder[] }

type NameIssue = Pick<WriteIssue, 'wanted' | 'message' | 'params'>

// A V1Service is a DNS label that begins with a letter (apimachinery, IsDNS1035Label); newer servers let those in that do not.
const NAME = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.([1-9]\d{0,4})$/

export type NamedPort = { namespace: string; service: string; port: number }

/** The V1Service port that a name stands for: `<namespace>.<V1Service>.<port>`, or a shortened name of one that is there. */
export function portNamed(name: string, services: ClusterObjects['services']): NamedPort | null {
  const [, namespace, service, digits] = NAME.exec(name) ?? []
  if (namespace !== undefined) return Number(digits) <= 65_535 ? { namespace, service: service!, port: Number(digits) } : null
  if (!name.includes('~~')) return null
  for (const { metadata, spec } of services.values()) {
    const found = spec.ports?.find((port) => isTcp(port) && nameIn(metadata.namespace, metadata.name, port.port) === name)
    if (found) return { namespace: metadata.namespace, service: metadata.name, port: found.port }
  }
  return null
}

function nameProblem(name: string, named: NamedPort | null, { workspace, objects }: Omit<World, 'raw'>): string | null {
  if (!named) return `"${name}" cannot be the port of a Service; name it <namespace>.<Service>.<port>, such as "default.shop.80"`
  const { namespace, service } = named
  const { namespaces } = workspace
  if (namespaces.length > 0 && !namespaces.includes(namespace)) {
    return `The namespace ${namespace} is none of this workspace: ${namespaces.join(', ')}`
  }
  const isNew = !objects.services.has(`${namespace}/${service}`)
  return isNew && !/^[a-z]/.test(service) ? `The name of a Service begins with a letter: "${service}"` : null
}

/** Puts together what is wanted of each V1Service, in the order in which it is wanted. */
export function serviceOrders(wanted: readonly Wanted[], world: Omit<World, 'raw'>): { orders: ServiceOrder[]; issues: NameIssue[] } {
  const orders = new Map<string, ServiceOrder>()
  const issues: NameIssue[] = []
  wanted.forEach((one, at) => {
    if (one.kind !== 'services' && one.kind !== 'upstreams') return
    const named = portNamed(one.name, world.objects.services)
    const problem = nameProblem(one.name, named, world)
    if (problem !== null || !named) {
      issues.push({ wanted: at, message: problem ?? '', params: { name: one.name } })
      return
    }
    const ref: KubernetesRef = { kind: 'Service', namespace: named.namespace, name: named.service }
    const order = orders.get(refKey(ref)) ?? { ref, ports: [] }
    orders.set(refKey(ref), order)
    let port = order.ports.find((known) => known.port === named.port)
    if (!port) order.ports.push((port = { name: one.name, port: named.port, service: null, upstream: null }))
    if (one.kind === 'services') port.service = { at, object: one.object }
    else port.upstream = { at, object: one.object }
  })
  return { orders: [...orders.values()], issues }
}
