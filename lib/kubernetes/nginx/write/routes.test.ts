import { readdirSync, readFileSync } from 'node:fs'
import nodePath from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Filter } from '#lib/model/filter.ts'
import type { Route } from '#lib/model/route.ts'
import { Filters } from '#lib/model/filter.ts'
import { isAppRoot } from '../app-root.ts'
import { writeWorldFrom } from '../../write/testing/write-world.ts'
import { BASE, ingress, issuesOf, path, planned, route, rule, specAfter, textsAfter, worldOf } from './testing/nginx-world.ts'

type Texts = Record<string, string>

const filter = (...given: object[]): { filters: Filter[] } => ({ filters: Filters.parse(given) })
const SHOP = [rule('a.test', path('/'))]
const TLS = ', tls: [{ hosts: [a.test], secretName: pair }]'

describe('what becomes of the annotations', () => {
  test.each<[name: string, before: Texts, change: Partial<Route>, after: Texts | undefined, tls?: string]>([
    ['nothing, of nothing', { 'limit-rps': '10' }, {}, undefined],
    ['a rewrite', {}, { rewriteTarget: '/x' }, { 'rewrite-target': '/x' }],
    ['a rewrite that goes', { 'rewrite-target': '/x', 'configuration-snippet': 'x' }, { rewriteTarget: undefined }, { 'configuration-snippet': 'x' }],
    ['https alone, without TLS', {}, { protocols: ['https'], httpsRedirectStatusCode: 308 }, { 'force-ssl-redirect': 'true' }],
    ['https alone, with TLS', { 'ssl-redirect': 'f' }, { protocols: ['https'], httpsRedirectStatusCode: 308 }, {}, TLS],
    ['http too, with TLS', {}, { protocols: ['http', 'https'], httpsRedirectStatusCode: 426 }, { 'ssl-redirect': 'false' }, TLS],
    ['buffering', {}, { requestBuffering: true, responseBuffering: true }, { 'proxy-request-buffering': 'on', 'proxy-buffering': 'on' }],
    ['buffering that goes is said, since nginx buffers requests without a word', { 'proxy-request-buffering': 'on' }, { requestBuffering: false }, { 'proxy-request-buffering': 'off' }],
    ['addresses', {}, filter({ type: 'ipRestriction', allow: ['10.0.0.0/8', '::1'], deny: ['10.1.0.1'] }), { 'whitelist-source-range': '10.0.0.0/8,::1', 'denylist-source-range': '10.1.0.1' }],
    ['addresses under the name that is there', { 'allowlist-source-range': '10.0.0.1' }, filter({ type: 'ipRestriction', allow: ['10.0.0.2'] }), { 'allowlist-source-range': '10.0.0.2' }],
    [
      'limits',
      {},
      filter(
        { type: 'connectionLimit', connections: 5, exempt: ['10.0.0.1'] },
        { type: 'rateLimit', per: 'minute', requests: 60, burst: 120, statusCode: 503, headers: false, exempt: ['10.0.0.1'] },
        { type: 'rateLimit', requests: 2, burst: 4, statusCode: 503, headers: false, exempt: ['10.0.0.1'] },
      ),
      { 'limit-connections': '5', 'limit-rpm': '60', 'limit-rps': '2', 'limit-burst-multiplier': '2', 'limit-whitelist': '10.0.0.1' },
    ],
    ['a limit with the usual burst', {}, filter({ type: 'rateLimit', requests: 2, burst: 10, statusCode: 503, headers: false }), { 'limit-rps': '2' }],
    ['CORS with its defaults', {}, filter({ type: 'cors' }), { 'enable-cors': 'true' }],
    [
      'CORS that stays as it is written where it says the same',
      { 'enable-cors': 'True', 'cors-allow-methods': 'GET,POST', 'cors-max-age': '60' },
      filter({ type: 'cors', allowMethods: ['GET', 'POST'], maxAgeSeconds: 120 }),
      { 'enable-cors': 'True', 'cors-allow-methods': 'GET,POST', 'cors-max-age': '120' },
    ],
    ['CORS that goes, with all that it said', { 'enable-cors': 'true', 'cors-allow-origin': 'https://b.test', 'cors-max-age': '60' }, { filters: [] }, {}],
    ['CORS that is off stays as it is', { 'enable-cors': 'false', 'cors-allow-origin': 'https://b.test' }, { requestBuffering: true }, { 'enable-cors': 'false', 'cors-allow-origin': 'https://b.test', 'proxy-request-buffering': 'on' }],
    ['error pages that go with their Service', { 'default-backend': 'shop', 'custom-http-errors': '502' }, { filters: [] }, {}],
    ['affinity that goes', { affinity: 'cookie', 'session-cookie-name': 'S', 'session-cookie-max-age': '5' }, { filters: [] }, {}],
    ['an auth server that goes', { 'auth-url': 'http://auth.test/', 'auth-response-headers': 'x-user' }, { filters: [] }, {}],
    ['a password', {}, filter({ type: 'basicAuth', realm: 'Shop', consumers: ['shop.users~ada'] }), { 'auth-type': 'basic', 'auth-secret': 'users', 'auth-realm': 'Shop' }],
    [
      'an auth server',
      {},
      filter({ type: 'externalAuth', url: 'http://auth.test/', signInUrl: 'https://auth.test/in', responseHeaders: ['x-user'], cache: { key: [{ from: 'header', name: 'authorization' }] } }),
      { 'auth-url': 'http://auth.test/', 'auth-signin': 'https://auth.test/in', 'auth-response-headers': 'x-user', 'auth-cache-key': '$http_authorization' },
    ],
    ['an auth server with a variable that is kept', { 'auth-url': 'https://$host/auth' }, { requestBuffering: true }, { 'auth-url': 'https://$host/auth', 'proxy-request-buffering': 'on' }],
    [
      'affinity',
      {},
      filter({ type: 'affinity', mode: 'persistent', cookie: 'side', maxAgeSeconds: 60, sameSite: 'Lax', secure: true }),
      { affinity: 'cookie', 'affinity-mode': 'persistent', 'session-cookie-name': 'side', 'session-cookie-max-age': '60', 'session-cookie-samesite': 'Lax', 'session-cookie-secure': 'true' },
    ],
    ['a redirect', {}, filter({ type: 'redirect', url: 'https://b.test/x', statusCode: 301 }), { 'permanent-redirect': 'https://b.test/x' }],
    ['a redirect that keeps the path', {}, filter({ type: 'redirect', hostname: 'b.test', statusCode: 307 }), { 'temporal-redirect': '$scheme://b.test$request_uri', 'temporal-redirect-code': '307' }],
    ['a redirect that becomes permanent', { 'temporal-redirect': '/x' }, filter({ type: 'redirect', url: '/x', statusCode: 308 }), { 'permanent-redirect': '/x', 'permanent-redirect-code': '308' }],
    ['the length of bodies', { 'proxy-body-size': '1M' }, filter({ type: 'bodySize', maxBytes: 2 * 1024 ** 2 }), { 'proxy-body-size': '2m' }],
    ['the length of bodies as it is written', { 'proxy-body-size': '1024k' }, { ...filter({ type: 'bodySize', maxBytes: 1024 ** 2 }), requestBuffering: true }, { 'proxy-body-size': '1024k', 'proxy-request-buffering': 'on' }],
    [
      'the Host, and other Services',
      {},
      filter(
        { type: 'rewriteHost', value: 'b.test' },
        { type: 'mirror', service: 'shop.shop-v2.80' },
        { type: 'defaultBackend', service: 'shop.shop.80' },
        { type: 'errorPages', statusCodes: [404, 503], service: 'shop.shop.80' },
      ),
      {
        'upstream-vhost': 'b.test',
        'mirror-target': 'http://shop-v2.shop.svc.cluster.local:80$request_uri',
        'default-backend': 'shop',
        'custom-http-errors': '404,503',
      },
    ],
    ['the prefix that targets are told', {}, { rewriteTarget: '/y', ...filter({ type: 'requestHeaders', set: { 'x-forwarded-prefix': '/x' } }) }, { 'rewrite-target': '/y', 'x-forwarded-prefix': '/x' }],
    ['a list that could not be read, once it is gone', { 'whitelist-source-range': 'office' }, { filters: [] }, {}],
    ['a list that could not be read stays closed', { 'whitelist-source-range': 'office' }, { requestBuffering: true }, { 'whitelist-source-range': 'office', 'proxy-request-buffering': 'on' }],
    ['others are left alone', { 'proxy-buffer-size': '8k', 'x.test/y': 'z' }, { rewriteTarget: '/x' }, { 'proxy-buffer-size': '8k', 'x.test/y': 'z', 'rewrite-target': '/x' }],
  ])('%s', (_, before, change, after, tls) => {
    const world = worldOf(ingress('web', before, SHOP, tls))
    const plan = planned(world, [route('shop.web', change)(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(textsAfter(plan)).toEqual(after)
  })
})

describe('what ingress-nginx has no word for', () => {
  test.each<[name: string, change: Partial<Route>, issues: string[], before?: Texts, rules?: string[]]>([
    ['methods', { methods: ['GET'] }, ['NOT_SAYABLE methods']],
    ['headers and query', { headers: { 'x-a': ['1'] }, query: { a: ['1'] } }, ['NOT_SAYABLE headers', 'NOT_SAYABLE query']],
    ['a stripped path', { stripPath: true }, ['NOT_SAYABLE stripPath']],
    ['another Host', { preserveHost: false }, ['NOT_SAYABLE preserveHost']],
    ['https by another status', { protocols: ['https'] }, ['NOT_SAYABLE httpsRedirectStatusCode']],
    ['http alone', { protocols: ['http'] }, ['NOT_SAYABLE protocols']],
    ['switched off', { enabled: false }, ['NOT_SAYABLE enabled']],
    ['tags', { tags: ['a'] }, ['NOT_SAYABLE tags']],
    ['filters of other kinds', filter({ type: 'hsts' }, { type: 'compression' }, { type: 'timeouts', requestMs: 1000 }), ['NOT_SAYABLE filters.2', 'NOT_SAYABLE filters.0', 'NOT_SAYABLE filters.1']],
    ['another status of a limit', filter({ type: 'rateLimit', requests: 1, burst: 5, headers: false }), ['NOT_SAYABLE filters.0.statusCode']],
    ['a limit without a burst', filter({ type: 'rateLimit', requests: 1, statusCode: 503, headers: false }), ['NOT_SAYABLE filters.0.burst']],
    ['a redirect with another path', filter({ type: 'redirect', path: { mode: 'full', value: '/x' } }), ['NOT_SAYABLE filters.0.path']],
    ['a second port of the default backend', filter({ type: 'defaultBackend', service: 'shop.shop.9000' }), ['NOT_SAYABLE filters.0.service']],
    ['error pages without a default backend', filter({ type: 'errorPages', statusCodes: [404], service: 'shop.shop.80' }), ['NOT_SAYABLE filters.0.service']],
    ['every consumer', filter({ type: 'basicAuth' }), ['NOT_SAYABLE filters.0.consumers']],
    ['part of a mirror', filter({ type: 'mirror', service: 'shop.shop-v2.80', percent: 10 }), ['NOT_SAYABLE filters.0.percent']],
    ['a prefix of letters', { paths: [{ type: 'startsWith', value: '/x' }] }, ['NOT_SAYABLE paths.0.type']],
    ['what a foreign annotation closes', { filters: [] }, ['NOT_SAYABLE filters'], { 'auth-tls-secret': 'shop/ca' }],
    ['a pattern beside plain paths', { paths: [{ type: 'regex', value: '/x/.*' }] }, ['SHARED paths.0.type'], {}, [rule('a.test', path('/y'), path('/x'))]],
  ])('%s', (_, change, issues, before = {}, rules = SHOP) => {
    const world = worldOf(ingress('web', before, rules))
    const name = rules === SHOP ? 'shop.web' : 'shop.web~a.test~x'
    const plan = planned(world, [route(name, change)(world)])
    expect(issuesOf(plan)).toEqual(issues)
    expect(plan.issues.every(({ message }) => /^[A-Z"]|^ingress-nginx/.test(message))).toBe(true)
  })
})

describe('paths', () => {
  test.each<[name: string, change: Partial<Route>, texts: Texts | undefined, items: string]>([
    ['a pattern', { hosts: ['b.test'], paths: [{ type: 'regex', value: '/v[0-9]+' }] }, { 'use-regex': 'true' }, path('/v[0-9]+', 'ImplementationSpecific')],
    ['exact', { hosts: ['b.test'], paths: [{ type: 'exact', value: '/x' }] }, {}, path('/x', 'Exact')],
    ['whatever nginx makes of it', { hosts: ['b.test'], paths: [{ type: 'implementationSpecific', value: '/x' }] }, {}, path('/x', 'ImplementationSpecific')],
    ['a plain path among patterns', { hosts: ['b.test'], paths: [{ type: 'prefix', value: '/x' }], useRegex: true }, { 'use-regex': 'true' }, path('/x')],
  ])('%s', (_, change, texts, items) => {
    const world = worldOf()
    const plan = planned(world, [route('shop.new', change)(world)])
    expect(issuesOf(plan)).toEqual([])
    expect(textsAfter(plan, 'new')).toEqual(texts)
    expect(specAfter(plan, 'new')).toEqual(parse(`{ ingressClassName: sluice, rules: [${rule('b.test', items)}] }`))
  })

  test('a pattern that others of the host would follow is written where that is allowed', () => {
    const world = worldOf(ingress('web', {}, [rule('a.test', path('/y'), path('/x'))]))
    const wanted = [route('shop.web~a.test~x', { paths: [{ type: 'regex', value: '/x/.*' }] })(world)]
    const refused = planned(world, wanted)
    expect(refused.issues[0]!.message).toContain('all paths of a.test')
    const plan = planned(world, wanted, { allowShared: true })
    expect(issuesOf(plan)).toEqual([])
    expect(textsAfter(plan)).toEqual({ 'use-regex': 'true' })
  })

  test('a route that app-root makes is that of the annotation', () => {
    const world = worldOf(ingress('web', { 'app-root': '/app' }, SHOP))
    const name = world.reading.config.routes.find(({ object }) => isAppRoot(object.name))!.object.name
    expect(issuesOf(planned(world, [route(name, { tags: ['a'] })(world)]))).toEqual(['DERIVED '])
    expect(issuesOf(planned(world, [{ kind: 'routes', name, object: null }]))).toEqual(['DERIVED '])
  })
})

const GOLDEN = nodePath.join(import.meta.dirname, '../../read/golden')

describe.each(readdirSync(GOLDEN).filter((name) => name.startsWith('nginx-')))('%s', (name) => {
  test('written as it is read, nothing changes', () => {
    const world = writeWorldFrom(readFileSync(nodePath.join(GOLDEN, name, 'in.yaml'), 'utf8'), 'nginx')
    const { routes, canaries } = world.reading.config
    expect(routes.length).toBeGreaterThan(0)
    for (const { object } of routes.filter((one) => !isAppRoot(one.object.name))) {
      const plan = planned(world, [{ kind: 'routes', name: object.name, object }])
      expect([object.name, issuesOf(plan), plan.edits]).toEqual([object.name, [], []])
    }
    for (const { object } of canaries) {
      const plan = planned(world, [{ kind: 'canaries', name: object.name, object }])
      expect([object.name, issuesOf(plan), plan.edits]).toEqual([object.name, [], []])
    }
  })
})

test('a change of one field keeps all else of what was read', () => {
  expect(BASE).toContain('shop')
  const world = writeWorldFrom(readFileSync(nodePath.join(GOLDEN, 'nginx-annotations', 'in.yaml'), 'utf8'), 'nginx')
  for (const { object } of world.reading.config.routes.filter((one) => !isAppRoot(one.object.name))) {
    const plan = planned(world, [{ kind: 'routes', name: object.name, object: { ...object, responseBuffering: true } }])
    expect([object.name, issuesOf(plan)]).toEqual([object.name, []])
    const [edit] = plan.edits
    expect(edit!.after).toEqual({
      ...edit!.before,
      metadata: { ...edit!.before!.metadata, annotations: { ...edit!.before!.metadata.annotations, 'nginx.ingress.kubernetes.io/proxy-buffering': 'on' } },
    })
  }
})
