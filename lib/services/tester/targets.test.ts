import { describe, expect, test } from 'vitest'
import { targetKey } from '#lib/link/health.ts'
import type { Upstream } from '#lib/model/upstream.ts'
import { bondCookie, targetBond, upstreamBond, type Bond } from '#lib/routing/filters/affinity.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { makeCanary, makeConfig, makeRoute, makeUpstream } from '#lib/testing/factories.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { predict } from './predict.ts'

const targets = [1, 2, 3].map((port) => ({ host: '127.0.0.1', port, weight: 100 * port }))
const addresses = targets.map(({ host, port }) => `${host}:${port}`)

type Given = { upstream?: Partial<Upstream>; route?: Parameters<typeof makeRoute>[0]; request?: Partial<RoutingRequest>; down?: string[]; canary?: Parameters<typeof makeCanary>[0] }

function ask({ upstream = {}, route = {}, request: given = {}, down, canary }: Given) {
  const upstreams = [makeUpstream({ targets, ...upstream }), makeUpstream({ name: 'shop-v2', targets: [{ host: 'v2.test', port: 80 }] })]
  const { snapshot } = tablesOf(makeConfig({ routes: [makeRoute(route)], canaries: canary ? [makeCanary(canary)] : [], upstreams }))
  const request = makeRequest(given)
  const health = down && new Map(addresses.map((address) => [targetKey({ workspace: 'default', upstream: 'shop', address }), down.includes(address) ? 'down' : 'up'] as const))
  const arrival = { request, host: request.host, listeners: [snapshot.listeners[0]!], clientAddress: '192.0.2.7', port: 80, httpsPort: 443, ...(health ? { health } : {}) }
  return predict(snapshot, arrival, 'en')
}
const shares = (given: Given) => ask(given).targets.map(({ share }) => share)

describe('by weight', () => {
  test('each has its share, and nothing is said', () => {
    expect(shares({})).toEqual([0.166667, 0.333333, 0.5])
    expect(ask({}).choice).toBeNull()
  })

  test.each(['least-connections', 'latency'] as const)('with %s it is said what else counts', (algorithm) => {
    expect(shares({ upstream: { algorithm } })).toEqual([0.166667, 0.333333, 0.5])
    expect(ask({ upstream: { algorithm } }).choice).toMatch(/while all are alike/)
  })
})

describe('health', () => {
  test('what is down has no share', () => {
    const { targets: shown, upstreamRequest } = ask({ down: [addresses[0]!], route: { preserveHost: false } })
    expect(shown.map(({ share, health }) => [share, health])).toEqual([[0, 'down'], [0.4, 'up'], [0.6, 'up']])
    expect(upstreamRequest!.headers.host).toBe(addresses[1])
  })

  test('where all are down, it is answered', () => {
    expect(ask({ down: addresses }).outcome).toMatchObject({ kind: 'respond', status: 503 })
  })

  test('below the threshold nobody takes it', () => {
    const healthchecks = { active: {}, passive: { unhealthy: { tcpFailures: 1 } }, threshold: 60 } as unknown as Upstream['healthchecks']
    expect(ask({ upstream: { healthchecks }, down: [addresses[2]!] }).outcome).toMatchObject({ status: 503 })
    expect(ask({ upstream: { healthchecks }, down: [addresses[1]!] }).outcome).toMatchObject({ kind: 'forward' })
  })

  test('of what is not asked, nothing is said', () => {
    expect(ask({}).targets[0]).not.toHaveProperty('health')
  })
})

