import { isIP } from 'node:net'
import { stringify } from 'yaml'
import type { ReachBackend } from './backend.ts'
import { selectorOf, type EndpointAddress } from './endpoints.ts'
import type { ReachFinding } from './finding.ts'
import { directionsOf, isolating, mayConnect, type Verdict } from './may-connect.ts'
import { allowEgress, allowIngress } from './needed-policy.ts'
import type { PodFacts, V1NetworkPolicy } from './objects.ts'
import type { End } from './peers.ts'
import { selectsPartly } from './selector.ts'
import type { Proxies, Surroundings } from './surroundings.ts'

const podName = ({ namespace, name }: PodFacts) => `${namespace}/${name}`

// Enough to see every kind of pod; a service may have thousands that are alike.
const MOST_PROXIES = 16
const MOST_ENDPOINTS = 256

const mayBind = (policies: readonly V1NetworkPolicy[], labels: Record<string, string> | null): V1NetworkPolicy[] =>
  policies.filter((policy) => directionsOf(policy).includes('Ingress') && (labels === null || selectsPartly(policy.spec.podSelector ?? {}, labels) !== 'no'))

const namesOf = (policies: readonly V1NetworkPolicy[]) => policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ')

type Pair = { proxy: PodFacts | null; to: End; port: number; target: string; verdict: Verdict }

const isolatesProxy = (proxies: Proxies, { policiesIn }: Surroundings) =>
  (proxies ?? []).some((proxy) => isolating(policiesIn(proxy.namespace) ?? [], proxy, 'Egress').length > 0)

function pairsOf(ends: readonly { to: End; port: number; target: string }[], { proxies, namespaces, allPolicies }: Surroundings): Pair[] {
  const sources: { proxy: PodFacts | null; from: End }[] =
    proxies === null || proxies.length === 0
      ? [{ proxy: null, from: { kind: 'address', ip: null } }]
      : proxies.slice(0, MOST_PROXIES).map((pod) => ({ proxy: pod, from: { kind: 'pod', pod } }))
  return sources.flatMap(({ proxy, from }) =>
    ends.map((end) => ({ ...end, proxy, verdict: mayConnect({ from, to: end.to, port: { number: end.port, protocol: 'TCP' }, policies: allPolicies, namespaces }) })),
  )
}

function findingOf(pairs: readonly Pair[], backend: ReachBackend, { proxies }: Surroundings): ReachFinding | null {
  const blocked = pairs.filter(({ verdict }) => verdict.kind === 'blocked')
  const first = blocked[0] ?? pairs.find(({ verdict }) => verdict.kind === 'unknown')
  if (!first || first.verdict.kind === 'allowed') return null
  const { verdict, proxy, target, port } = first
  const params = {
    service: backend.name,
    namespace: backend.namespace,
    policies: verdict.policies.join(', '),
    direction: verdict.direction,
    target,
    port,
    proxy: proxy ? podName(proxy) : '',
    network: proxy?.hostNetwork ? 'node' : proxy ? 'pod' : 'outside',
  }
  // Who asks is not known, so that not even a refusal is sure.
  if (verdict.kind === 'unknown' || proxies === null) return { code: 'POLICY_UNDECIDED', effect: 'unknown', params }
  const needed = verdict.direction === 'Ingress' ? allowIngress(backend, port, proxy) : allowEgress(backend, port, proxy, first.to)
  return {
    code: verdict.direction === 'Ingress' ? 'POLICY_BLOCKS_INGRESS' : 'POLICY_BLOCKS_EGRESS',
    effect: blocked.length === pairs.length ? 'unreachable' : 'limited',
    params: { ...params, reason: verdict.reason, blocked: blocked.length, of: pairs.length },
    ...(needed ? { manifest: stringify(needed) } : {}),
  }
}

async function endsOf(endpoints: readonly EndpointAddress[], backend: ReachBackend, around: Surroundings) {
  const selector = backend.service ? selectorOf(backend.service) : null
  const pods = await around.podsIn(backend.namespace, selector)
  if (pods === null) return null
  const byIp = new Map(pods.flatMap((pod) => pod.ips.map((ip) => [ip, pod] as const)))
  return endpoints.slice(0, MOST_ENDPOINTS).map(({ ip, port }) => {
    const pod = byIp.get(ip)
    const to: End = pod ? { kind: 'pod', pod } : { kind: 'address', ip: isIP(ip) === 0 ? null : ip }
    return { to, port, target: pod ? podName(pod) : ip }
  })
}

/** Whether network policies let the proxies reach the endpoints of a backend, or the host of an ExternalName; null where they do. */
export async function checkPolicies(backend: ReachBackend, around: Surroundings): Promise<ReachFinding | null> {
  const { namespace, name, service, endpoints } = backend
  if (!service) return null
  if (service.spec.type === 'ExternalName') {
    const end = { to: { kind: 'address' as const, ip: null }, port: Number(backend.port) || 0, target: service.spec.externalName ?? '' }
    return findingOf(isolatesProxy(around.proxies, around) ? pairsOf([end], around) : [], backend, around)
  }
  const policies = around.policiesIn(namespace)
  if (policies === null) return { code: 'POLICIES_UNREADABLE', effect: 'unknown', params: { service: name, namespace } }
  const binding = mayBind(policies, selectorOf(service))
  if (endpoints.ready.length === 0 || (binding.length === 0 && !isolatesProxy(around.proxies, around))) return null
  const ends = await endsOf(endpoints.ready, backend, around)
  if (ends) return findingOf(pairsOf(ends, around), backend, around)
  const { ip, port } = endpoints.ready[0]!
  const params = { service: name, namespace, policies: namesOf(binding), direction: 'Ingress', target: ip, port, proxy: '', network: 'unread' }
  return { code: 'POLICY_UNDECIDED', effect: 'unknown', params }
}
