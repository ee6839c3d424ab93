import { expect, test } from 'vitest'
import { makeService } from '#lib/testing/factories.ts'
import { servicesByUpstream } from './used-by.ts'

test('services stand with the upstream that they go to; those that go to a host with none', () => {
  const services = [makeService({ name: 'a', upstream: 'x' }), makeService({ name: 'b', upstream: 'y' }), makeService({ name: 'c', upstream: 'x' }), makeService({ name: 'd', host: 'h' })]
  expect([...servicesByUpstream(services)]).toEqual([['x', ['a', 'c']], ['y', ['b']]])
})
