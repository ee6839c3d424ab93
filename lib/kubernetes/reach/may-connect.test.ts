import { describe, expect, test } from 'vitest'
import { mayConnect, type Verdict } from './may-connect.ts'
import type { V1NetworkPolicy } from './objects.ts'
import type { End, Namespaces } from './peers.ts'

type Spec = V1NetworkPolicy['spec']

const policy = (spec: Spec, name = 'p', namespace = 'default'): V1NetworkPolicy => ({ metadata: { name, namespace, uid: name, creationTimestamp: '' }, spec })

const pod = (labels: Record<string, string>, { namespace = 'default', ip = '10.0.0.1', ports = {} as Record<string, number>, hostNetwork = false } = {}): End => ({
  kind: 'pod',
  pod: { namespace, labels, ips: [ip], hostNetwork, ports: Object.entries(ports).map(([name, port]) => ({ name, port, protocol: 'TCP' })) },
})
const address = (ip: string | null): End => ({ kind: 'address', ip })

const NAMESPACES: Namespaces = new Map<string, Record<string, string>>([
  ['default', { 'kubernetes.io/metadata.name': 'default' }],
  ['other', { 'kubernetes.io/metadata.name': 'other', project: 'myproject' }],
  ['prod', { 'kubernetes.io/metadata.name': 'prod', purpose: 'production' }],
])

const DB = pod({ role: 'db' }, { ip: '10.0.0.9', ports: { redis: 6379 } })

function ask(from: End, policies: V1NetworkPolicy[], { to = DB, port = 6379, protocol = 'TCP', namespaces = NAMESPACES }: { to?: End; port?: number; protocol?: string; namespaces?: Namespaces } = {}): Verdict {
  return mayConnect({ from, to, port: { number: port, protocol }, policies, namespaces })
}
const kind = (...asked: Parameters<typeof ask>) => ask(...asked).kind

describe('the example of the documentation', () => {
  const example = policy({
    podSelector: { matchLabels: { role: 'db' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          { ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } },
          { namespaceSelector: { matchLabels: { project: 'myproject' } } },
          { podSelector: { matchLabels: { role: 'frontend' } } },
        ],
        ports: [{ protocol: 'TCP', port: 6379 }],
      },
    ],
    egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/24' } }], ports: [{ protocol: 'TCP', port: 5978 }] }],
  })
  test.each<[string, End, string]>([
    ['a frontend of the same namespace', pod({ role: 'frontend' }), 'allowed'],
    ['a frontend of another namespace', pod({ role: 'frontend' }, { namespace: 'prod' }), 'blocked'],
    ['any pod of a namespace of the project', pod({}, { namespace: 'other' }), 'allowed'],
    ['another pod of the same namespace', pod({ role: 'back' }), 'blocked'],
    ['an address of the block', address('172.17.0.1'), 'allowed'],
    ['an address that is excepted', address('172.17.1.1'), 'blocked'],
    ['an address elsewhere', address('192.0.2.1'), 'blocked'],
    ['an address that nobody knows', address(null), 'unknown'],
  ])('in from %s: %s', (_, from, expected) => expect(kind(from, [example])).toBe(expected))

  test('another port is blocked, and it says why', () => {
    expect(ask(pod({ role: 'frontend' }), [example], { port: 80 })).toEqual({ kind: 'blocked', direction: 'Ingress', policies: ['default/p'], reason: 'NO_PORT' })
    expect(ask(pod({ role: 'back' }), [example])).toMatchObject({ reason: 'NO_PEER' })
  })

  test('out to the block and port, and nowhere else', () => {
    expect(kind(DB, [example], { to: address('10.0.0.5'), port: 5978 })).toBe('allowed')
    expect(ask(DB, [example], { to: address('10.0.1.5'), port: 5978 })).toMatchObject({ kind: 'blocked', direction: 'Egress' })
    expect(kind(DB, [example], { to: address(null), port: 5978 })).toBe('unknown')
  })
})

