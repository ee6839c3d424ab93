import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { matchRoute } from '#lib/routing/match.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { clusterFrom, readAll } from './testing/cluster-objects.ts'

const tablesOfCase = (name: string) =>
  tablesOf(readAll(clusterFrom(readFileSync(path.join(import.meta.dirname, 'golden', name, 'in.yaml'), 'utf8'))).config)

/** What the tutorials promise: of each case, requests and the services that they reach; null where none does. */
const PROMISES: Record<string, [request: string, service: string | null][]> = {
  'single-service': [
    ['any.host.test/', 'default.test.80'],
    ['other.test/a/b', 'default.test.80'],
  ],
  'simple-fan-out': [
    ['foo.bar.com/foo', 'default.service1.4200'],
    ['foo.bar.com/foo/a', 'default.service1.4200'],
    ['foo.bar.com/bar', 'default.service2.8080'],
    ['foo.bar.com/foobar', null],
    ['bar.com/foo', null],
  ],
  'virtual-hosts': [
    ['first.bar.com/', 'default.service1.80'],
    ['second.bar.com/a', 'default.service2.80'],
    ['third.bar.com/', 'default.service3.80'],
  ],
  tls: [['https-example.foo.com/', 'default.service1.80']],
  'default-backend': [
    ['shop.test/shop', 'default.shop.80'],
    ['shop.test/', 'default.fallback.80'],
    ['nobody.test/shop', 'default.fallback.80'],
    ['rule-without-paths.test/', 'default.fallback.80'],
  ],
  'wildcard-host': [
    ['foo.bar.com/bar', 'default.service1.80'],
    ['bar.foo.com/foo', 'default.service2.80'],
    ['baz.bar.foo.com/foo', null],
    ['foo.com/foo', null],
  ],
  'ports-and-endpoints': [
    ['shop.test/admin', 'default.shop.443'],
    ['shop.test/admin/x', 'default.shop.80'],
    ['shop.test/leaving/x', 'default.leaving.80'],
  ],
  'missing-backends': [
    ['shop.test/there', 'default.there.80'],
    ['shop.test/service', 'default.nowhere.80'],
    ['shop.test/icons', 'default.storagebucket~~icon-assets'],
  ],
  rewrite: [
    ['rewrite.test/api', 'default.api.80'],
    ['rewrite.test/api/v1', 'default.api.80'],
    ['rewrite.test/apis', null],
    ['says-so.test/v1/x', 'default.api.80'],
    ['string-prefix.test/shopping', 'default.api.80'],
  ],
  'foreign-class': [['a.test/', null]],
  'legacy-annotation': [['a.test/', 'default.shop.80']],
}

describe.each(Object.entries(PROMISES))('%s', (name, promises) => {
  const { snapshot, table } = tablesOfCase(name)

  test.each(promises)('%s reaches %s', (request, service) => {
    const [, host, target] = /^([^/]+)(.*)$/.exec(request)!
    const match = matchRoute(table(), makeRequest({ host: host!, target: target! }))
    const action = match?.route.action
    expect(action?.kind === 'forward' ? snapshot.services[action.service]!.name : null).toBe(service)
  })
})

test('a backend that is not there has a service without targets, which answers 503', () => {
  const { snapshot } = tablesOfCase('missing-backends')
  const service = snapshot.services.find(({ name }) => name === 'default.nowhere.80')!
  expect(snapshot.upstreams[service.upstream]!.targets).toEqual([])
})

test('each Secret serves the names that are its own, one of them the default', () => {
  const { snapshot } = tablesOfCase('tls')
  expect(snapshot.certificates.map(({ name, snis }) => [name, snis])).toEqual([
    ['default.old-tutorial', ['*']],
    ['default.testsecret-tls', ['https-example.foo.com', 'two.foo.com']],
    ['other.late', ['late.foo.com', 'three.foo.com']],
  ])
})
