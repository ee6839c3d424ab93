import type { Declared } from '#lib/model/routing-config.ts'
import type { Service } from '#lib/model/service.ts'
import type { ClusterObjects, V1Service, V1ServicePort } from '../objects.ts'
import { endpointsOf, portText, selectorOf, tcpPorts, type Endpoints } from './endpoints.ts'
import type { ReachFinding } from './finding.ts'
import type { PodFacts } from './objects.ts'
import { selectorText } from './selector.ts'

/** The V1Service port that a service of ours stands for, as far as it is there. */
export type ReachBackend = {
  namespace: string
  name: string
  /** As the Ingress refers to it: a number, or a name that was not found. */
  port: string
  service: V1Service | undefined
  listed: V1ServicePort | undefined
  endpoints: Endpoints
}

const NONE: Endpoints = { ready: [], total: 0, portless: 0 }

/** What a service of ours was read from; null where that is no V1Service. */
export function backendOf({ object, source }: Declared<Service>, { services, endpointSlices }: Pick<ClusterObjects, 'services' | 'endpointSlices'>): ReachBackend | null {
  const { origin } = source
  if (origin?.kind !== 'Service') return null
  const { namespace, name } = origin
  const key = `${namespace}/${name}`
  const start = `${namespace}.${name}.`
  const port = object.name.startsWith(start) ? object.name.slice(start.length) : ''
  const service = services.get(key)
  const listed = service && tcpPorts(service).find((one) => String(one.port) === port || one.name === port)
  return { namespace, name, port, service, listed, endpoints: service ? endpointsOf(endpointSlices.get(key) ?? [], listed) : NONE }
}

const isExternal = ({ service }: ReachBackend) => service?.spec.type === 'ExternalName'

/** Why a backend is not there at all; null where it is. */
export function missingBackend({ namespace, name, port, service, listed }: ReachBackend): ReachFinding | null {
  const params = { service: name, namespace, port }
  if (!service) return { code: 'SERVICE_NOT_FOUND', effect: 'unreachable', params }
  if (listed || port === '' || (service.spec.type === 'ExternalName' && /^\d+$/.test(port))) return null
  return { code: 'PORT_NOT_FOUND', effect: 'unreachable', params: { ...params, ports: tcpPorts(service).map(portText).join(', ') || '–' } }
}

/** Whether pods must be looked at to say why there is no endpoint. */
export const lacksEndpoints = (backend: ReachBackend): boolean =>
  backend.service !== undefined && !isExternal(backend) && backend.endpoints.ready.length === 0

/**
 * Why no endpoint of a backend serves.
 * @param pods those that its selector matches; null where they may not be read
 */
export function whyNoEndpoints({ namespace, name, port, service, listed, endpoints }: ReachBackend, pods: readonly PodFacts[] | null): ReachFinding {
  const params = { service: name, namespace, port }
  const stop = (code: ReachFinding['code'], more: ReachFinding['params'] = {}): ReachFinding => ({ code, effect: 'unreachable', params: { ...params, ...more } })
  const selector = service ? selectorOf(service) : null
  if (endpoints.total > 0) return stop('NONE_READY', { notReady: endpoints.total })
  if (selector === null) return stop(endpoints.portless > 0 ? 'ENDPOINTS_WITHOUT_PORT' : 'NO_SELECTOR')
  const live = pods?.filter(({ phase }) => phase !== 'Succeeded' && phase !== 'Failed')
  if (live?.length === 0) return stop('NO_POD_MATCHES', { selector: selectorText({ matchLabels: selector }) })
  const target = listed?.targetPort
  if (live && typeof target === 'string' && !live.some(({ ports }) => ports.some((one) => one.name === target))) {
    const there = [...new Set(live.flatMap(({ ports }) => ports.map((one) => `${one.name} (${one.port})`)))]
    return stop('TARGET_PORT_NOT_FOUND', { target, pods: live.length, ports: there.join(', ') || '–' })
  }
  if (live) {
    const notReady = live.filter(({ ready }) => !ready)
    if (notReady.length === live.length) return stop('NONE_READY', { notReady: notReady.length })
  }
  return stop(endpoints.portless > 0 ? 'ENDPOINTS_WITHOUT_PORT' : 'NO_ENDPOINTS')
}
