import type { Metadata } from '../objects.ts'

/** What is read of a cluster to tell who may reach whom, with the fields that are read and no others. */

export type Labels = Readonly<Record<string, string>>

/** meta/v1 LabelSelector. */
export type LabelSelector = {
  matchLabels?: Record<string, string>
  matchExpressions?: { key: string; operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'; values?: string[] }[]
}

/** networking.k8s.io/v1 NetworkPolicyPeer: an `ipBlock` alone, or selectors, both of which must then match. */
export type PolicyPeer = { podSelector?: LabelSelector; namespaceSelector?: LabelSelector; ipBlock?: { cidr: string; except?: string[] } }

/** `port` absent: every port of the protocol. */
export type PolicyPort = { protocol?: string; port?: number | string; endPort?: number }

export type Direction = 'Ingress' | 'Egress'

export type V1NetworkPolicy = {
  metadata: Pick<Metadata, 'name' | 'namespace' | 'uid' | 'creationTimestamp' | 'labels' | 'annotations'>
  spec: {
    podSelector?: LabelSelector
    policyTypes?: Direction[]
    ingress?: { from?: PolicyPeer[]; ports?: PolicyPort[] }[]
    egress?: { to?: PolicyPeer[]; ports?: PolicyPort[] }[]
  }
}

export type NamedPort = { name: string; port: number; protocol: string }

/** A pod as policies see it. */
export type PodFacts = {
  namespace: string
  name: string
  labels: Labels
  ips: readonly string[]
  /** The ports of its containers that have names. */
  ports: readonly NamedPort[]
  /** It stands in the network of its node. */
  hostNetwork: boolean
  ready: boolean
  phase: string
}

type V1Pod = {
  metadata: { name: string; namespace: string; labels?: Record<string, string>; deletionTimestamp?: string }
  spec?: {
    hostNetwork?: boolean
    containers?: { ports?: { name?: string; containerPort: number; protocol?: string }[] }[]
    initContainers?: { restartPolicy?: string; ports?: { name?: string; containerPort: number; protocol?: string }[] }[]
  }
  status?: { phase?: string; podIP?: string; podIPs?: { ip?: string }[]; conditions?: { type: string; status: string }[] }
}

/** Takes of a pod what is looked at here. */
export function keepPod({ metadata, spec = {}, status = {} }: V1Pod): PodFacts {
  // Sidecars are init containers that go on (KEP-753), and serve as well.
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')]
  const listed = containers.flatMap(({ ports = [] }) => ports)
  const ips = (status.podIPs ?? [{ ip: status.podIP }]).flatMap(({ ip }) => ip ?? [])
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    labels: metadata.labels ?? {},
    ips,
    ports: listed.flatMap(({ name, containerPort, protocol = 'TCP' }) => (name ? [{ name, port: containerPort, protocol }] : [])),
    hostNetwork: spec.hostNetwork === true,
    ready: (status.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    phase: metadata.deletionTimestamp ? 'Terminating' : (status.phase ?? 'Unknown'),
  }
}

/** Takes of a policy what is looked at here. */
export const keepPolicy = ({ metadata, spec }: V1NetworkPolicy): V1NetworkPolicy => ({
  metadata: {
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid,
    creationTimestamp: metadata.creationTimestamp,
    ...(metadata.labels ? { labels: metadata.labels } : {}),
    ...(metadata.annotations ? { annotations: metadata.annotations } : {}),
  },
  spec: spec ?? {},
})

export type NamespaceFacts = { name: string; labels: Labels }

export const keepNamespace = ({ metadata }: { metadata: { name: string; labels?: Record<string, string> } }): NamespaceFacts => ({
  name: metadata.name,
  labels: metadata.labels ?? {},
})
