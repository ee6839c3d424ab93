import { expect, test } from 'vitest'
import { Route } from '#lib/model/route.ts'
import { exampleRequest } from './route-example.ts'

const example = (given: object) => exampleRequest(Route.parse({ name: 'shop', service: 'shop', ...given }))

test.each([
  [{ hosts: ['shop.test'] }, 'http://shop.test/'],
  [{ hosts: ['*.shop.test'], paths: [{ type: 'regex', value: '/a.*' }, { type: 'prefix', value: '/b' }] }, 'http://www.shop.test/b'],
  [{ hosts: ['shop.*'], protocols: ['https'] }, 'https://shop.test/'],
  [{ paths: [{ type: 'exact', value: '/x' }] }, 'http://example.test/x'],
  [{ hosts: ['a.test'], query: { v: ['~*x', '2'], w: ['a b'] } }, 'http://a.test/?v=2&w=a%20b'],
])('%o: %s', (route, url) => expect(example(route)?.url).toBe(url))

test('method and headers are what the route asks for', () => {
  const request = example({ methods: ['PUT', 'POST'], headers: { 'x-version': ['2'], 'x-any': ['~*.'] } })
  expect(request).toMatchObject({ method: 'PUT', headers: [{ name: 'x-version', value: '2' }] })
})

test('a stream has no request', () => expect(example({ protocols: ['tcp'], destinations: [{ port: 5432 }] })).toBeNull())
