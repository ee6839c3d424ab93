import { isIP } from 'node:net'
import { stringify } from 'yaml'
import type { ReachBackend } from './backend.ts'
import { selectorOf, type EndpointAddress } from './endpoints.ts'
import type { ReachFinding } from './finding.ts'
import { directionsOf, isolating, mayConnect, type Verdict } from './may-connect.ts'
import { allowEgress, allowIngress } from './needed-policy.ts'
import type { Direction, Labels, PodFacts, V1NetworkPolicy } from './objects.ts'
import type { End } from './peers.ts'
import { selectsPartly } from './selector.ts'
import { isLive, PROXY_LABELS, type Surroundings } from './surroundings.ts'

const podName = ({ namespace, name }: PodFacts) => `${namespace}/${name}`

// Enough to see every kind of pod; a service may have thousands that are alike.
const MOST_PROXIES = 16
const MOST_ENDPOINTS = 256

const mayBind = (policies: readonly V1NetworkPolicy[], labels: Labels | null, direction: Direction): V1NetworkPolicy[] =>
  policies.filter((policy) => directionsOf(policy).includes(direction) && (labels === null || selectsPartly(policy.spec.podSelector ?? {}, labels) !== 'no'))

const namesOf = (policies: readonly V1NetworkPolicy[]) => policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ')

type Pair = { proxy: PodFacts | null; to: End; port: number; target: string; verdict: Verdict }

/** The policies that may hold proxies back on their way out. */
const bindingProxies = ({ proxies, policiesIn, allPolicies }: Surroundings): readonly V1NetworkPolicy[] =>
  proxies?.flatMap((proxy) => (proxy.hostNetwork ? [] : isolating(policiesIn(proxy.namespace) ?? [], proxy, 'Egress'))) ?? mayBind(allPolicies, PROXY_LABELS, 'Egress')

/** A namespace whose policies decide, and may not be read: that of the backend, null where it has no pods, or that of a proxy. */
function unreadNamespace({ proxies, policiesIn }: Surroundings, namespace: string | null): string | undefined {
  const ofProxies = (proxies ?? []).filter(({ hostNetwork }) => !hostNetwork).map((proxy) => proxy.namespace)
  return [...(namespace === null ? [] : [namespace]), ...ofProxies].find((one) => policiesIn(one) === null)
}

/** A pod as a connection of one family of addresses meets it: by those of that family alone. */
function ofFamily(pod: PodFacts, to: End): End {
  const ip = to.kind === 'pod' ? to.pod.ips[0] : to.ip
  const family = isIP(ip ?? '')
  return { kind: 'pod', pod: family === 0 ? pod : { ...pod, ips: pod.ips.filter((one) => isIP(one) === family) } }
}

function pairsOf(ends: readonly { to: End; port: number; target: string }[], { proxies, namespaces, allPolicies }: Surroundings): Pair[] {
  const sources = proxies === null || proxies.length === 0 ? [null] : proxies.slice(0, MOST_PROXIES)
  return sources.flatMap((proxy) =>
    ends.map((end) => {
      const from: End = proxy ? ofFamily(proxy, end.to) : { kind: 'address', ip: null }
      return { ...end, proxy, verdict: mayConnect({ from, to: end.to, port: { number: end.port, protocol: 'TCP' }, policies: allPolicies, namespaces }) }
    }),
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
  // The address of a pod that has ended may be another's by now.
  const byIp = new Map(pods.filter(isLive).flatMap((pod) => pod.ips.map((ip) => [ip, pod] as const)))
  return endpoints.slice(0, MOST_ENDPOINTS).map(({ ip, port }) => {
    const pod = byIp.get(ip)
    const to: End = pod ? { kind: 'pod', pod: { ...pod, ips: [ip] } } : { kind: 'address', ip: isIP(ip) === 0 ? null : ip }
    return { to, port, target: pod ? podName(pod) : ip }
  })
}

/** Whether network policies let the proxies reach the endpoints of a backend, or the host of an ExternalName; null where they do. */
export async function checkPolicies(backend: ReachBackend, around: Surroundings): Promise<ReachFinding | null> {
  const { namespace, name, service, endpoints } = backend
  if (!service) return null
  const undecided = (policies: readonly V1NetworkPolicy[], direction: Direction, { ip, port }: EndpointAddress): ReachFinding => {
    const params = { service: name, namespace, policies: namesOf(policies), direction, target: ip, port, proxy: '', network: 'unread' }
    return { code: 'POLICY_UNDECIDED', effect: 'unknown', params }
  }
  const isExternal = service.spec.type === 'ExternalName'
  const unread = unreadNamespace(around, isExternal ? null : namespace)
  if (unread !== undefined) return { code: 'POLICIES_UNREADABLE', effect: 'unknown', params: { service: name, namespace: unread } }
  if (!isExternal && endpoints.ready.length === 0) return null
  const outward = bindingProxies(around)
  const inward = isExternal ? [] : mayBind(around.policiesIn(namespace)!, selectorOf(service), 'Ingress')
  if (inward.length === 0 && outward.length === 0) return null
  if (isExternal) {
    const end = { to: { kind: 'address' as const, ip: null }, port: Number(backend.port) || 0, target: service.spec.externalName ?? '' }
    return around.proxies === null ? undecided(outward, 'Egress', { ip: end.target, port: end.port }) : findingOf(pairsOf([end], around), backend, around)
  }
  const ends = await endsOf(endpoints.ready, backend, around)
  if (!ends) return undecided(inward.length > 0 ? inward : outward, inward.length > 0 ? 'Ingress' : 'Egress', endpoints.ready[0]!)
  const found = findingOf(pairsOf(ends, around), backend, around)
  return found ?? (around.proxies === null && outward.length > 0 ? undecided(outward, 'Egress', endpoints.ready[0]!) : null)
}
