import { describe, expect, test } from 'vitest'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { CompiledUpstream } from '#lib/snapshot/upstream.ts'
import { seededRandom, testHealth, upstreamOf } from '../balancing/testing/fixture.ts'
import { boundPlace } from '#lib/routing/filters/bound-place.ts'
import { affinityCookie, type Journey } from './affinity.ts'

type Affinity = FilterOf<'affinity'>

const filter = (more: Partial<Affinity> = {}): Affinity => ({
  type: 'affinity', mode: 'balanced', cookie: 'seat', conditionalSameSiteNone: false, changeOnFailure: false, canary: 'sticky', ...more,
})

const random = seededRandom(3)
const FACTS = { match: { test: { kind: 'any' as const }, form: 'reserved' as const }, isHttps: false, userAgent: '', now: 0 }

const setCookie = (affinity: Affinity, upstream: CompiledUpstream, journey: Partial<Journey>, side: 'stable' | 'canary' = 'stable') =>
  affinityCookie(affinity, side, upstream, { bound: -1, tried: [], place: 0, ...journey }, FACTS, random)

/** The Cookie header with which a client comes back to whom a place has answered. */
const cookieOf = (affinity: Affinity, upstream: CompiledUpstream, place: number) => ({ cookie: setCookie(affinity, upstream, { place })!.split(';')[0]! })

const bound = (affinity: Affinity, headers: { cookie?: string }, upstream: CompiledUpstream, health = testHealth()) =>
  boundPlace(affinity, 'stable', headers, upstream, health)

const without = (upstream: CompiledUpstream, place: number): CompiledUpstream => ({ ...upstream, targets: upstream.targets.toSpliced(place, 1) })

describe.each(['balanced', 'persistent'] as const)('%s', (mode) => {
  const affinity = filter({ mode })
  const upstream = upstreamOf([100, 100, 100, 100])

  test('a client comes back to the target that answered', () => {
    for (const place of [0, 1, 2, 3, 2, 1]) expect(bound(affinity, cookieOf(affinity, upstream, place), upstream)).toBe(place)
  })

  test('also once the target takes nothing new', () => {
    const cookies = [0, 1, 2, 3].map((place) => cookieOf(affinity, upstream, place))
    const drained = upstreamOf([100, 0, 100, 100])
    expect(cookies.map((headers) => bound(affinity, headers, drained))).toEqual([0, 1, 2, 3])
  })

  test('the order of the targets does not matter', () => {
    const headers = cookieOf(affinity, upstream, 1)
    expect(bound(affinity, headers, { ...upstream, targets: upstream.targets.toReversed() })).toBe(2)
  })

  test.each([['no cookie', undefined], ['another value', 'seat=always'], ['a cookie of another upstream', cookieOf(affinity, upstreamOf([1], { name: 'cart' }), 0).cookie]])(
    'with %s it is bound to nothing', (_, cookie) => {
      expect(bound(affinity, cookie === undefined ? {} : { cookie }, upstream)).toBe(-1)
    },
  )

  test('who is bound to nothing gets a cookie, and who is bound gets none', () => {
    expect(setCookie(affinity, upstream, { bound: -1, place: 2 })).not.toBeNull()
    expect(setCookie(affinity, upstream, { bound: 2, place: 2 })).toBeNull()
  })

  test('after a failed try the client stays, unless it is to change', () => {
    const journey = { bound: 1, tried: [1], place: 2 }
    expect(setCookie(affinity, upstream, journey)).toBeNull()
    const changed = setCookie({ ...affinity, changeOnFailure: true }, upstream, journey)!
    expect(bound(affinity, { cookie: changed.split(';')[0]! }, upstream)).toBe(2)
  })

  test('on a canary side, legacy binds nobody', () => {
    const legacy = { ...affinity, canary: 'legacy' as const }
    const headers = cookieOf(affinity, upstream, 1)
    expect(setCookie(legacy, upstream, {}, 'canary')).toBeNull()
    expect(boundPlace(legacy, 'canary', headers, upstream, testHealth())).toBe(-1)
    expect([boundPlace(legacy, 'stable', headers, upstream, testHealth()), boundPlace(affinity, 'canary', headers, upstream, testHealth())]).toEqual([1, 1])
  })
})

test('persistent: who is bound to a target that is gone, or down, is bound anew', () => {
  const affinity = filter({ mode: 'persistent' })
  const upstream = upstreamOf([1, 1, 1])
  const headers = cookieOf(affinity, upstream, 1)
  expect(bound(affinity, headers, without(upstream, 1))).toBe(-1)
  const health = testHealth()
  health.set(1, false)
  expect(bound(affinity, headers, upstream, health)).toBe(1)
  expect(setCookie(affinity, upstream, { bound: 1, tried: [], place: 0 })).not.toBeNull()
})

test('persistent: when targets come, nobody moves', () => {
  const affinity = filter({ mode: 'persistent' })
  const [two, four] = [upstreamOf([1, 1]), upstreamOf([1, 1, 1, 1])]
  for (let client = 0; client < 50; client++) expect(bound(affinity, cookieOf(affinity, two, client % 2), four)).toBe(client % 2)
})

test('balanced: when targets come, their share of the clients moves to them', () => {
  const affinity = filter()
  const [three, four] = [upstreamOf([1, 1, 1]), upstreamOf([1, 1, 1, 1])]
  const before = Array.from({ length: 3000 }, (_, client) => client % 3)
  const after = before.map((place) => bound(affinity, cookieOf(affinity, three, place), four))
  const moved = after.filter((place, client) => place !== before[client])
  expect(new Set(moved)).toEqual(new Set([3]))
  expect(moved.length).toBeGreaterThan(3000 / 4 / 1.5)
  expect(moved.length).toBeLessThan((3000 / 4) * 1.5)
})

test('balanced: while a target is down, its clients go to others that take new ones, and come back', () => {
  const affinity = filter()
  const upstream = upstreamOf([1, 1, 0, 1])
  const health = testHealth()
  const cookies = Array.from({ length: 60 }, () => cookieOf(affinity, upstream, 1))
  health.set(1, false)
  expect(new Set(cookies.map((headers) => bound(affinity, headers, upstream, health)))).toEqual(new Set([0, 3]))
  health.set(1, true)
  expect(new Set(cookies.map((headers) => bound(affinity, headers, upstream, health)))).toEqual(new Set([1]))
})

test('without a target nobody is bound', () => {
  expect(bound(filter(), cookieOf(filter(), upstreamOf([1]), 0), upstreamOf([]))).toBe(-1)
})
