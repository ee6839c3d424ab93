import { expect, test } from 'vitest'
import { routeRequest } from '#lib/testing/route-request.ts'
import { draftConfig } from './draft.ts'
import { TesterRequest } from './input.ts'

const draft = (dialect: string, objects: unknown[]) =>
  draftConfig(TesterRequest.parse({ url: 'http://shop.test/', draft: { dialect, objects } }).draft!, 'en')

test('objects stand alone, in the defaults of their dialect, with the built-in listeners', () => {
  const objects = [
    { kind: 'route', name: 'shop', service: 'shop', hosts: ['shop.test'] },
    { kind: 'services', name: 'shop', host: '127.0.0.1', version: '3' },
  ]
  const kong = draft('kong', objects)
  expect(kong.listeners.map(({ object }) => object.name)).toEqual(['http', 'https', 'tcp', 'tls', 'udp'])
  expect(kong.routes[0]?.object).toMatchObject({ stripPath: true, preserveHost: false })
  expect(draft('gateway', objects).routes[0]?.object).toMatchObject({ stripPath: false, preserveHost: true })
  expect(routeRequest(kong)?.route.name).toBe('shop')
})

test.each([
  [[{ name: 'b' }, { name: 'a' }], 'b'],
  [[{ name: 'b', createdAt: '2026-02-01T00:00:00Z' }, { name: 'a', createdAt: '2026-01-01T00:00:00Z' }], 'a'],
])('the oldest of equals wins: by createdAt, else by order (%#)', (routes, winner) => {
  const objects = routes.map((route) => ({ kind: 'routes', service: 's', hosts: ['shop.test'], ...route }))
  expect(routeRequest(draft('kong', objects))?.route.name).toBe(winner)
})

test('what a schema refuses is named by its place in the draft', () => {
  expect(() => draft('gateway', [{ kind: 'routes', name: 'x', service: 's', hosts: ['*'] }])).toThrow(
    expect.objectContaining({ code: 'INVALID', issues: [expect.objectContaining({ path: ['draft', 'objects', 0, 'hosts', 0] })] }),
  )
})
