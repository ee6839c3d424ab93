import { describe, expect, test } from 'vitest'
import { certificateName, claimOf, ingressOf, portOf, routeName, secretOf, serviceName } from './object-names.ts'

describe('the name of a route', () => {
  test.each([
    ['alone in its Ingress', { host: 'shop.test', path: '/api' }, true, 'shop.web'],
    ['beside others', { host: 'shop.test', path: '/api/v1' }, false, 'shop.web~shop.test~api~v1'],
    ['a wildcard', { host: '*.shop.test', path: '/' }, false, 'shop.web~_.shop.test~'],
    ['any host', { host: '', path: '/' }, false, 'shop.web~_~'],
    ['the default backend beside others', null, false, 'shop.web~~default'],
    ['a path of letters that no name has', { host: 'shop.test', path: '/a b' }, false, 'shop.web~shop.test~a-b'],
  ])('%s', (_, claim, isAlone, name) => expect(routeName('shop', 'web', claim, isAlone)).toBe(name))

  test('none while the Ingress is not named', () => expect(routeName('shop', ' ', null, true)).toBeUndefined())
})

test.each([
  { namespace: 'shop', service: 'api', port: 8080, name: 'shop.api.8080' },
  { namespace: 'shop', service: 'api', port: undefined, name: undefined },
  { namespace: '', service: 'api', port: 80, name: undefined },
])('the name of a service: $name', ({ namespace, service, port, name }) => expect(serviceName(namespace, service, port)).toBe(name))

test('the name of a certificate', () => expect(certificateName('shop', 'shop.test-tls')).toBe('shop.shop.test-tls'))

describe('what a name stands for', () => {
  test.each([
    [{ name: 'shop.web' }, { namespace: 'shop', ingress: 'web' }],
    [{ name: 'shop.web.v2~shop.test~api' }, { namespace: 'shop', ingress: 'web.v2' }],
    [{ name: 'shop.wéb~~0123456789', origin: { kind: 'Ingress', namespace: 'shop', name: 'a-very-long-one' } }, { namespace: 'shop', ingress: 'a-very-long-one' }],
  ])('route %j', (named, place) => expect(ingressOf(named)).toEqual(place))

  test.each([
    [{ name: 'shop.api.8080' }, { namespace: 'shop', service: 'api', port: 8080 }],
    [{ name: 'shop.api.http' }, { namespace: 'shop', service: 'api', port: 'http' }],
    [{ name: 'shop.api', origin: { kind: 'Service', namespace: 'shop', name: 'api' } }, { namespace: 'shop', service: 'api', port: undefined }],
  ])('service %j', (named, place) => expect(portOf(named)).toEqual(place))

  test('certificate', () => expect(secretOf({ name: 'shop.shop.test' })).toEqual({ namespace: 'shop', secret: 'shop.test' }))
})

test('a route claims its first host and path, the default backend none', () => {
  expect(claimOf([' shop.test '], [{ value: '/api' }], false)).toEqual({ host: 'shop.test', path: '/api' })
  expect(claimOf([], [], false)).toEqual({ host: '', path: '' })
  expect(claimOf(['shop.test'], [], true)).toBeNull()
})
