import type { Target } from '#lib/model/upstream.ts'
import type { V1EndpointSlice, V1Service, V1ServicePort } from '../objects.ts'
import { isNearHost } from './near-host.ts'

/** A target with the weight that all have in a cluster. */
export const targetOf = (host: string, port: number): Target => ({ host, port, weight: 100, enabled: true })

type Endpoint = V1EndpointSlice['endpoints'][number]

// What is not said counts as ready (discovery.k8s.io/v1 EndpointConditions).
const isReady = ({ conditions }: Endpoint) => conditions?.ready ?? true
const isLastResort = ({ conditions }: Endpoint) => conditions?.terminating === true && (conditions.serving ?? conditions.ready ?? true)

/** The port of the pods for a port of the V1Service: the two have the same name, empty for an only one. */
function podPort(slice: V1EndpointSlice, port: V1ServicePort): number | undefined {
  const same = (slice.ports ?? []).find(({ name, protocol }) => (name ?? '') === (port.name ?? '') && (protocol ?? 'TCP') === 'TCP')
  return same?.port
}

const compare = (a: Target, b: Target) => (a.host === b.host ? a.port - b.port : a.host < b.host ? -1 : 1)

/**
 * The endpoints of a V1Service port, sorted, each once: those that are ready, or where there are none, those that still
 * serve while they end (KEP-1669), so that the last pods of a service are used to the end.
 */
export function endpointTargets(slices: readonly V1EndpointSlice[], port: V1ServicePort): Target[] {
  const ready = new Map<string, Target>()
  const lastResort = new Map<string, Target>()
  for (const slice of slices) {
    const number = podPort(slice, port)
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
