import { describe, expect, test } from 'vitest'
import { RouteTest } from './route-test.ts'

const MINIMAL = { name: 'shop-root', request: { url: 'http://shop.test/' }, expect: { route: 'shop' } }

test('what is not said is filled in', () => {
  expect(RouteTest.parse(MINIMAL)).toEqual({
    ...MINIMAL,
    description: '',
    request: { method: 'GET', url: 'http://shop.test/', headers: {} },
    enabled: true,
    tags: [],
  })
})

describe('the request', () => {
  test.each([
    [{ url: 'https://shop.test:8443/a/../b?x=1', method: 'post', headers: { 'X-A': ['1', '2'] }, clientIp: '2001:db8::1', sni: 'a.test', listener: 'extra' }, []],
    [{ url: 'http://shop.test' }, []],
    [{}, ['request.url']],
    [{ url: 'shop.test/' }, ['request.url']],
    [{ url: 'http://shop.test/#top' }, ['request.url']],
    [{ url: 'http://shop.test/', method: '' }, ['request.method']],
    [{ url: 'http://shop.test/', clientIp: 'localhost' }, ['request.clientIp']],
    [{ url: 'http://shop.test/', body: 'x' }, ['request']],
    [{ protocol: 'tcp', source: { ip: '10.0.0.1', port: 1 }, destination: { ip: '10.0.0.2', port: 2 } }, ['request.url', 'request']],
  ])('%j', (request, paths) => {
    const issues = RouteTest.safeParse({ ...MINIMAL, request }).error?.issues ?? []
    expect(issues.map(({ path }) => path.join('.'))).toEqual(paths)
  })
})

describe('the expectation', () => {
  test.each([
    [{ outcome: 'redirect', status: 308, location: 'https://shop.test/' }, []],
    [{ service: 's', upstream: 'u', target: '127.0.0.1:80', side: 'byWeight', upstreamUrl: 'http://shop.test/' }, []],
    [{ status: 404 }, []],
    [{}, ['expect.outcome']],
    [{ route: undefined }, ['expect.outcome']],
    [{ outcome: 'served' }, ['expect.outcome']],
    [{ status: 42 }, ['expect.status']],
    [{ side: 'left' }, ['expect.side']],
    [{ route: '' }, ['expect.route']],
    [{ route: 'shop', routes: 'shop' }, ['expect']],
  ])('%j', (expectation, paths) => {
    const issues = RouteTest.safeParse({ ...MINIMAL, expect: expectation }).error?.issues ?? []
    expect([...new Set(issues.map(({ path }) => path.join('.')))]).toEqual(paths)
  })
})

test.each(['run', 'a b', ''])('the name "%s" is refused', (name) => {
  expect(RouteTest.safeParse({ ...MINIMAL, name }).error?.issues[0]?.path).toEqual(['name'])
})
