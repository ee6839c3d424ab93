import { addressText, type Address } from './addresses.ts'
import type { LoadBalancerStatus, V1Ingress } from './objects.ts'

/** The name under which Sluice's writes stand in `managedFields`. */
export const FIELD_MANAGER = 'sluice'

/** `managedFields` of an object, which are read where it must be known who wrote a field. */
export type ManagedFields = { manager?: string; subresource?: string; fieldsV1?: Record<string, unknown> }[]

export type StatusPatch = {
  /** Of the `status` subresource. */
  path: string
  /** A merge patch (RFC 7386). */
  body: { metadata: { resourceVersion: string }; status: { loadBalancer: { ingress: Address[] | null } } }
}

export const ingressPath = ({ metadata }: V1Ingress): string =>
  `/apis/networking.k8s.io/v1/namespaces/${metadata.namespace}/ingresses/${encodeURIComponent(metadata.name)}`

const textsOf = (status: LoadBalancerStatus | undefined): string[] =>
  (status?.ingress ?? []).map(({ ip, hostname }) => ip ?? hostname ?? '')

/** As sets: somebody else's order is not worth a write to each Ingress. */
export function showsAddresses({ status }: V1Ingress, addresses: readonly Address[]): boolean {
  const shown = new Set(textsOf(status?.loadBalancer))
  return shown.size === addresses.length && addresses.every((address) => shown.has(addressText(address)))
}

/**
 * The write that shows `addresses` on this very version of an Ingress. It names the version, so that it fails where another
 * write, which may have given the Ingress to another class, came first.
 */
export function statusPatch(ingress: V1Ingress, addresses: readonly Address[]): StatusPatch {
  return {
    path: `${ingressPath(ingress)}/status`,
    body: {
      metadata: { resourceVersion: ingress.metadata.resourceVersion },
      status: { loadBalancer: { ingress: addresses.length > 0 ? [...addresses] : null } },
    },
  }
}

const LEGACY_CLASS = 'kubernetes.io/ingress.class'

/** Whether a newer version of an Ingress asks for the class that the older one asked for. */
export const sameClass = (one: V1Ingress, other: V1Ingress): boolean =>
  one.metadata.uid === other.metadata.uid &&
  one.spec.ingressClassName === other.spec.ingressClassName &&
  one.metadata.annotations?.[LEGACY_CLASS] === other.metadata.annotations?.[LEGACY_CLASS]

function owns(fields: Record<string, unknown> | undefined, path: readonly string[]): boolean {
  let node: unknown = fields
  for (const step of path) {
    if (typeof node !== 'object' || node === null || !(step in node)) return false
    node = (node as Record<string, unknown>)[step]
  }
  return true
}

/** Whether the addresses in the status were written by Sluice and by nobody else. */
export function wroteAddresses(fields: ManagedFields | undefined): boolean {
  const owners = (fields ?? []).filter(({ fieldsV1 }) => owns(fieldsV1, ['f:status', 'f:loadBalancer', 'f:ingress']))
  return owners.length > 0 && owners.every(({ manager, subresource }) => manager === FIELD_MANAGER && subresource === 'status')
}
