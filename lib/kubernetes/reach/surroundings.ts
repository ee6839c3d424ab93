import type { Client } from '../client.ts'
import { listIn, listOf, type Listed, type Problem } from './listing.ts'
import { keepNamespace, keepPod, keepPolicy, type Labels, type PodFacts, type V1NetworkPolicy } from './objects.ts'
import type { Namespaces } from './peers.ts'

/** How the proxies of a deployment are labelled (`deploy/base`). */
export const PROXY_LABELS = { 'app.kubernetes.io/name': 'sluice', 'app.kubernetes.io/component': 'proxy' } as const

/** Pods of the proxy; none: it stands outside of the cluster. Null: nobody may tell. */
export type Proxies = readonly PodFacts[] | null

/** What stands between the proxy and the pods, as it was read a moment ago. */
export type Surroundings = {
  proxies: Proxies
  namespaces: Namespaces
  /** Null where those of a namespace may not be read. */
  policiesIn(namespace: string): readonly V1NetworkPolicy[] | null
  allPolicies: readonly V1NetworkPolicy[]
  /** The pods of a namespace that a selector matches; null: all of it. Null as answer: they may not be read. */
  podsIn(namespace: string, selector: Record<string, string> | null): Promise<readonly PodFacts[] | null>
  /** What could not be read. */
  problems: Problem[]
}

const NETWORKING = '/apis/networking.k8s.io/v1'
const CORE = '/api/v1'

const labelSelector = (labels: Labels) => Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',')

export const isLive = ({ phase }: PodFacts) => phase !== 'Succeeded' && phase !== 'Failed'

const podsOf = (client: Client, namespace: string | null, labels: Labels | null): Promise<Listed<PodFacts>> =>
  listOf(client, { api: CORE, resource: 'pods', namespace, ...(labels ? { query: { labelSelector: labelSelector(labels) } } : {}) }, keepPod)

/** In the whole cluster, or where that is not allowed, in the namespace of the account. */
async function findProxies(client: Client): Promise<{ proxies: Proxies; problem: Problem | null }> {
  const everywhere = await podsOf(client, null, PROXY_LABELS)
  if (!everywhere.problem) return { proxies: everywhere.items.filter(isLive), problem: null }
  const own = await podsOf(client, client.namespace, PROXY_LABELS)
  const found = own.items.filter(isLive)
  return found.length > 0 ? { proxies: found, problem: null } : { proxies: null, problem: everywhere.problem }
}

export const networkPolicies = (client: Client, namespaces: readonly string[]) =>
  listIn<V1NetworkPolicy>(client, { api: NETWORKING, resource: 'networkpolicies' }, namespaces, keepPolicy)

/**
 * Reads network policies, labels of namespaces and pods of the proxy.
 * @param namespaces those of the workspace; empty: all
 */
export async function lookAround(client: Client, namespaces: readonly string[]): Promise<Surroundings> {
  const [{ proxies, problem }, spaces] = await Promise.all([findProxies(client), listOf(client, { api: CORE, resource: 'namespaces', namespace: null }, keepNamespace)])
  const ofProxies = (proxies ?? []).map(({ namespace }) => namespace)
  const policies = await networkPolicies(client, namespaces.length === 0 ? [] : [...namespaces, ...ofProxies])
  const unread = new Set(policies.problems.map(({ namespace }) => namespace))
  const byNamespace = Map.groupBy(policies.items, ({ metadata }) => metadata.namespace)
  return {
    proxies,
    namespaces: spaces.problem ? null : new Map(spaces.items.map(({ name, labels }) => [name, labels])),
    policiesIn: (namespace) => (unread.has(null) || unread.has(namespace) ? null : (byNamespace.get(namespace) ?? [])),
    allPolicies: policies.items,
    async podsIn(namespace, selector) {
      const { items, problem: unreadable } = await podsOf(client, namespace, selector)
      return unreadable ? null : items
    },
    problems: [...(problem ? [problem] : []), ...(spaces.problem ? [spaces.problem] : []), ...policies.problems],
  }
}
