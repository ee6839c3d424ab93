import { expect, test } from 'vitest'
import { RouteTest } from '#lib/model/route-test.ts'
import { nameOf, newTestLink, testerOf, valuesOf, type Search } from './test-links.ts'
import { newValues, toFormValues } from './test-values.ts'

const shop = RouteTest.parse({
  name: 'shop.test-cart',
  request: {
    method: 'POST',
    url: 'https://shop.test/cart?x=1&y=a%20b',
    headers: { 'x-a': ['1', '2: 3'], b: '' },
    clientIp: '192.0.2.1',
    listener: 'https',
  },
  expect: { outcome: 'redirect', status: 301, location: 'https://a.test/?x=1' },
})

/** As a page gets them. */
function searchOf(link: string): Search {
  const { searchParams } = new URL(link, 'http://here')
  const names = [...new Set(searchParams.keys())]
  return Object.fromEntries(names.map((name) => [name, searchParams.getAll(name)]).map(([name, all]) => [name, all!.length > 1 ? all : all![0]]))
}

test('what a link says stands in the form', () =>
  expect(valuesOf(searchOf(newTestLink(shop.request, shop.expect)))).toEqual(toFormValues(shop)))

test('a link that says nothing, or nonsense, is an empty form', () => {
  expect(valuesOf({})).toEqual(newValues())
  expect(valuesOf({ status: '12', outcome: 'elsewhere', service: '' })).toEqual(newValues())
})

test('the tester with the same request', () =>
  expect(testerOf(shop.request)).toBe(
    [
      '/tester?method=POST&url=https%3A%2F%2Fshop.test%2Fcart%3Fx%3D1%26y%3Da%2520b&clientIp=192.0.2.1&listener=https',
      'header=x-a%3A+1&header=x-a%3A+2%3A+3&header=b%3A+',
    ].join('&'),
  ))

test.each([
  ['http://shop.test:8080/api/cart?x=1', 'shop.test-8080-api-cart'],
  ['https://shop.test/', 'shop.test'],
  ['http://[::1]/é', '1'],
  ['', ''],
])('%s is called %s', (url, name) => expect(nameOf(url)).toBe(name))
