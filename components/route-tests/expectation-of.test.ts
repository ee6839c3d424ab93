import { expect, test } from 'vitest'
import type { CanaryStep } from '#components/tester/explanation.ts'
import { expectationOf } from './expectation-of.ts'

const forwarded = { outcome: { kind: 'forward' }, route: 'shop', service: 'shop', canary: null } as const
const canary = { name: 'v2', share: 0.1, reason: 'weight', service: 'shop-v2', why: '', steps: [] as CanaryStep[] } as const

test('a forwarded request: its route and service', () =>
  expect(expectationOf(forwarded)).toEqual({ outcome: 'forward', route: 'shop', service: 'shop' }))

test('a side that is certain is expected too', () =>
  expect(expectationOf({ ...forwarded, service: 'shop-v2', canary: { ...canary, side: 'canary', reason: 'header' } })).toEqual({
    outcome: 'forward',
    route: 'shop',
    service: 'shop-v2',
    side: 'canary',
  }))

test('where the weight decides, neither side nor service is', () =>
  expect(expectationOf({ ...forwarded, canary: { ...canary, side: 'byWeight' } })).toEqual({ outcome: 'forward', route: 'shop' }))

test('what the proxy answers itself: its status, and where it redirects to', () => {
  const redirect = { kind: 'redirect', status: 308, location: 'https://shop.test/' } as const
  expect(expectationOf({ outcome: redirect, route: 'shop', service: null, canary: null })).toEqual({
    outcome: 'redirect',
    status: 308,
    location: 'https://shop.test/',
    route: 'shop',
  })
  const away = { kind: 'respond', status: 503, message: 'no target' } as const
  expect(expectationOf({ outcome: away, route: 'shop', service: 'shop', canary: null })).toEqual({ outcome: 'respond', status: 503, route: 'shop' })
  const none = { kind: 'no-route', status: 404, message: 'no route' } as const
  expect(expectationOf({ outcome: none, route: null, service: null, canary: null })).toEqual({ outcome: 'no-route', status: 404 })
})
