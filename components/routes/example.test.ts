import { expect, test } from 'vitest'
import { makeRoute } from '#lib/testing/factories.ts'
import { exampleOf } from './example.ts'
import { testerLink } from './tester-link.ts'

const DB = { name: 'db', protocol: 'tcp' as const, port: 5432, enabled: true, tags: [] }

test('a stream route is tried at its listener', () => {
  const route = makeRoute({ protocols: ['tcp'], sources: [{ ip: '10.0.0.0/8' }] })
  expect(exampleOf(route, [DB])).toMatchObject({ verb: 'tcp', address: '10.0.0.0:50000 → 192.0.2.10:5432', details: [], guess: true })
  expect(testerLink(route, [DB])).toBe('/tester?protocol=tcp&source=10.0.0.0%3A50000&destination=192.0.2.10%3A5432')
  expect(testerLink(route)).toBe('/tester?protocol=tcp')
})

test('an HTTP route needs no listener', () => {
  const route = makeRoute({ hosts: ['shop.test'], headers: { 'x-version': ['2'] } })
  expect(exampleOf(route, [])).toMatchObject({ verb: 'GET', address: 'http://shop.test/', details: ['x-version: 2'], guess: false })
})
