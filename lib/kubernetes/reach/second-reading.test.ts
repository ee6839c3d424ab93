import { expect, test } from 'vitest'
import { mayConnect } from './may-connect.ts'
import type { LabelSelector, PolicyPeer, V1NetworkPolicy } from './objects.ts'
import type { End } from './peers.ts'

// A second reading of the same specification, written for a world small enough to list: every pod, and two addresses outside.

type Pod = { id: string; namespace: string; ip: string; labels: Record<string, string> }

const SPACES: Record<string, Record<string, string>> = { a: { env: 'x' }, b: { env: 'y' }, c: {} }
const PODS: Pod[] = Object.keys(SPACES).flatMap((namespace, space) =>
  [{ app: 'one' }, { app: 'two' }, {}].map((labels, place) => ({ id: `${namespace}${place}`, namespace, ip: `10.0.${space}.${place}`, labels: labels as Record<string, string> })),
)
const OUTSIDE = ['192.0.2.1', '198.51.100.1']
const SELECTORS: LabelSelector[] = [{}, { matchLabels: { app: 'one' } }, { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['one'] }] }, { matchExpressions: [{ key: 'app', operator: 'Exists' }] }]
const SPACE_SELECTORS: LabelSelector[] = [{}, { matchLabels: { env: 'x' } }, { matchExpressions: [{ key: 'env', operator: 'DoesNotExist' }] }]
const BLOCKS = [{ cidr: '0.0.0.0/0' }, { cidr: '10.0.0.0/8', except: ['10.0.1.0/24'] }, { cidr: '192.0.2.0/24' }]

/** Park and Miller's minimal generator: the same numbers in each run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** Everybody that a selector of labels picks, by trying its parts one by one. */
const picks = (selector: LabelSelector, labels: Record<string, string>): boolean => {
  if (JSON.stringify(selector) === '{}') return true
  if (selector.matchLabels) return Object.entries(selector.matchLabels).filter(([key, value]) => labels[key] !== value).length === 0
  const { key, operator } = selector.matchExpressions![0]!
  if (operator === 'Exists') return key in labels
  return operator === 'DoesNotExist' ? !(key in labels) : labels[key] !== 'one'
}

const inBlock = (ip: string, { cidr }: { cidr: string }) =>
  cidr === '0.0.0.0/0' || (cidr === '192.0.2.0/24' && ip.startsWith('192.0.2.')) || (cidr === '10.0.0.0/8' && ip.startsWith('10.') && !ip.startsWith('10.0.1.'))

/** All ips that a peer stands for. */
function members(peer: PolicyPeer, home: string): Set<string> {
  const ips = [...PODS.map(({ ip }) => ip), ...OUTSIDE]
  if (peer.ipBlock) return new Set(ips.filter((ip) => inBlock(ip, peer.ipBlock!)))
  const spaces = Object.keys(SPACES).filter((name) => (peer.namespaceSelector ? picks(peer.namespaceSelector, SPACES[name]!) : name === home))
  return new Set(PODS.filter(({ namespace, labels }) => spaces.includes(namespace) && picks(peer.podSelector ?? {}, labels)).map(({ ip }) => ip))
}

function isLetThrough(pod: Pod | undefined, other: string, direction: 'ingress' | 'egress', port: number, policies: V1NetworkPolicy[]): boolean {
  if (!pod) return true
  const own = policies.filter(({ metadata, spec }) => metadata.namespace === pod.namespace && picks(spec.podSelector!, pod.labels) && spec.policyTypes!.some((type) => type.toLowerCase() === direction))
  if (own.length === 0) return true
  for (const { metadata, spec } of own) {
    for (const rule of (direction === 'ingress' ? spec.ingress : spec.egress) ?? []) {
      const peers = ('from' in rule ? rule.from : 'to' in rule ? rule.to : undefined) ?? []
      const isOther = peers.length === 0 || peers.some((peer) => members(peer, metadata.namespace).has(other))
      if (isOther && (!rule.ports || rule.ports.some((one) => one.port === port))) return true
    }
  }
  return false
}

function randomPolicy(next: (below: number) => number, name: string): V1NetworkPolicy {
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!
  const peer = (): PolicyPeer => {
    const kind = next(4)
    if (kind === 0) return { ipBlock: pick(BLOCKS) }
    return { ...(kind !== 1 ? { podSelector: pick(SELECTORS) } : {}), ...(kind !== 2 ? { namespaceSelector: pick(SPACE_SELECTORS) } : {}) }
  }
  const peers = () => Array.from({ length: next(3) }, peer)
  const ports = () => (next(2) === 0 ? {} : { ports: [{ port: pick([80, 81]) }] })
  return {
    metadata: { name, namespace: pick(Object.keys(SPACES)), uid: name, creationTimestamp: '' },
    spec: {
      podSelector: pick(SELECTORS),
      policyTypes: pick([['Ingress'], ['Egress'], ['Ingress', 'Egress']] as const).slice(),
      ingress: Array.from({ length: next(3) }, () => ({ from: peers(), ...ports() })),
      egress: Array.from({ length: next(3) }, () => ({ to: peers(), ...ports() })),
    },
  }
}

const endOf = (ip: string): End => {
  const pod = PODS.find((one) => one.ip === ip)
  return pod ? { kind: 'pod', pod: { namespace: pod.namespace, labels: pod.labels, ips: [pod.ip], hostNetwork: false } } : { kind: 'address', ip }
}

test('both readings agree about every pair, in 300 random sets of policies', () => {
  const next = numbers(20_260_722)
  const namespaces = new Map(Object.entries(SPACES))
  const ips = [...PODS.map(({ ip }) => ip), ...OUTSIDE]
  const counts = { allowed: 0, blocked: 0 }
  for (let round = 0; round < 300; round++) {
    const policies = Array.from({ length: 1 + next(6) }, (_, place) => randomPolicy(next, `p${place}`))
    for (const from of ips) {
      for (const to of ips) {
        if (from === to) continue
        const pod = (ip: string) => PODS.find((one) => one.ip === ip)
        const expected = isLetThrough(pod(from), to, 'egress', 80, policies) && isLetThrough(pod(to), from, 'ingress', 80, policies) ? 'allowed' : 'blocked'
        const { kind } = mayConnect({ from: endOf(from), to: endOf(to), port: { number: 80, protocol: 'TCP' }, policies, namespaces })
        if (kind !== expected) expect.fail(`${from} → ${to}: ${kind}, not ${expected}: ${JSON.stringify(policies)}`)
        counts[expected] += 1
      }
    }
  }
  expect(Math.min(counts.allowed, counts.blocked)).toBeGreaterThan(3_000)
})
