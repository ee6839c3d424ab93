import { describe, expect, test } from 'vitest'
import type { Dialect } from '#lib/model/workspace.ts'
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
  expect(() => draft('gateway', [{ kind: 'routes', name: 'x', service: 's', hosts: ['a b'] }])).toThrow(
    expect.objectContaining({ code: 'INVALID', issues: [expect.objectContaining({ path: ['draft', 'objects', 0, 'hosts', 0] })] }),
  )
})

describe('what other systems write', () => {
  const route = (fields: object, dialect: Dialect = 'gateway') => draft(dialect, [{ kind: 'routes', name: 'r', ...fields }]).routes[0]!.object

  test('null is absent, "*" is every host, a route may name no service', () => {
    expect(route({ hosts: null, service: null, paths: [{ type: 'prefix', value: '/a' }] })).toMatchObject({ hosts: [], service: 'none' })
    expect(route({ hosts: ['*', 'a.test'] }).hosts).toEqual(['a.test'])
  })

  test('a route that asks for nothing takes everything, but in Kong', () => {
    expect(route({}).paths).toEqual([{ type: 'prefix', value: '/' }])
    expect(() => route({}, 'kong')).toThrow(expect.objectContaining({ code: 'INVALID' }))
  })

  test('an empty path is "/", and a regex may stand in any type of path', () => {
    expect(route({ paths: [{ type: 'prefix', value: '' }] }, 'ingress').paths).toEqual([{ type: 'prefix', value: '/' }])
    const paths = [{ type: 'prefix', value: '/a(?<x>b)/?(.*)' }]
    expect(route({ paths, rewriteTarget: '/$2' }, 'nginx').paths).toEqual([{ type: 'implementationSpecific', value: '/a(?<x>b)/?(.*)' }])
    expect(() => route({ paths })).toThrow(expect.objectContaining({ code: 'INVALID' }))
  })

  test('a listener of a built-in name may have a port', () => {
    expect(draft('gateway', [{ kind: 'listeners', name: 'http', protocol: 'http', port: 80, hostname: '*' }]).listeners.find(({ object }) => object.name === 'http')?.object).toMatchObject({ port: 80 })
  })

  test.each<[unknown, string]>([
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
    ['2023-11-14T23:13:20+01:00', '2023-11-14T22:13:20.000Z'],
    ['long ago', '1970-01-01T00:00:00.000Z'],
  ])('an age of %j is %s', (createdAt, expected) => {
    expect(draft('kong', [{ kind: 'routes', name: 'r', hosts: ['a.test'], createdAt }]).routes[0]!.createdAt).toBe(expected)
  })
})