describe('one peer of two selectors, and two peers of one', () => {
  const selectors = { namespaceSelector: { matchLabels: { project: 'myproject' } }, podSelector: { matchLabels: { role: 'client' } } }
  const both = policy({ podSelector: {}, ingress: [{ from: [selectors] }] })
  const either = policy({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: selectors.namespaceSelector }, { podSelector: selectors.podSelector }] }] })
  test.each<[string, End, string, string]>([
    ['a client of the project', pod({ role: 'client' }, { namespace: 'other' }), 'allowed', 'allowed'],
    ['another pod of the project', pod({ role: 'x' }, { namespace: 'other' }), 'blocked', 'allowed'],
    ['a client of this namespace', pod({ role: 'client' }), 'blocked', 'allowed'],
    ['a client of a third namespace', pod({ role: 'client' }, { namespace: 'prod' }), 'blocked', 'blocked'],
  ])('%s', (_, from, and, or) => expect([kind(from, [both]), kind(from, [either])]).toEqual([and, or]))
})

const WEB = pod({ app: 'web' })
const OUTSIDE = address('203.0.113.5')

describe('recipes', () => {
  const recipes: [string, Spec, Record<'web' | 'prod' | 'outside', string>][] = [
    ['deny all in', { podSelector: {}, policyTypes: ['Ingress'] }, { web: 'blocked', prod: 'blocked', outside: 'blocked' }],
    ['allow all in', { podSelector: {}, ingress: [{}], policyTypes: ['Ingress'] }, { web: 'allowed', prod: 'allowed', outside: 'allowed' }],
    ['an empty list of peers is everybody', { podSelector: {}, ingress: [{ from: [], ports: [] }] }, { web: 'allowed', prod: 'allowed', outside: 'allowed' }],
    ['all of this namespace', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }, { web: 'allowed', prod: 'blocked', outside: 'blocked' }],
    ['all namespaces', { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }, { web: 'allowed', prod: 'allowed', outside: 'blocked' }],
    ['production', { podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { purpose: 'production' } } }] }] }, { web: 'blocked', prod: 'allowed', outside: 'blocked' }],
    ['clients outside', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }] }, { web: 'blocked', prod: 'blocked', outside: 'allowed' }],
    ['it selects other pods', { podSelector: { matchLabels: { role: 'cache' } } }, { web: 'allowed', prod: 'allowed', outside: 'allowed' }],
    ['it is about egress alone', { podSelector: {}, policyTypes: ['Egress'] }, { web: 'blocked', prod: 'allowed', outside: 'allowed' }],
    ['a peer that says nothing is nobody', { podSelector: {}, ingress: [{ from: [{}] }] }, { web: 'blocked', prod: 'blocked', outside: 'blocked' }],
  ]
  test.each(recipes)('%s', (_, spec, expected) => {
    const found = { web: kind(WEB, [policy(spec)]), prod: kind(pod({ app: 'web' }, { namespace: 'prod' }), [policy(spec)]), outside: kind(OUTSIDE, [policy(spec)]) }
    expect(found).toEqual(expected)
  })

  test('no policy, and one of another namespace, isolate nobody', () => {
    expect(kind(WEB, [])).toBe('allowed')
    expect(kind(WEB, [policy({ podSelector: {} }, 'p', 'other')])).toBe('allowed')
  })

  test('policies add up: what one allows, no other takes away', () => {
    const deny = policy({ podSelector: {} }, 'deny')
    const allow = policy({ podSelector: { matchLabels: { role: 'db' } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] }, 'allow')
    expect(kind(WEB, [deny, allow])).toBe('allowed')
    expect(ask(pod({ app: 'api' }), [deny, allow])).toMatchObject({ kind: 'blocked', policies: ['default/deny', 'default/allow'] })
    expect(ask(WEB, [deny])).toMatchObject({ reason: 'NO_RULES' })
  })

  test('both sides must allow it', () => {
    const deny = policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'] }, 'out')
    const open = policy({ podSelector: {}, ingress: [{}] }, 'in')
    expect(ask(WEB, [deny, open])).toMatchObject({ kind: 'blocked', direction: 'Egress', policies: ['default/out'] })
    expect(kind(WEB, [policy({ podSelector: { matchLabels: { app: 'web' } }, egress: [{ to: [{ podSelector: { matchLabels: { role: 'db' } } }] }], ingress: [{}] }, 'out')])).toBe('allowed')
  })

  test('a pod reaches itself', () => expect(kind(DB, [policy({ podSelector: {} })])).toBe('allowed'))
})