describe('by hash', () => {
  const upstream = { algorithm: 'consistent-hashing', hashOn: 'header', hashOnHeader: 'x-user', hashFallback: 'ip' } as const

  test('one target is certain, and it is said by what', () => {
    const users = Array.from({ length: 40 }, (_, user) => ask({ upstream, request: { headers: { 'x-user': `user-${user}` } } }))
    for (const { targets: shown } of users) expect(shown.map(({ share }) => share).toSorted()).toEqual([0, 0, 1])
    expect(new Set(users.map(({ targets: shown }) => shown.findIndex(({ share }) => share === 1))).size).toBe(3)
    expect(users[0]!.choice).toMatch(/^By the hash of the header x-user "user-0", which falls to 127\.0\.0\.1:\d$/)
    expect(users[0]!.verdict).toContain(users[0]!.choice!.slice(-11))
  })

  test('the fallback is hashed where there is no header', () => {
    expect(ask({ upstream }).choice).toContain('the client’s address 192.0.2.7')
  })

  test('where nothing is there, all go to one', () => {
    const nothing = { algorithm: 'consistent-hashing', hashOn: 'header', hashOnHeader: 'x-user' } as const
    expect(ask({ upstream: nothing }).choice).toMatch(/nothing of what is hashed: all such go to/)
  })

  test('one that is down gives way to another', () => {
    const request = { headers: { 'x-user': 'ada' } }
    const before = ask({ upstream, request, down: [] }).targets.find(({ share }) => share === 1)!.address
    const after = ask({ upstream, request, down: [before] }).targets.find(({ share }) => share === 1)!.address
    expect(after).not.toBe(before)
  })

  test('a cookie that is not there yet leaves it to chance', () => {
    const cookie = { algorithm: 'consistent-hashing', hashOn: 'cookie', hashOnCookie: 'c' } as const
    expect(shares({ upstream: cookie })).toEqual([0.166667, 0.333333, 0.5])
    expect(ask({ upstream: cookie }).choice).toMatch(/not there yet/)
    expect(shares({ upstream: cookie, request: { headers: { cookie: 'c=1' } } }).toSorted()).toEqual([0, 0, 1])
  })
})

describe('by affinity', () => {
  const key = upstreamBond({ workspace: 'default', name: 'shop' })
  const cookieOf = (bond: Bond) => bondCookie({ type: 'affinity', mode: 'persistent', cookie: 'INGRESSCOOKIE', conditionalSameSiteNone: false, changeOnFailure: false, canary: 'sticky' }, bond, {
    match: { test: { kind: 'any' }, form: 'reserved' } as unknown as Parameters<typeof bondCookie>[2]['match'], isHttps: false, userAgent: '', now: 0,
  }).split(';', 1)[0]!
  const bound = (mode: 'persistent' | 'balanced', target: string, more: Given = {}) =>
    ask({ ...more, route: { filters: [{ type: 'affinity', mode }] }, request: { headers: { cookie: cookieOf({ upstream: key, target }) } } })

  test('the target that the cookie names is certain', () => {
    const { targets: shown, choice } = bound('persistent', targetBond(key, targets[1]!))
    expect(shown.map(({ share }) => share)).toEqual([0, 1, 0])
    expect(choice).toBe('The cookie INGRESSCOOKIE binds the client to 127.0.0.1:2')
  })

  test('also one that drains', () => {
    const draining = targets.map((target) => ({ ...target, weight: target.port === 2 ? 0 : 100, enabled: true }))
    expect(bound('persistent', targetBond(key, targets[1]!), { upstream: { targets: draining } }).targets.map(({ share }) => share)).toEqual([0, 1, 0])
  })

  test('a session goes to one target, and to another one while that is down', () => {
    const before = bound('balanced', '01234567').targets.find(({ share }) => share === 1)!.address
    const after = bound('balanced', '01234567', { down: [before] }).targets.find(({ share }) => share === 1)!.address
    expect(after).not.toBe(before)
  })

  test('one that is down binds to nothing', () => {
    const { targets: shown, choice } = bound('persistent', targetBond(key, targets[1]!), { down: [addresses[1]!] })
    expect(shown.map(({ share }) => share)).toEqual([0.25, 0, 0.75])
    expect(choice).toBeNull()
  })

  test('binds to a side of the canary', () => {
    const { canary, service } = bound('persistent', targetBond(key, targets[1]!), { canary: { header: { name: 'x-canary' } } })
    expect(canary).toMatchObject({ side: 'stable', reason: 'affinity', steps: [{ rule: 'affinity', decided: true }] })
    expect(service).toBe('shop')
  })
})
