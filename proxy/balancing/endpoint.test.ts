import { expect, test } from 'vitest'
import { addressOf } from '#lib/routing/address.ts'
import { endpointOf, forgetUnused } from './endpoint.ts'

test.each([
  ['shop.test', 80, 'shop.test:80'],
  ['10.0.0.1', 8080, '10.0.0.1:8080'],
  ['::1', 80, '[::1]:80'],
])('%s and %i', (host, port, address) => {
  expect(addressOf({ host, port })).toBe(address)
})

test('targets of one address share their state, which is kept while it is named or used', () => {
  const states = new Map()
  const [a, b] = ['a', 'b'].map((host) => endpointOf({ host, port: 80, weight: 1 }, states))
  expect(endpointOf({ host: 'a', port: 80, weight: 5 }, states).state).toBe(a!.state)
  b!.state.inFlight++
  forgetUnused(states, new Set())
  expect([...states.keys()]).toEqual(['b:80'])
})
