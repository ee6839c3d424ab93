import { expect, test } from 'vitest'
import type { V1Service } from '../objects.ts'
import type { ReachBackend } from './backend.ts'
import type { PodFacts, V1NetworkPolicy } from './objects.ts'
import { checkPolicies } from './policy-check.ts'
import type { Surroundings } from './surroundings.ts'

const METADATA = { uid: 'u', resourceVersion: '1', creationTimestamp: '' }
const LABELS = { 'app.kubernetes.io/name': 'sluice', 'app.kubernetes.io/component': 'proxy' }

const pod = (namespace: string, name: string, labels: PodFacts['labels'], ...ips: string[]): PodFacts => ({ namespace, name, labels, ips, ports: [], hostNetwork: false, ready: true, phase: 'Running' })
const PROXY = pod('edge', 'proxy', LABELS, '10.0.0.1', 'fd00::1')
const WEB = pod('shop', 'web', { app: 'web' }, '10.0.0.2', 'fd00::2')

const service = (spec: V1Service['spec']): V1Service => ({ metadata: { ...METADATA, namespace: 'shop', name: 'web' }, spec })
const backend = (ip = '10.0.0.2', spec: V1Service['spec'] = { selector: { app: 'web' } }): ReachBackend => ({
  namespace: 'shop', name: 'web', port: '80', service: service(spec), listed: undefined, endpoints: { ready: [{ ip, port: 8080 }], total: 1, portless: 0 },
})
const EXTERNAL = backend('', { type: 'ExternalName', externalName: 'shop.test' })

const policy = (namespace: string, spec: V1NetworkPolicy['spec']): V1NetworkPolicy => ({ metadata: { namespace, name: 'p', uid: 'p', creationTimestamp: '' }, spec })
const inFrom = (cidr: string) => policy('shop', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ ipBlock: { cidr } }] }] })
const outTo = (cidr: string) => policy('edge', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr } }] }] })
const NOTHING_OUT = policy('edge', { podSelector: {}, policyTypes: ['Egress'] })

const around = (policies: V1NetworkPolicy[], { proxies = [PROXY], pods = [WEB], unread = [] }: { proxies?: PodFacts[] | null; pods?: PodFacts[]; unread?: string[] } = {}): Surroundings => ({
  proxies,
  namespaces: null,
  policiesIn: (namespace) => (unread.includes(namespace) ? null : policies.filter(({ metadata }) => metadata.namespace === namespace)),
  allPolicies: policies,
  podsIn: async () => pods,
  problems: [],
})

test.each<[string, ReachBackend, Surroundings, string | null]>([
  ['no policy', backend(), around([]), null],
  ['a block of the family that is spoken', backend(), around([inFrom('10.0.0.1/32')]), null],
  ['a block of the other family, on the way in', backend(), around([inFrom('fd00::/8')]), 'POLICY_BLOCKS_INGRESS'],
  ['a block of the other family, on the way out', backend(), around([outTo('fd00::/8')]), 'POLICY_BLOCKS_EGRESS'],
  ['the same block for an endpoint of IPv6', backend('fd00::2'), around([inFrom('fd00::/8'), outTo('fd00::/8')]), null],
  ['policies of the namespace of the proxy that may not be read', backend(), around([], { unread: ['edge'] }), 'POLICIES_UNREADABLE'],
  ['the same, to a host outside', EXTERNAL, around([], { unread: ['edge'] }), 'POLICIES_UNREADABLE'],
  ['to a host outside nothing of its own namespace matters', EXTERNAL, around([], { unread: ['shop'] }), null],
  ['nobody knows the proxies, and nothing is in the way', backend(), around([], { proxies: null }), null],
  ['nobody knows the proxies, and something may hold them back', backend(), around([NOTHING_OUT], { proxies: null }), 'POLICY_UNDECIDED'],
  ['the same, to a host outside', EXTERNAL, around([NOTHING_OUT], { proxies: null }), 'POLICY_UNDECIDED'],
  ['an address that a pod that has ended had before', backend(), around([policy('shop', { podSelector: { matchLabels: { tier: 'web' } }, policyTypes: ['Ingress'] })], {
    pods: [{ ...WEB, labels: { app: 'web', tier: 'web' } }, { ...WEB, name: 'old', phase: 'Succeeded' }],
  }), 'POLICY_BLOCKS_INGRESS'],
])('%s', async (_, asked, surroundings, code) => expect((await checkPolicies(asked, surroundings))?.code ?? null).toBe(code))
