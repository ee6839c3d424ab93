import { describe, expect, test } from 'vitest'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledCanary } from '#lib/snapshot/snapshot.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { decideCanary, stickyCookie } from './canary.ts'
import { bindsSide, bondCookie, boundSide, targetBond, upstreamBond } from './filters/affinity.ts'
import type { HeaderValues } from './request.ts'
import { newTrace } from './trace.ts'

const STABLE_BY_HEADER = { side: 'stable', reason: 'header' } as const
const CANARY_BY_HEADER = { side: 'canary', reason: 'header' } as const
const STABLE_BY_COOKIE = { side: 'stable', reason: 'cookie' } as const
const CANARY_BY_COOKIE = { side: 'canary', reason: 'cookie' } as const
const byWeight = (share = 0) => ({ side: 'byWeight', share, reason: 'weight' }) as const

const canary = (more: Partial<CompiledCanary> = {}): CompiledCanary => ({
  name: 'c', service: 1, weight: 0, header: null, cookie: null, sticky: null, ...more,
})

const NAME = 'canarybyheader'
const header = (value?: string, more: Partial<CompiledCanary> = {}) =>
  canary({ header: value === undefined ? { name: NAME, mode: 'alwaysNever' } : { name: NAME, mode: 'value', value }, ...more })
const pattern = (value: string, more: Partial<CompiledCanary> = {}) => canary({ header: { name: NAME, mode: 'pattern', value }, ...more })
const WITH_COOKIE = { cookie: 'CanaryByCookie' }

/** The decisions that ingress-nginx's e2e and balancer tests ask for, under the names of what they are about. */
test.each<[string, CompiledCanary, HeaderValues, ReturnType<typeof decideCanary>]>([
  ['no header sent: main', header(), {}, byWeight()],
  ['header: always', header(), { [NAME]: 'always' }, CANARY_BY_HEADER],
  ['header: never', header(), { [NAME]: 'never' }, STABLE_BY_HEADER],
  ['header: anything else', header(), { [NAME]: 'badheadervalue' }, byWeight()],
  ['header: anything else, and a weight', header(undefined, { weight: 10_000 }), { [NAME]: 'badheadervalue' }, byWeight(1)],
  ['header: Always is not always', header(), { [NAME]: 'Always' }, byWeight()],
  ['header: empty', header(), { [NAME]: '' }, byWeight()],
  ['header: a name of the language', header(), { [NAME]: 'constructor' }, byWeight()],
  ['header: never, at 100 %', header(undefined, { weight: 10_000 }), { [NAME]: 'never' }, STABLE_BY_HEADER],
  ['header: always, at 0 %', header(undefined, { weight: 0 }), { [NAME]: 'always' }, CANARY_BY_HEADER],
  ['header: another name once it is changed', canary({ header: { name: 'canarybyheader2', mode: 'alwaysNever' } }), { [NAME]: 'always' }, byWeight()],
  ['header: the new name', canary({ header: { name: 'canarybyheader2', mode: 'alwaysNever' } }), { canarybyheader2: 'always' }, CANARY_BY_HEADER],
  ['header: the first of several counts', header(), { [NAME]: ['never', 'always'] }, STABLE_BY_HEADER],
  ['value: equal', header('DoCanary'), { [NAME]: 'DoCanary' }, CANARY_BY_HEADER],
  ['value: always means nothing', header('DoCanary'), { [NAME]: 'always' }, byWeight()],
  ['value: never means nothing', header('DoCanary', { weight: 10_000 }), { [NAME]: 'never' }, byWeight(1)],
  ['value: anything else', header('DoCanary'), { [NAME]: 'otherheadervalue' }, byWeight()],
  ['value: part of it', header('DoCanary'), { [NAME]: 'DoCanary2' }, byWeight()],
  ['value: no header sent', header('DoCanary'), {}, byWeight()],
  ['value wins over pattern: what only the pattern takes is nothing', header('DoCanary'), { [NAME]: 'DoCananry' }, byWeight()],
  ['value: "always" where that is the value', header('always'), { [NAME]: 'always' }, CANARY_BY_HEADER],
  ['pattern: found', pattern('^Do[A-Z][a-z]+y$'), { [NAME]: 'DoCanary' }, CANARY_BY_HEADER],
  ['pattern: not found', pattern('^Do[A-Z][a-z]+y$'), { [NAME]: 'Docanary' }, byWeight()],
  ['pattern: anywhere', pattern('anar'), { [NAME]: 'DoCanary' }, CANARY_BY_HEADER],
  ['pattern: a backslash stays', pattern('^v\\d+\\.x$'), { [NAME]: 'v12.x' }, CANARY_BY_HEADER],
  ['pattern: always means nothing', pattern('^v1$'), { [NAME]: 'always' }, byWeight()],
  ['pattern: one that is no expression is main, and no further', pattern('[][**da?$&*', WITH_COOKIE), { [NAME]: 'DoCanary', cookie: 'CanaryByCookie=always' }, STABLE_BY_HEADER],
  ['pattern: a lone backslash is no expression', pattern('^v\\', { weight: 10_000 }), { [NAME]: 'v' }, STABLE_BY_HEADER],
  ['pattern: no expression, no header', pattern('[][**da?$&*', WITH_COOKIE), { cookie: 'CanaryByCookie=always' }, CANARY_BY_COOKIE],
  ['value and cookie: another value leaves it to the cookie', header('DoCanary', WITH_COOKIE), { [NAME]: 'otherheadervalue', cookie: 'CanaryByCookie=always' }, CANARY_BY_COOKIE],
  ['header and cookie: never stops', header(undefined, WITH_COOKIE), { [NAME]: 'never', cookie: 'CanaryByCookie=always' }, STABLE_BY_HEADER],
  ['header and cookie: always goes before', header(undefined, WITH_COOKIE), { [NAME]: 'always', cookie: 'CanaryByCookie=never' }, CANARY_BY_HEADER],
  ['header and cookie: anything else leaves it to the cookie', header(undefined, WITH_COOKIE), { [NAME]: 'maybe', cookie: 'CanaryByCookie=never' }, STABLE_BY_COOKIE],
  ['cookie: always', canary(WITH_COOKIE), { cookie: 'a=1; CanaryByCookie=always' }, CANARY_BY_COOKIE],
  ['cookie: never', canary({ ...WITH_COOKIE, weight: 10_000 }), { cookie: 'CanaryByCookie=never' }, STABLE_BY_COOKIE],
  ['cookie: anything else', canary(WITH_COOKIE), { cookie: 'CanaryByCookie=badcookievalue' }, byWeight()],
  ['cookie: of another name', canary(WITH_COOKIE), { cookie: 'canarybycookie=always' }, byWeight()],
  ['weight: 0', canary({ weight: 0 }), {}, byWeight(0)],
  ['weight: 100 %', canary({ weight: 10_000 }), {}, byWeight(1)],
  ['weight: half', canary({ weight: 5000 }), {}, byWeight(0.5)],
  ['weight: a hundredth of a percent', canary({ weight: 1 }), {}, byWeight(0.0001)],
])('%s', (_, given, headers, decision) => {
  expect(decideCanary(given, headers)).toEqual(decision)
})

