import type { ReachBackend } from './backend.ts'
import { selectorOf } from './endpoints.ts'
import type { LabelSelector, PodFacts, PolicyPeer } from './objects.ts'
import type { End } from './peers.ts'
import { PROXY_LABELS } from './surroundings.ts'

const inNamespace = (name: string): LabelSelector => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })

const policy = (name: string, namespace: string, spec: object): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: name.slice(0, 63), namespace },
  spec,
})

const portsOf = (port: number) => [{ protocol: 'TCP', port }]

const single = (ip: string): PolicyPeer => ({ ipBlock: { cidr: `${ip}/${ip.includes(':') ? 128 : 32}` } })

/** The policy that would let the proxy in to the pods of a service; null where its address is not known. */
export function allowIngress({ namespace, name, service }: ReachBackend, port: number, proxy: PodFacts | null): object | null {
  const selector = service ? selectorOf(service) : null
  if (proxy === null || selector === null) return null
  const from: PolicyPeer[] = proxy.hostNetwork ? proxy.ips.map(single) : [{ namespaceSelector: inNamespace(proxy.namespace), podSelector: { matchLabels: { ...PROXY_LABELS } } }]
  return policy(`sluice-to-${name}`, namespace, { podSelector: { matchLabels: selector }, policyTypes: ['Ingress'], ingress: [{ from, ports: portsOf(port) }] })
}

/** The policy that would let the proxy out to a service; null where the address of its host is not known. */
export function allowEgress({ namespace, name, service }: ReachBackend, port: number, proxy: PodFacts | null, to: End): object | null {
  const selector = service ? selectorOf(service) : null
  if (proxy === null || (to.kind === 'address' && to.ip === null)) return null
  const peer: PolicyPeer =
    to.kind === 'address' ? single(to.ip!) : { namespaceSelector: inNamespace(namespace), podSelector: selector ? { matchLabels: selector } : {} }
  const spec = { podSelector: { matchLabels: { ...PROXY_LABELS } }, policyTypes: ['Egress'], egress: [{ to: [peer], ports: portsOf(port) }] }
  return policy(`sluice-out-to-${name}`, proxy.namespace, spec)
}
