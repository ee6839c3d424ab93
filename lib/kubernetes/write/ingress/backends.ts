import { resolveBackend } from '../../read/backend.ts'
import { nameIn } from '../../read/names.ts'
import type { IngressBackend } from '../../objects.ts'
import type { RawBackend } from './cells.ts'
import type { Scene } from '../scene.ts'

const PLAIN = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.(\d{1,5}|[a-z0-9-]{1,15})$/

type ServicePort = { namespace: string; service: string; port: { name: string } | { number: number } }

const portOf = (text: string): ServicePort['port'] => (/^\d+$/.test(text) ? { number: Number(text) } : { name: text })

/** The V1Service port that a name of a service of ours stands for: `<namespace>.<V1Service>.<port>`, or a shortened name of one that is there. */
export function servicePortOf(scene: Scene, name: string): ServicePort | null {
  const [, namespace, service, port] = PLAIN.exec(name) ?? []
  if (namespace !== undefined) return { namespace, service: service!, port: portOf(port!) }
  if (!name.includes('~~')) return null
  for (const { metadata, spec } of scene.objects().services.values()) {
    const found = spec.ports?.find(({ port }) => nameIn(metadata.namespace, metadata.name, port) === name)
    if (found) return { namespace: metadata.namespace, service: metadata.name, port: { number: found.port } }
  }
  return null
}

/** The name of the service of ours that a backend of an Ingress is. */
export const serviceNameOf = (scene: Scene, namespace: string, backend: RawBackend): string =>
  resolveBackend(namespace, backend as IngressBackend, scene.objects().services).name

/** What is wrong with the name of a service in an Ingress of a namespace; null: nothing. */
export function backendFault(scene: Scene, namespace: string, name: string): string | null {
  const found = servicePortOf(scene, name)
  if (!found) return `"${name}" is no port of a Service of this cluster: services are named <namespace>.<Service>.<port>, such as "${namespace}.shop.80"`
  if (found.namespace !== namespace) {
    return `"${name}" is of the namespace ${found.namespace}, and an Ingress leads to Services of its own namespace only: choose one of ${namespace}`
  }
  const right = serviceNameOf(scene, namespace, { service: { name: found.service, port: found.port } })
  return right === name ? null : `This port is called "${right}" here`
}

/** The backend that leads to a service of ours. One that leads there already is kept as it is written. */
export function backendFor(scene: Scene, namespace: string, name: string, before: RawBackend | undefined): RawBackend {
  if (before && serviceNameOf(scene, namespace, before) === name) return before
  const { service, port } = servicePortOf(scene, name)!
  const { resource: _, ...kept } = before ?? {}
  return { ...kept, service: { ...kept.service, name: service, port } }
}

/** `name:port` of an annotation, for a service of ours; one of `known` that leads there is kept. */
export function backendText(scene: Scene, namespace: string, name: string, known: readonly string[]): string {
  const kept = known.find((text) => serviceNameOf(scene, namespace, backendOfText(text)) === name)
  if (kept !== undefined) return kept
  const { service, port } = servicePortOf(scene, name)!
  return `${service}:${'name' in port ? port.name : port.number}`
}

export function backendOfText(text: string): RawBackend {
  const [name = '', port = ''] = text.split(':')
  return { service: { name, port: portOf(port) } }
}