const upstream = (name: string): CompiledUpstream => ({
  workspace: 'w', name, algorithm: 'round-robin', hash: [], slots: 10_000, slowStartMs: 0, hostHeader: null, healthchecks: null,
  targets: [{ host: `${name}.test`, port: 80, weight: 1 }],
})
const [MAIN, OTHER, ELSEWHERE] = [upstream('main'), upstream('other'), upstream('elsewhere')]
const filter = (more: Partial<FilterOf<'affinity'>> = {}): FilterOf<'affinity'> => ({
  type: 'affinity', mode: 'persistent', cookie: 'aff', conditionalSameSiteNone: false, changeOnFailure: false, canary: 'sticky', ...more,
})

/** The Cookie header of a client whom a side has answered; empty where it sets none. */
function cookieFrom(side: 'stable' | 'canary', affinity: FilterOf<'affinity'>): string {
  if (!bindsSide(affinity, side)) return ''
  const key = upstreamBond(side === 'stable' ? MAIN : OTHER)
  const facts = { match: { test: { kind: 'any' as const }, form: 'reserved' as const }, isHttps: false, userAgent: '', now: 0 }
  return bondCookie(affinity, { upstream: key, target: targetBond(key, MAIN.targets[0]!) }, facts).split(';')[0]!
}

