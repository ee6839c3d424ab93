import { allOf, anyOf, answerOf, type Answer } from './answer.ts'
import { isInBlock } from './ip-block.ts'
import type { Labels, LabelSelector, NamedPort, PodFacts, PolicyPeer, PolicyPort } from './objects.ts'
import { selects, selectsPartly } from './selector.ts'

/** One side of a connection: a pod, or an address outside of the cluster; `ip` null: nobody knows which. */
export type End = { kind: 'pod'; pod: Pick<PodFacts, 'namespace' | 'labels' | 'ips' | 'hostNetwork'> & { ports?: readonly NamedPort[] } } | { kind: 'address'; ip: string | null }

/** The labels of each namespace; null where they may not be read. */
export type Namespaces = ReadonlyMap<string, Labels> | null

// The API server gives it to every namespace (KEP-2161).
const NAME_LABEL = 'kubernetes.io/metadata.name'

function inNamespace(selector: LabelSelector, namespace: string, namespaces: Namespaces): Answer {
  const labels = namespaces?.get(namespace)
  return labels === undefined ? selectsPartly(selector, { [NAME_LABEL]: namespace }) : answerOf(selects(selector, labels))
}

/**
 * Whether an end is one of a peer. Selectors of one peer must both match; a `podSelector` alone selects in the namespace of the
 * policy, a `namespaceSelector` alone all pods there. Blocks take in pods by their addresses, as most network plugins do. A pod in
 * the network of its node is the node to most plugins, which no selector matches, and a pod to others: there it is unknown.
 */
export function isPeer(peer: PolicyPeer, end: End, policyNamespace: string, namespaces: Namespaces): Answer {
  const { podSelector, namespaceSelector, ipBlock } = peer
  if (ipBlock) {
    const ips = end.kind === 'pod' ? end.pod.ips : end.ip === null ? null : [end.ip]
    if (ips === null) return 'unknown'
    return answerOf(ips.some((ip) => isInBlock(ipBlock, ip)))
  }
  if (end.kind === 'address' || (!podSelector && !namespaceSelector)) return 'no'
  const { namespace, labels, hostNetwork } = end.pod
  const answer = allOf([
    namespaceSelector ? inNamespace(namespaceSelector, namespace, namespaces) : answerOf(namespace === policyNamespace),
    podSelector ? answerOf(selects(podSelector, labels)) : 'yes',
  ])
  return hostNetwork && answer === 'yes' ? 'unknown' : answer
}

/** Whether an end is one of a list of peers; an empty list is everybody. */
export const isAmong = (peers: readonly PolicyPeer[] | undefined, end: End, policyNamespace: string, namespaces: Namespaces): Answer =>
  peers === undefined || peers.length === 0 ? 'yes' : anyOf(peers.map((peer) => isPeer(peer, end, policyNamespace, namespaces)))

export type Wire = { number: number; protocol: string }

/** Whether a port of the destination is on a list; an empty list is every port. Names are those of the destination's containers. */
export function isPortListed(ports: readonly PolicyPort[] | undefined, wire: Wire, to: End): boolean {
  if (ports === undefined || ports.length === 0) return true
  const named = to.kind === 'pod' ? (to.pod.ports ?? []) : []
  return ports.some(({ protocol = 'TCP', port, endPort }) => {
    if (protocol !== wire.protocol) return false
    if (port === undefined) return true
    if (typeof port === 'number') return endPort === undefined ? port === wire.number : port <= wire.number && wire.number <= endPort
    return named.some((one) => one.name === port && one.port === wire.number && one.protocol === protocol)
  })
}
