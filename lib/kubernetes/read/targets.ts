import type { Target } from '#lib/model/upstream.ts'
import type { V1EndpointSlice, V1Service, V1ServicePort } from '../objects.ts'
import { isNearHost } from './near-host.ts'

/** A target with the weight that all have unless told otherwise. */
export const targetOf = (host: string, port: number): Target => ({ host, port, weight: 100, enabled: true })

type Endpoint = V1EndpointSlice['endpoints'][number]

// What is not said counts as ready (discovery.k8s.io/v1 EndpointConditions).
const isReady = ({ conditions }: Endpoint) => conditions?.ready ?? true
const isLastResort = ({ conditions }: Endpoint) => conditions?.terminating === true && (conditions.serving ?? conditions.ready ?? true)

/**
 * The port of the pods for a port of the V1Service: the two have the same name, empty for an only one. While a port gets another
 * name, its slices follow a moment later: till then a name that none of the ports has counts as its, if the number is right.
 */
function podPort({ ports }: V1EndpointSlice, port: V1ServicePort, isNamed: (name: string) => boolean): number | undefined {
  const tcp = (ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP')
  const same = tcp.find(({ name }) => (name ?? '') === (port.name ?? ''))
  const number = port.targetPort ?? port.port
  return (same ?? tcp.find((one) => one.port === number && !isNamed(one.name ?? '')))?.port
}

const compare = (a: Target, b: Target) => (a.host === b.host ? a.port - b.port : a.host < b.host ? -1 : 1)

/**
 * The endpoints of a port of a V1Service, sorted, each once: those that are ready, or where there are none, those that still
 * serve while they end (KEP-1669), so that the last pods of a service are used to the end.
 */
export function endpointTargets(slices: readonly V1EndpointSlice[], port: V1ServicePort, { spec }: V1Service): Target[] {
  const isNamed = (name: string) => (spec.ports ?? []).some((one) => (one.name ?? '') === name)
  const ready = new Map<string, Target>()
  const lastResort = new Map<string, Target>()
  for (const slice of slices) {
    const number = podPort(slice, port, isNamed)
    if (number === undefined) continue
    for (const endpoint of slice.endpoints ?? []) {
      // All addresses of an endpoint lead to the same pod, and readers may take the first (discovery.k8s.io/v1 Endpoint).
      const host = endpoint.addresses[0]
      // The API server lets no address in that is near; of names it asks nothing.
      if (host === undefined || (slice.addressType === 'FQDN' && isNearHost(host))) continue
      if (isReady(endpoint)) ready.set(`${host} ${number}`, targetOf(host, number))
      else if (isLastResort(endpoint)) lastResort.set(`${host} ${number}`, targetOf(host, number))
    }
  }
  return [...(ready.size > 0 ? ready : lastResort).values()].sort(compare)
}

/** The cluster IP of a V1Service as its only target; null for one that has none. */
export function clusterIpTarget({ spec }: V1Service, port: number): Target | null {
  const { clusterIP } = spec
  return clusterIP && clusterIP !== 'None' ? targetOf(clusterIP, port) : null
}
