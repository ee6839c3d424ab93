import { KEEPER_ANNOTATIONS } from './managed-by.ts'
import type { Metadata, V1ConfigMap, V1EndpointSlice, V1Ingress, V1IngressClass, V1Secret, V1Service } from './objects.ts'

/**
 * What is kept of each object: new objects with the fields that are read, so that what the API server sends beside them
 * (`managedFields` are often more than half) can go at once.
 */

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const SERVICE_NAME = 'kubernetes.io/service-name'
const SLICE_MANAGER = 'endpointslice.kubernetes.io/managed-by'
const OURS = 'sluice.dev/'

type Fields<T> = { [K in keyof T]: T[K] | undefined }

// Fields that are not there take no place.
function compact<T extends object>(fields: Fields<T>): T {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) kept[name] = value
  return kept as T
}

function annotationsOf({ annotations }: Metadata): Record<string, string> | undefined {
  if (!annotations) return undefined
  const { [LAST_APPLIED]: _, ...kept } = annotations
  return Object.keys(kept).length > 0 ? kept : undefined
}

const identity = ({ name, namespace = '', uid, resourceVersion, creationTimestamp }: Metadata) => ({
  name,
  namespace,
  uid,
  resourceVersion,
  creationTimestamp,
})

// As the API server sends it (meta/v1 ManagedFieldsEntry).
type Sent = Metadata & { managedFields?: { manager?: string; time?: string; subresource?: string }[] }

/** Of the newest entry; those of subresources are status writes. */
function changedByOf({ managedFields = [] }: Sent): Metadata['changedBy'] {
  let newest: Metadata['changedBy']
  for (const { manager, time, subresource } of managedFields) {
    if (!manager || !time || subresource) continue
    if (!newest || newest.at <= time) newest = { manager, at: time }
  }
  return newest
}

const metadataOf = (metadata: Metadata): Metadata =>
  compact<Metadata>({
    ...identity(metadata),
    generation: metadata.generation,
    annotations: annotationsOf(metadata),
    labels: metadata.labels,
    changedBy: changedByOf(metadata),
  })

/** For objects that some put a copy of into an annotation: of these only what says who keeps it, and what is ours. */
function briefMetadataOf({ annotations = {}, ...metadata }: Metadata): Metadata {
  const kept = Object.entries(annotations).filter(([key]) => key.startsWith(OURS) || KEEPER_ANNOTATIONS.includes(key))
  return metadataOf({ ...metadata, annotations: Object.fromEntries(kept) })
}

export const keepIngress = ({ metadata, spec, status }: V1Ingress): V1Ingress => ({
  metadata: metadataOf(metadata),
  spec: compact({ ingressClassName: spec.ingressClassName, defaultBackend: spec.defaultBackend, tls: spec.tls, rules: spec.rules }),
  ...(status?.loadBalancer?.ingress ? { status: { loadBalancer: { ingress: status.loadBalancer.ingress } } } : {}),
})

export const keepIngressClass = ({ metadata, spec }: V1IngressClass): V1IngressClass => ({
  metadata: metadataOf(metadata),
  spec: compact({ controller: spec?.controller, parameters: spec?.parameters }),
})

export const keepService = ({ metadata, spec, status }: V1Service): V1Service => ({
  metadata: metadataOf(metadata),
  spec: compact({
    type: spec.type,
    clusterIP: spec.clusterIP,
    externalName: spec.externalName,
    externalIPs: spec.externalIPs,
    selector: spec.selector,
    ports: spec.ports,
  }),
  ...(status?.loadBalancer?.ingress ? { status: { loadBalancer: { ingress: status.loadBalancer.ingress } } } : {}),
})

// Of the labels of a slice: whose it is, and who keeps it.
function sliceLabels({ labels = {} }: Metadata): Record<string, string> {
  const manager = labels[SLICE_MANAGER]
  return { [SERVICE_NAME]: labels[SERVICE_NAME] ?? '', ...(manager === undefined ? {} : { [SLICE_MANAGER]: manager }) }
}

/** The controller of endpoints writes null for an empty list, and an annotation at every change. */
export function keepEndpointSlice({ metadata, addressType, endpoints, ports }: V1EndpointSlice): V1EndpointSlice {
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => key.startsWith(OURS))
  return {
    metadata: {
      ...identity(metadata),
      ...(annotations.length > 0 ? { annotations: Object.fromEntries(annotations) } : {}),
      labels: sliceLabels(metadata),
    },
    addressType,
    endpoints: (endpoints ?? []).map(({ addresses, conditions, zone }) => compact({ addresses, conditions, zone })),
    ...(ports ? { ports } : {}),
  }
}

export const keepSecret = ({ metadata, type, data }: V1Secret): V1Secret => ({
  metadata: briefMetadataOf(metadata),
  ...compact<Omit<V1Secret, 'metadata'>>({ type, data }),
})

export const keepConfigMap = ({ metadata, data }: V1ConfigMap): V1ConfigMap => ({ metadata: identity(metadata), ...(data ? { data } : {}) })

/** The key of the service that a slice belongs to; null where it says of none. */
export const serviceKeyOf = ({ metadata }: V1EndpointSlice): string | null => {
  const name = metadata.labels?.[SERVICE_NAME]
  return name ? `${metadata.namespace}/${name}` : null
}
