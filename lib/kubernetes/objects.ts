/**
 * The Kubernetes objects that Sluice reads, as the API server sends them, with the fields that it reads and no others: what
 * is kept in memory of each.
 */

export type Metadata = {
  name: string
  /** Empty for objects of the cluster. */
  namespace: string
  uid: string
  resourceVersion: string
  creationTimestamp: string
  generation?: number
  /** Without `kubectl.kubernetes.io/last-applied-configuration`. */
  annotations?: Record<string, string>
  labels?: Record<string, string>
  /** Who wrote last, status aside, by its field manager. */
  changedBy?: { manager: string; at: string }
}

export type ServicePortRef = { name?: string; number?: number }

export type IngressBackend = {
  service?: { name: string; port?: ServicePortRef }
  resource?: { apiGroup?: string; kind: string; name: string }
}

export type IngressPath = { path?: string; pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific'; backend: IngressBackend }

export type V1Ingress = {
  metadata: Metadata
  spec: {
    ingressClassName?: string
    defaultBackend?: IngressBackend
    tls?: { hosts?: string[]; secretName?: string }[]
    rules?: { host?: string; http?: { paths: IngressPath[] } }[]
  }
  status?: { loadBalancer?: LoadBalancerStatus }
}

export type LoadBalancerStatus = { ingress?: { ip?: string; hostname?: string; ports?: { port: number; protocol: string; error?: string }[] }[] }

export type V1IngressClass = {
  metadata: Metadata
  spec: {
    controller?: string
    parameters?: { apiGroup?: string; kind: string; name: string; namespace?: string; scope?: 'Cluster' | 'Namespace' }
  }
}

export type V1ServicePort = { name?: string; port: number; targetPort?: number | string; nodePort?: number; protocol?: string; appProtocol?: string }

export type V1Service = {
  metadata: Metadata
  spec: {
    type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
    clusterIP?: string
    externalName?: string
    externalIPs?: string[]
    selector?: Record<string, string>
    ports?: V1ServicePort[]
  }
  status?: { loadBalancer?: LoadBalancerStatus }
}

export type V1EndpointSlice = {
  metadata: Metadata
  addressType: 'IPv4' | 'IPv6' | 'FQDN'
  endpoints: { addresses: string[]; conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean }; zone?: string }[]
  ports?: { name?: string; port?: number; protocol?: string }[]
}

/** `data` holds base64, as it was sent. */
export type V1Secret = { metadata: Metadata; type?: string; data?: Record<string, string> }

export type V1ConfigMap = { metadata: Metadata; data?: Record<string, string> }

export type V1Node = { metadata: Metadata; status?: { addresses?: { type: string; address: string }[] } }

/** What `ClusterObjects` says of a Secret that an Ingress refers to. */
export type SecretState = V1Secret | 'absent' | 'forbidden'

/** `namespace/name`, or the name alone for objects of the cluster. */
export type ObjectKey = string

export const objectKeyOf = ({ namespace, name }: { namespace: string; name: string }): ObjectKey => (namespace === '' ? name : `${namespace}/${name}`)

/**
 * Everything of a cluster that routing is read from, at one moment. An object that did not change since the last time is the
 * same object, so that what was made of it can be kept.
 */
export type ClusterObjects = {
  ingresses: ReadonlyMap<ObjectKey, V1Ingress>
  /** Null where the account may not read them: classes are then compared by name alone. */
  ingressClasses: ReadonlyMap<ObjectKey, V1IngressClass> | null
  services: ReadonlyMap<ObjectKey, V1Service>
  /** By the key of the service that they belong to (label `kubernetes.io/service-name`). */
  endpointSlices: ReadonlyMap<ObjectKey, readonly V1EndpointSlice[]>
  /** Those that our Ingresses refer to, and no others. */
  secrets: ReadonlyMap<ObjectKey, SecretState>
  /** TLS Secrets with our label, whether or not an Ingress refers to them; of one that stands in both, `secrets` is the newer. */
  ownSecrets: ReadonlyMap<ObjectKey, V1Secret>
  /** Those that parameters of our classes refer to. */
  configMaps: ReadonlyMap<ObjectKey, V1ConfigMap | 'absent' | 'forbidden'>
}
