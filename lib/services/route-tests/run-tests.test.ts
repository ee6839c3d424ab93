import { expect, test } from 'vitest'
import { makeConfig, makeRoute, makeRouteTest } from '#lib/testing/factories.ts'
import { tablesOf } from '#lib/testing/route-request.ts'
import { runTests, type Bench } from './run-tests.ts'

const routes = [makeRoute(), makeRoute({ name: 'safe', hosts: ['safe.test'], protocols: ['https'], httpsRedirectStatusCode: 308 })]
const config = makeConfig({ routes })
const { snapshot } = tablesOf(config)
const bench: Bench = { snapshot, config, ports: { http: 8000, https: 8443 }, locale: 'en' }
const run = (given: Parameters<typeof makeRouteTest>[0], over: Partial<Bench> = {}) => runTests({ ...bench, ...over }, [makeRouteTest(given)])[0]!

test('a test that holds passes, with what the tester says of it', () => {
  expect(run({})).toEqual({ name: 'shop-root', passed: true, failures: [], verdict: 'Route shop sends it to service shop (127.0.0.1:9001)', route: 'shop' })
})

test('a test that does not names each difference', () => {
  const verdict = 'No route on the listener http takes this request: 404'
  expect(run({ request: { url: 'http://other.test/' }, expect: { route: 'shop', status: 404 } })).toMatchObject({
    passed: false,
    failures: [{ field: 'route', expected: 'shop', actual: null }],
    verdict,
    route: null,
  })
  expect(run({ request: { url: 'http://other.test/' } }, { locale: 'zh-CN' }).verdict).toBe('监听器 http 上没有路由接受此请求：404')
})

test('a redirect names the port that proxies have', () => {
  expect(run({ request: { url: 'http://safe.test:8000/a?b' }, expect: { status: 308, location: 'https://safe.test:8443/a?b' } }).passed).toBe(true)
})

test('a listener that is not there is a failure, not an error', () => {
  expect(run({ request: { url: 'http://shop.test/', listener: 'gone' } })).toMatchObject({
    passed: false,
    failures: [{ field: 'listener', expected: 'gone', actual: null }],
    verdict: expect.stringContaining('There is no listener gone') as string,
  })
  expect(run({ request: { url: 'https://shop.test/' } }, { snapshot: { ...snapshot, listeners: [] } }).failures).toEqual([
    { field: 'listener', expected: 'https', actual: null },
  ])
})

test('a route test never changes the snapshot', () => {
  expect(tablesOf(makeConfig({ routes, 'route-tests': [makeRouteTest()] })).snapshot).toEqual(snapshot)
})

test.each(['shop.web', 'shop.web~shop.test~'])('a route of an Ingress is called %s, too, whether or not another path stands beside it', (name) => {
  const source = { workspace: 'default', kind: 'routes' as const, name, origin: { kind: 'Ingress', namespace: 'shop', name: 'web' } }
  const inCluster = makeConfig({ routes: [makeRoute({ name, hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/' }] })] })
  const named = { ...inCluster, routes: inCluster.routes.map((one) => ({ ...one, source })) }
  const over = { config: named, snapshot: tablesOf(named).snapshot }
  for (const route of ['shop.web', 'shop.web~shop.test~']) expect(run({ expect: { route } }, over).failures).toEqual([])
  expect(run({ expect: { route: 'shop.web~shop.test~cart' } }, over).failures).toEqual([{ field: 'route', expected: 'shop.web~shop.test~cart', actual: name }])
})
