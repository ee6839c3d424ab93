import { expect, test } from 'vitest'
import { makeRoute } from '#lib/testing/factories.ts'
import { exampleRequest } from './example-request.ts'
import { testerLink } from './tester-link.ts'

test('the request meets every condition that has a plain value', () => {
  const route = makeRoute({
    protocols: ['https'], hosts: ['*.shop.test'], paths: [{ type: 'exact', value: '/cart' }], methods: ['PUT', 'POST'],
    headers: { 'x-version': ['~*^v', 'v 1'] }, query: { page: ['2'] }, snis: ['*.shop.test'],
  })
  expect(exampleRequest(route)).toMatchObject({ method: 'PUT', url: 'https://www.shop.test/cart?page=2', headers: [['x-version', 'v 1']], sni: 'www.shop.test', guess: true })
  expect(testerLink(route)).toBe('/tester?method=PUT&url=https%3A%2F%2Fwww.shop.test%2Fcart%3Fpage%3D2&header=x-version%3A+v+1&sni=www.shop.test')
})

test('a route of both protocols is asked over http, which has no SNI', () => {
  expect(exampleRequest(makeRoute({ hosts: ['shop.test'], snis: ['shop.test'] }))).toMatchObject({ url: 'http://shop.test/', sni: undefined, guess: false })
})

test('a regular expression gives what it begins with', () => {
  const request = exampleRequest(makeRoute({ paths: [{ type: 'regex', value: '/items/\\d+' }] }), '10.0.0.1')
  expect(request).toMatchObject({ url: 'http://10.0.0.1/items/', guess: true })
})
