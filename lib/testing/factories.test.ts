import { X509Certificate, createPrivateKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeCanary, makeCertificate, makeConfig, makeRoute, makeService } from './factories.ts'

describe('makeConfig', () => {
  test('fills the lists that the others refer to', () => {
    const config = makeConfig({ routes: [makeRoute({ service: 'cart' })], canaries: [makeCanary()] })
    expect(config.services.map((entry) => entry.object.name)).toEqual(['cart', 'shop-v2'])
    expect(config.upstreams.map((entry) => entry.object.name)).toEqual(['cart', 'shop-v2'])
    expect(config.listeners.map((entry) => entry.object.name)).toEqual(['http', 'https'])
  })

  test('leaves a named list as it is', () => {
    expect(makeConfig({ routes: [makeRoute()], services: [] })).toMatchObject({ services: [], upstreams: [] })
  })

  test('declares younger objects after older ones', () => {
    const [first, second] = makeConfig({ routes: [makeRoute(), makeRoute({ name: 'b' })] }).routes
    expect(first!.createdAt < second!.createdAt).toBe(true)
  })
})

test('a route gets a host only when nothing else matches', () => {
  expect(makeRoute().hosts).toEqual(['shop.test'])
  expect(makeRoute({ paths: [{ type: 'prefix', value: '/' }] }).hosts).toEqual([])
})

test('a service with a host has no upstream', () => {
  expect(makeService({ host: '10.0.0.1' }).upstream).toBeUndefined()
})

test('the test certificate and its key belong together', () => {
  const { cert, key } = makeCertificate()
  expect(new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))).toBe(true)
})
