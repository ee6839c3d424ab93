import { expect, test } from 'vitest'
import { clausesOf } from './clauses.ts'

const fields = (expected: Parameters<typeof clausesOf>[0]) => clausesOf(expected).map(({ field, value }) => `${field} ${value}`)

test('the service says that it is forwarded, the location that it is redirected', () => {
  expect(fields({ outcome: 'forward', route: 'shop', service: 'shop' })).toEqual(['service shop', 'route shop'])
  expect(fields({ outcome: 'redirect', status: 301, location: 'https://a/' })).toEqual(['location https://a/', 'status 301'])
})

test('else the outcome stands first', () => {
  expect(fields({ status: 404, outcome: 'no-route' })).toEqual(['outcome no-route', 'status 404'])
  expect(fields({ outcome: 'forward', target: '10.0.0.1:80', side: 'canary' })).toEqual(['outcome forward', 'target 10.0.0.1:80', 'side canary'])
  expect(fields({ outcome: 'redirect', service: 'shop' })).toEqual(['outcome redirect', 'service shop'])
})
