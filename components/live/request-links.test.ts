import { expect, test } from 'vitest'
import { pageOf, testerLink } from './request-links.ts'
import { makeRecord } from './testing/make-record.ts'

const asked = (link: string | undefined) => Object.fromEntries(new URL(link!, 'http://here').searchParams)

test('the tester is asked what the proxy got', () => {
  const record = makeRecord({ protocol: 'https', method: 'POST', host: 'shop.test:8443', target: '/a?b=c&d=%20', listener: 'https', sni: 'shop.test', clientAddress: '2001:db8::7' })
  expect(asked(testerLink(record))).toEqual({ method: 'POST', url: 'https://shop.test:8443/a?b=c&d=%20', clientIp: '2001:db8::7', listener: 'https' })
})

test('an SNI that is not the host is named', () => {
  expect(asked(testerLink(makeRecord({ protocol: 'https', host: 'shop.test', sni: 'other.test' }))).sni).toBe('other.test')
  expect(asked(testerLink(makeRecord({ protocol: 'https', host: '[::1]:8443', sni: '' })))).not.toHaveProperty('sni')
})

test.each([{ host: '' }, { method: 'OPTIONS', target: '*' }, { target: '/a b' }, { target: '/a#b' }])('%o has no URL', (fields) =>
  expect(testerLink(makeRecord(fields))).toBeUndefined(),
)

test('what belongs to another workspace leads there', () => {
  expect(pageOf('routes', 'shop', 'default', 'default')).toBe('/routes/shop')
  expect(pageOf('services', 'shop', 'staging', 'default')).toBe('/services/shop?workspace=staging')
})
