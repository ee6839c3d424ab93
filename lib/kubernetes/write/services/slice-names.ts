import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { Target } from '#lib/model/upstream.ts'
import type { KubernetesRef } from '#lib/model/routing-config.ts'
import type { V1EndpointSlice } from '../../objects.ts'

export const SLICE_MANAGER = 'endpointslice.kubernetes.io/managed-by'
/** The value of that label on slices that Sluice keeps; those of the controllers and of other people are never touched. */
export const OUR_SLICES = 'sluice.dev'

export type AddressType = V1EndpointSlice['addressType']

export const isOurSlice = ({ metadata: { labels } }: { metadata: { labels?: Record<string, string> } }): boolean =>
  labels?.[SLICE_MANAGER] === OUR_SLICES

/** The most endpoints that a slice may have (discovery.k8s.io/v1 EndpointSlice). */
export const MOST_ENDPOINTS = 1000

export const addressTypeOf = (host: string): AddressType => (isIP(host) === 0 ? 'FQDN' : isIP(host) === 4 ? 'IPv4' : 'IPv6')

/** What the targets of one slice have in common. */
export type SliceGroup = { port: number; addressType: AddressType; targetPort: number }

export const groupOf = (port: number, { host, port: targetPort }: Target): SliceGroup => ({ port, addressType: addressTypeOf(host), targetPort })

/** `<V1Service>-sluice-<hash>`: the same for the same targets, so that it is known what must be read before it is written. */
export function sliceRef({ namespace, name }: KubernetesRef, { port, addressType, targetPort }: SliceGroup, index: number): KubernetesRef {
  const hash = createHash('sha256').update(`${port} ${addressType} ${targetPort} ${index}`).digest('hex').slice(0, 8)
  return { kind: 'EndpointSlice', namespace, name: `${name}-sluice-${hash}` }
}

/** The slices that targets of a V1Service port may need, and one more of each kind. */
export function sliceRefs(service: KubernetesRef, port: number, targets: readonly Target[]): KubernetesRef[] {
  const groups = Map.groupBy(targets, (target) => JSON.stringify(groupOf(port, target)))
  return [...groups].flatMap(([group, of]) => {
    const slices = Math.ceil(of.length / MOST_ENDPOINTS) + 1
    return Array.from({ length: slices }, (_, index) => sliceRef(service, JSON.parse(group) as SliceGroup, index))
  })
}
