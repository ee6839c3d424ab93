import { z } from 'zod'
import { managedBy } from '#lib/kubernetes/managed-by.ts'
import { directionsOf, rulesOf } from '#lib/kubernetes/reach/may-connect.ts'
import type { Direction, PolicyPeer, PolicyPort, V1NetworkPolicy } from '#lib/kubernetes/reach/objects.ts'
import { selectorText } from '#lib/kubernetes/reach/selector.ts'
import { networkPolicies } from '#lib/kubernetes/reach/surroundings.ts'
import type { Locale } from '../messages.ts'
import { verb } from '../verb.ts'
import { ClusterQuery, clusterPage } from './page.ts'
import { sayRule } from './rule-words.ts'
import { clusterScene } from './scene.ts'
import { clusterPageOf, NetworkPolicyOut } from './schemas.ts'

const presentPeer = ({ podSelector, namespaceSelector, ipBlock }: PolicyPeer) => ({
  pods: podSelector ? selectorText(podSelector) : null,
  namespaces: namespaceSelector ? selectorText(namespaceSelector) : null,
  cidr: ipBlock?.cidr ?? null,
  except: ipBlock?.except ?? [],
})

const presentPort = ({ protocol = 'TCP', port, endPort }: PolicyPort) =>
  port === undefined ? protocol : `${protocol} ${port}${endPort === undefined ? '' : `–${endPort}`}`

function presentRules(policy: V1NetworkPolicy, direction: Direction, locale: Locale) {
  if (!directionsOf(policy).includes(direction)) return null
  return rulesOf(policy, direction).map((rule) => {
    const shown = { peers: (rule.peers ?? []).map(presentPeer), ports: (rule.ports ?? []).map(presentPort) }
    return { ...shown, text: sayRule(shown, direction, locale) }
  })
}

const present = (policy: V1NetworkPolicy, locale: Locale) => ({
  namespace: policy.metadata.namespace,
  name: policy.metadata.name,
  createdAt: policy.metadata.creationTimestamp,
  managedBy: managedBy(policy.metadata),
  selects: selectorText(policy.spec.podSelector ?? {}),
  ingress: presentRules(policy, 'Ingress', locale),
  egress: presentRules(policy, 'Egress', locale),
})

export const listNetworkPolicies = verb({
  summary: 'The network policies of the cluster: which pods they select, and what they let through',
  role: 'viewer',
  input: z.object(ClusterQuery),
  output: clusterPageOf(NetworkPolicyOut),
  async run(ctx, query) {
    const { reading, namespaces } = await clusterScene(ctx)
    const { items, problems } = await networkPolicies(reading.client, namespaces)
    const rows = items.map((item) => ({ metadata: item.metadata, item, text: () => JSON.stringify(present(item, ctx.locale)) }))
    const page = clusterPage(rows, query)
    return { ...page, items: page.items.map((item) => present(item, ctx.locale)), problems }
  },
})
