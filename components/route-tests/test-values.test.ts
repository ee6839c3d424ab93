import { expect, test } from 'vitest'
import { RouteTest } from '#lib/model/route-test.ts'
import { dropEmpty } from '#components/form/values.ts'
import { fromFormValues, headersOf, newValues, toField, toFormValues } from './test-values.ts'

const full = RouteTest.parse({
  name: 'shop',
  description: 'the shop',
  request: {
    method: 'POST',
    url: 'https://shop.test/cart?x=1',
    headers: { 'x-version': '2', accept: ['a', 'b'], empty: [''] },
    clientIp: '192.0.2.1',
    sni: 'shop.test',
    listener: 'https',
  },
  expect: {
    outcome: 'forward', status: 200, location: '/', route: 'r', service: 's', upstream: 'u', target: 'h:1', side: 'canary', upstreamUrl: 'http://h/',
  },
  enabled: false,
  tags: ['a'],
})

test.each([full, RouteTest.parse({ name: 'least', request: { url: 'http://shop.test/' }, expect: { status: 404 } })])('$name comes back as it was', (one) =>
  expect(RouteTest.parse(dropEmpty(fromFormValues(toFormValues(one))))).toEqual(one),
)

test('a new form expects nothing, and says so', () => {
  const values = newValues()
  const result = RouteTest.safeParse(dropEmpty(fromFormValues({ ...values, name: 'x', request: { ...values.request, url: ' http://shop.test/ ' } })))
  expect(result.error?.issues.map(({ path }) => path.join('.'))).toEqual(['expect.outcome'])
})

test('headers of one name are its values; empty rows are none', () =>
  expect(headersOf([{ name: 'X-A', value: ' 1 ' }, { name: '', value: '' }, { name: 'x-a', value: '2' }, { name: 'b', value: '' }])).toEqual({
    'x-a': ['1', '2'],
    b: [''],
  }))

test('an issue with a header stands at its row', () => {
  const values = toFormValues(full)
  expect(toField(['request', 'headers', 'ACCEPT', 0], values)).toBe('request.headers.1.value')
  expect(toField(['request', 'headers', 'gone'], values)).toBe('request.headers')
  expect(toField(['request', 'url'], values)).toBe('request.url')
  expect(toField(['tags', 0], values)).toBe('tags')
})
