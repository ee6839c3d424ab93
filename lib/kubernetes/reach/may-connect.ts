import { allOf, anyOf, answerOf, type Answer } from './answer.ts'
import type { Direction, V1NetworkPolicy } from './objects.ts'
import { isAmong, isPortListed, type End, type Namespaces, type Wire } from './peers.ts'
import { selects } from './selector.ts'

export type Connection = {
  from: End
  to: End
  /** Where the destination listens: for a pod the port of the pod, not that of its V1Service. */
  port: Wire
  policies: readonly V1NetworkPolicy[]
  namespaces: Namespaces
}

/** Why no rule lets it through: there are none, none names this peer, or one does without this port. */
export type BlockReason = 'NO_RULES' | 'NO_PEER' | 'NO_PORT'

/** What policies say of a connection. `policies`: those that select the pod in this direction, `namespace/name`. */
export type Verdict =
  | { kind: 'allowed' }
  | { kind: 'blocked'; direction: Direction; policies: string[]; reason: BlockReason }
  | { kind: 'unknown'; direction: Direction; policies: string[] }

const ALLOWED: Verdict = { kind: 'allowed' }

/** The directions of a policy: always ingress where it names none, egress if it has rules for it (networking.k8s.io/v1). */
export const directionsOf = ({ spec }: V1NetworkPolicy): readonly Direction[] =>
  spec.policyTypes && spec.policyTypes.length > 0 ? spec.policyTypes : spec.egress && spec.egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']

export const rulesOf = ({ spec }: V1NetworkPolicy, direction: Direction) =>
  direction === 'Ingress'
    ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
    : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))

/** The policies that isolate a pod in a direction: of its namespace, selecting it. */
export const isolating = (policies: readonly V1NetworkPolicy[], pod: { namespace: string; labels: Record<string, string> }, direction: Direction) =>
  policies.filter(
    (policy) => policy.metadata.namespace === pod.namespace && directionsOf(policy).includes(direction) && selects(policy.spec.podSelector ?? {}, pod.labels),
  )

function inDirection(direction: Direction, { from, to, port, policies, namespaces }: Connection): Verdict {
  const [own, other] = direction === 'Ingress' ? [to, from] : [from, to]
  // Of a pod in the network of its node, policies take the traffic for the node's, which they do not bind.
  if (own.kind === 'address' || own.pod.hostNetwork) return ALLOWED
  const binding = isolating(policies, own.pod, direction)
  if (binding.length === 0) return ALLOWED
  const rules = binding.flatMap((policy) => rulesOf(policy, direction).map((rule) => ({ ...rule, namespace: policy.metadata.namespace })))
  const peers = rules.map((rule) => isAmong(rule.peers, other, rule.namespace, namespaces))
  const answer = anyOf(rules.map((rule, place): Answer => allOf([answerOf(isPortListed(rule.ports, port, to)), peers[place]!])))
  if (answer === 'yes') return ALLOWED
  const names = binding.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  if (answer === 'unknown') return { kind: 'unknown', direction, policies: names }
  const reason = rules.length === 0 ? 'NO_RULES' : peers.includes('yes') ? 'NO_PORT' : 'NO_PEER'
  return { kind: 'blocked', direction, policies: names, reason }
}

const isSamePod = (from: End, to: End) =>
  from.kind === 'pod' && to.kind === 'pod' && from.pod.namespace === to.pod.namespace && from.pod.ips.some((ip) => to.pod.ips.includes(ip))

/**
 * Whether network policies let a connection through: the egress of its source and the ingress of its destination must both allow
 * it. A pod that no policy selects in a direction is free there; of several that do, each adds what it allows. A pod always
 * reaches itself (networking.k8s.io/v1 NetworkPolicy).
 */
export function mayConnect(connection: Connection): Verdict {
  if (isSamePod(connection.from, connection.to)) return ALLOWED
  const egress = inDirection('Egress', connection)
  if (egress.kind === 'blocked') return egress
  const ingress = inDirection('Ingress', connection)
  return ingress.kind === 'allowed' ? egress : ingress
}
