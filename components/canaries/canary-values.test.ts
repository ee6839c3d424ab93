import { expect, test } from 'vitest'
import { Canary } from '#lib/model/canary.ts'
import { makeCanary } from '#lib/testing/factories.ts'
import { dropEmpty } from '#components/form/values.ts'
import { canaryField, fromFormValues, newCanary, toCopyValues, toFormValues } from './canary-values.ts'

const send = (canary: Canary) => Canary.parse(dropEmpty(fromFormValues(toFormValues(canary))))

const FULL = makeCanary({
  name: 'all',
  weight: 33.33,
  header: { name: 'x-beta', mode: 'pattern', value: '^v[23]' },
  cookie: { name: 'Beta' },
  sticky: { cookie: 'side', maxAgeSeconds: 60 },
  state: 'promoted',
  startedBy: 'ann',
  startedAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-02T00:00:00.000Z',
  tags: ['team a'],
})

test.each([
  FULL,
  makeCanary(),
  makeCanary({ name: 'weightless', weight: 0 }),
  makeCanary({ name: 'always', header: { name: 'x-canary' } }),
  makeCanary({ name: 'odd-but-valid', header: { name: 'x-canary', mode: 'alwaysNever', value: 'unused' } }),
  makeCanary({ name: 'value', header: { name: 'x-canary', mode: 'value', value: 'yes' } }),
  makeCanary({ name: 'sticky', sticky: {} }),
  makeCanary({ name: 'cookie', cookie: { name: 'canary' } }),
])('$name survives the form', (canary) => expect(send(canary)).toEqual(canary))

test('the full canary fills every field of the model', () => {
  expect(Object.keys(FULL).toSorted()).toEqual(Object.keys(Canary.shape).toSorted())
})

test('a copy is active and has not begun', () => {
  const copy = Canary.parse(dropEmpty(fromFormValues({ ...toCopyValues(FULL), name: 'copy' })))
  expect(copy).toMatchObject({ name: 'copy', state: 'active' })
  expect(copy.startedBy).toBeUndefined()
})

test('a new canary of a route needs a service and nothing else', () => {
  expect(Canary.parse(dropEmpty(fromFormValues({ ...newCanary('shop'), service: 'shop-v2' })))).toMatchObject({ name: 'shop-canary', route: 'shop', weight: 10 })
})

test('issues stand at the fields that show them', () => {
  const values = { ...newCanary('shop'), service: 'v2', byHeader: true, headerMode: 'value' as const, byCookie: true, cookieName: 'a b', isSticky: true, stickyCookie: 'a=b', stickyMaxAge: 0, weight: 0.001 }
  const issues = Canary.safeParse(dropEmpty(fromFormValues(values))).error?.issues.map((issue) => canaryField(issue.path as (string | number)[]))
  expect(issues?.toSorted()).toEqual(['cookieName', 'headerValue', 'stickyCookie', 'stickyMaxAge', 'weight'])
})