describe('a client with an affinity cookie', () => {
  const forced = canary({ header: { name: 'forcecanary', mode: 'value', value: 'yes' }, weight: 100 })
  const decide = (affinity: FilterOf<'affinity'>, headers: HeaderValues, given = forced) =>
    decideCanary(given, headers, undefined, boundSide(affinity, headers, MAIN, OTHER))

  test.each([
    ['by default', filter()],
    ['where it says so', filter({ canary: 'sticky' })],
  ])('sticky %s: who was on the canary side stays there', (_, affinity) => {
    expect(decide(affinity, { forcecanary: 'yes' })).toEqual(CANARY_BY_HEADER)
    const cookie = cookieFrom('canary', affinity)
    expect(decide(affinity, { cookie })).toEqual({ side: 'canary', reason: 'affinity' })
    expect(decide(affinity, { cookie }, canary())).toEqual({ side: 'canary', reason: 'affinity' })
  })

  test('legacy: the canary side binds nobody, and the main side does', () => {
    const affinity = filter({ canary: 'legacy' })
    expect(cookieFrom('canary', affinity)).toBe('')
    expect(decide(affinity, {})).toEqual(byWeight(0.01))
    expect(decide(affinity, { cookie: cookieFrom('canary', filter()) })).toEqual(byWeight(0.01))
    expect(decide(affinity, { cookie: cookieFrom('stable', affinity) })).toEqual({ side: 'stable', reason: 'affinity' })
  })

  test('who is bound to the main side stays there, whatever the other rules say', () => {
    const cookie = cookieFrom('stable', filter())
    const stays = { side: 'stable', reason: 'affinity' }
    for (const headers of [{ cookie }, { cookie, forcecanary: 'yes' }]) expect(decide(filter(), headers)).toEqual(stays)
    expect(decide(filter(), { cookie }, canary({ weight: 10_000 }))).toEqual(stays)
  })

  test.each([
    ['of another upstream', `aff=${upstreamBond(ELSEWHERE)}|${'0'.repeat(16)}`],
    ['of a canary rule', 'aff=always'],
    ['that is empty', 'aff='],
  ])('a cookie %s decides nothing', (_, cookie) => {
    expect(decide(filter(), { cookie })).toEqual(byWeight(0.01))
  })

  test('two sides on one upstream are not told apart', () => {
    const headers = { cookie: cookieFrom('stable', filter()) }
    expect(boundSide(filter(), headers, MAIN, MAIN).side).toBeNull()
  })
})

describe('a side that is kept', () => {
  const sticky = { cookie: 'sluice-side', maxAgeSeconds: 60 }
  const kept = canary({ ...WITH_COOKIE, header: { name: NAME, mode: 'alwaysNever' }, weight: 5000, sticky })
  const sent = (side: 'stable' | 'canary', given = kept) => stickyCookie(given, side, false)!.split(';')[0]!

  test.each(['stable', 'canary'] as const)('whom a draw sent to the %s side stays there', (side) => {
    expect(decideCanary(kept, { cookie: sent(side) })).toEqual({ side, reason: 'sticky' })
    expect(decideCanary({ ...kept, weight: 1 }, { cookie: sent(side) })).toEqual({ side, reason: 'sticky' })
  })

  test('header and cookie rules go before', () => {
    expect(decideCanary(kept, { [NAME]: 'never', cookie: sent('canary') })).toEqual(STABLE_BY_HEADER)
    expect(decideCanary(kept, { cookie: `${sent('stable')}; CanaryByCookie=always` })).toEqual(CANARY_BY_COOKIE)
  })

  test.each<[string, CompiledCanary, string]>([
    ['of another canary', kept, sent('canary', { ...kept, name: 'd' })],
    ['that says nothing', kept, 'sluice-side=canary'],
    ['at 0 %', { ...kept, weight: 0 }, sent('canary')],
    ['at 100 %', { ...kept, weight: 10_000 }, sent('stable')],
    ['where nothing is to be kept', { ...kept, sticky: null }, sent('canary')],
  ])('a cookie %s is nothing', (_, given, cookie) => {
    expect(decideCanary(given, { cookie })).toEqual(byWeight(given.weight / 10_000))
  })

  test('its cookie', () => {
    expect(stickyCookie(kept, 'canary', true)).toMatch(/^sluice-side=[0-9a-f]{8}\.canary; Path=\/; Max-Age=60; Secure; HttpOnly; SameSite=Lax$/)
    expect(stickyCookie(canary({ weight: 5000 }), 'canary', true)).toBeNull()
    for (const weight of [0, 10_000]) expect(stickyCookie({ ...kept, weight }, 'stable', true)).toBeNull()
  })
})

test('each rule that was asked is told', () => {
  const given = canary({ ...WITH_COOKIE, header: { name: NAME, mode: 'alwaysNever' }, weight: 100, sticky: { cookie: 's', maxAgeSeconds: 1 } })
  const trace = newTrace()
  decideCanary(given, { [NAME]: 'x', cookie: 's=1' }, trace, boundSide(filter(), {}, MAIN, OTHER))
  expect(trace.canary).toEqual([
    { rule: 'affinity', name: 'aff', value: null, verdict: 'next' },
    { rule: 'header', name: NAME, value: 'x', verdict: 'next' },
    { rule: 'cookie', name: 'CanaryByCookie', value: null, verdict: 'next' },
    { rule: 'sticky', name: 's', value: '1', verdict: 'next' },
    { rule: 'weight', share: 0.01, verdict: 'byWeight' },
  ])
})
