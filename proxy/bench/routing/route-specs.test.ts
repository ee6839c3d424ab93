import { expect, test } from 'vitest'
import { mixRequests } from './request-mix.ts'
import { generateRoutes, PATHS_PER_HOST } from './route-specs.ts'
import { toConfig } from './to-config.ts'

const SPECS = generateRoutes(2000, 'hosts')

test('the same count gives the same routes, another count others', () => {
  expect(generateRoutes(2000, 'hosts')).toEqual(SPECS)
  expect(generateRoutes(1000, 'hosts').slice(0, 10)).not.toEqual(SPECS.slice(0, 10))
})

test('every host has five paths, and the shares are exact', () => {
  const hosts = new Set(SPECS.map(({ host }) => host))
  expect(hosts.size).toBe(2000 / PATHS_PER_HOST)
  expect([...hosts].filter((host) => host.startsWith('*.'))).toHaveLength(40)
  expect(SPECS.filter(({ path }) => path.type === 'regex')).toHaveLength(100)
  expect(SPECS.filter(({ header }) => header)).toHaveLength(200)
  expect(new Set(SPECS.map(({ path }) => path.type))).toEqual(new Set(['prefix', 'exact', 'regex']))
})

test.each(['hosts', 'one-host'] as const)('no two routes of the layout %s share a name or a place', (layout) => {
  const specs = generateRoutes(1000, layout)
  expect(new Set(specs.map(({ name }) => name)).size).toBe(1000)
  expect(new Set(specs.map(({ host, path }) => host + path.base)).size).toBe(1000)
})

test('one host is one host', () => {
  expect(new Set(generateRoutes(100, 'one-host').map(({ host }) => host)).size).toBe(1)
})

test('a count that fills no last host is kept', () => {
  expect(generateRoutes(13, 'hosts')).toHaveLength(13)
})

test('the configuration has every route, and a service for each host', () => {
  const config = toConfig(generateRoutes(20, 'hosts'))
  expect(config.routes).toHaveLength(20)
  expect(config.services.map(({ object }) => object.name)).toEqual(['team-0', 'team-1', 'team-2', 'team-3'])
})

test('the mix is the same each time, and one request in ten misses', () => {
  const mix = mixRequests(SPECS, 5000)
  expect(mixRequests(SPECS, 5000)).toEqual(mix)
  const misses = mix.filter(({ expected }) => expected === null).length
  expect(misses).toBeGreaterThan(400)
  expect(misses).toBeLessThan(600)
})
