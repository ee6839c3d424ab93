import type { DiagnosticCode, KubernetesRef } from '#lib/model/routing-config.ts'
import type { IngressBackend, ObjectKey, ServicePortRef, V1Service, V1ServicePort } from '../objects.ts'
import { nameIn, nameOfResource } from './names.ts'
import { isNearHost } from './near-host.ts'

/** A port that a backend leads to. One of an ExternalName need not be listed there: `listed` is then undefined. */
export type ServicePort = { service: V1Service; port: number; listed: V1ServicePort | undefined }

/** What is wrong with a backend, and the field of it that says so. The message does not say what comes of it. */
type BackendProblem = { code: DiagnosticCode; field: string; message: string; params: Record<string, string> }

/** Where a backend leads: the name of the service of ours, and the V1Service port that it stands for, or why there is none. */
export type Backend = { name: string; origin: KubernetesRef; found: ServicePort | null; problem: BackendProblem | null }

export const isTcp = ({ protocol }: V1ServicePort) => protocol === undefined || protocol === 'TCP'

function findPort(service: V1Service, { name, number }: ServicePortRef): { port: number; listed: V1ServicePort | undefined } | null {
  const ports = (service.spec.ports ?? []).filter(isTcp)
  const listed = name === undefined ? ports.find(({ port }) => port === number) : ports.find((port) => port.name === name)
  if (listed) return { port: listed.port, listed }
  return service.spec.type === 'ExternalName' && number !== undefined ? { port: number, listed: undefined } : null
}

/** Resolves what an Ingress refers to. What is not there leaves a name behind, so that the route exists and answers 503. */
export function resolveBackend(namespace: string, backend: IngressBackend, services: ReadonlyMap<ObjectKey, V1Service>): Backend {
  const { service: named, resource } = backend
  if (!named) {
    const { kind, name } = resource ?? { kind: 'backend', name: 'none' }
    const message = resource ? `A ${kind} cannot be a backend here, only a Service can` : 'This backend names no Service'
    return {
      name: nameOfResource(namespace, kind, name),
      origin: { kind, namespace, name },
      found: null,
      problem: { code: 'BACKEND_NOT_SUPPORTED', field: resource ? 'resource.kind' : 'service', message, params: { kind, reason: message } },
    }
  }
  const origin: KubernetesRef = { kind: 'Service', namespace, name: named.name }
  const port = named.port ?? {}
  const portText = String(port.name ?? port.number ?? '')
  const service = services.get(`${namespace}/${named.name}`)
  const lost = (code: DiagnosticCode, field: string, message: string): Backend => ({
    name: nameIn(namespace, named.name, portText || 'none'),
    origin,
    found: null,
    problem: { code, field, message, params: { name: named.name, namespace, port: portText } },
  })
  if (!service) return lost('BACKEND_NOT_FOUND', 'service.name', `There is no Service "${named.name}" in the namespace ${namespace}`)
  const { type, externalName } = service.spec
  if (type === 'ExternalName' && externalName !== undefined && isNearHost(externalName)) {
    const message = `The Service "${named.name}" leads to ${externalName}, which is the proxy itself or its own link`
    const { problem, ...near } = lost('BACKEND_NOT_SUPPORTED', 'service.name', message)
    return { ...near, problem: problem && { ...problem, params: { ...problem.params, kind: 'Service', reason: message } } }
  }
  const found = findPort(service, port)
  if (found) return { name: nameIn(namespace, named.name, found.port), origin, found: { service, ...found }, problem: null }
  const field = port.name === undefined ? 'service.port.number' : 'service.port.name'
  return lost('BACKEND_PORT_NOT_FOUND', field, `The Service "${named.name}" has no TCP port ${portText || 'of that kind'}`)
}