describe('types that are not named', () => {
  test('ingress always; egress with rules for it', () => {
    expect(kind(WEB, [policy({ podSelector: { matchLabels: { app: 'web' } } })])).toBe('allowed')
    expect(kind(WEB, [policy({ podSelector: { matchLabels: { app: 'web' } }, egress: [] })])).toBe('allowed')
    expect(kind(WEB, [policy({ podSelector: { matchLabels: { app: 'web' } }, egress: [{ ports: [{ port: 53 }] }] })])).toBe('blocked')
    expect(kind(WEB, [policy({ podSelector: { matchLabels: { role: 'db' } }, egress: [{}] })])).toBe('blocked')
  })
})

describe('ports', () => {
  const on = (ports: NonNullable<Spec['ingress']>[number]['ports'], asked: { port?: number; protocol?: string; to?: End } = {}) => kind(WEB, [policy({ podSelector: {}, policyTypes: ['Ingress'], ingress: [ports ? { ports } : {}] })], asked)
  test.each([
    ['a number', [{ port: 6379 }], {}, 'allowed'],
    ['TCP where no protocol is named', [{ port: 6379 }], { protocol: 'UDP' }, 'blocked'],
    ['another protocol', [{ protocol: 'UDP', port: 6379 }], {}, 'blocked'],
    ['all ports of a protocol', [{ protocol: 'TCP' }], { port: 1 }, 'allowed'],
    ['a range, at its ends', [{ port: 6000, endPort: 6379 }], {}, 'allowed'],
    ['a range that ends before', [{ port: 6000, endPort: 6378 }], {}, 'blocked'],
    ['a name that the pod has', [{ port: 'redis' }], {}, 'allowed'],
    ['a name of another port of the pod', [{ port: 'redis' }], { port: 80 }, 'blocked'],
    ['a name that the pod has not', [{ port: 'http' }], {}, 'blocked'],
    ['one of several', [{ port: 80 }, { port: 6379 }], {}, 'allowed'],
  ] as const)('%s', (_, ports, asked, expected) => expect(on([...ports], asked)).toBe(expected))

  test('of egress, a name is one of the destination; an address has none', () => {
    const out = policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'redis' }] }] })
    expect(kind(WEB, [out])).toBe('allowed')
    expect(kind(WEB, [out], { to: address('192.0.2.1') })).toBe('blocked')
  })
})

describe('what is not known', () => {
  const byName = policy({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }] }] })
  const byLabel = policy({ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { project: 'myproject' } } }] }] })
  const other = pod({}, { namespace: 'other' })
  test('labels of namespaces, but for the name that each has', () => {
    expect(kind(other, [byName], { namespaces: null })).toBe('allowed')
    expect(kind(pod({}, { namespace: 'prod' }), [byName], { namespaces: null })).toBe('blocked')
    expect(ask(other, [byLabel], { namespaces: null })).toEqual({ kind: 'unknown', direction: 'Ingress', policies: ['default/p'] })
    expect(kind(other, [byLabel, policy({ podSelector: {}, ingress: [{}] }, 'open')], { namespaces: null })).toBe('allowed')
  })

  test('an address: rules of pods are not for it, blocks may be', () => {
    const block = policy({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] })
    expect([kind(address(null), [byLabel]), kind(address(null), [block]), kind(address(null), [policy({ podSelector: {}, ingress: [{}] })])]).toEqual(['blocked', 'unknown', 'allowed'])
  })

  test('what a plugin takes a pod in the network of its node for', () => {
    const host = pod({ app: 'web' }, { hostNetwork: true, ip: '192.0.2.7' })
    const selecting = policy({ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] })
    expect(kind(host, [selecting])).toBe('unknown')
    expect(kind(host, [policy({ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }] })])).toBe('allowed')
    expect(kind(pod({ app: 'x' }, { hostNetwork: true }), [selecting])).toBe('blocked')
    expect(kind(host, [policy({ podSelector: {}, policyTypes: ['Egress'] })])).toBe('allowed')
    expect(kind(OUTSIDE, [policy({ podSelector: {} })], { to: host })).toBe('allowed')
  })
})
