import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { Canary } from '#lib/model/canary.ts'
import { Route } from '#lib/model/route.ts'
import { Service } from '#lib/model/service.ts'
import { Upstream } from '#lib/model/upstream.ts'
import { planned, writeWorldFrom, type Planned, type WriteWorld } from './testing/write-world.ts'
import type { Wanted, WriteIssue } from './types.ts'

const BASE = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: sluice }
spec: { controller: sluice.dev/ingress-controller }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shop }
spec: { selector: { app: shop }, ports: [{ name: http, port: 80 }, { name: admin, port: 9000 }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop-v2, namespace: shop }
spec: { selector: { app: shop-v2 }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Service
metadata: { name: other, namespace: other }
spec: { selector: { app: other }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Secret
metadata: { name: pair, namespace: shop }
stringData: { tls.crt: "{{cert}}", tls.key: "{{key}}" }
---
apiVersion: v1
kind: Secret
metadata: { name: users, namespace: shop }
stringData: { ada: one, bob: two }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: locked, namespace: shop, annotations: { sluice.dev/basic-auth: "{ secret: users }" } }
spec:
  ingressClassName: sluice
  rules: [{ host: locked.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { number: 80 } } } }] } }]
`

const ONE = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop, labels: { team: a } }
spec:
  ingressClassName: sluice
  rules: [{ host: a.test, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: shop, port: { name: http } } } }] } }]
`
const ONE_AFTER = parse(ONE) as { metadata: object; spec: object }

const ingressOf = (annotations: Record<string, string>, spec: string) => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop, annotations: ${JSON.stringify(annotations)} }
spec: ${spec}
`
const path = (text: string, type = 'Prefix', service = 'shop', port = '{ number: 80 }') =>
  `{ path: '${text}', pathType: ${type}, backend: { service: { name: ${service}, port: ${port} } } }`
const rule = (host: string, ...paths: string[]) => `{ host: ${host}, http: { paths: [${paths.join(', ')}] } }`
const spec = (rules: string[], more = '') => `{ ingressClassName: sluice, rules: [${rules.join(', ')}]${more} }`

/** The route as it is read, with something else; without a name that is there: a new one. */
function wantedRoute(world: WriteWorld, name: string, change: Partial<Route>): Wanted {
  const known = world.reading.config.routes.find(({ object }) => object.name === name)?.object
  return { kind: 'routes', name, object: Route.parse({ ...(known ?? { name, service: 'shop.shop.80' }), ...change }) }
}

const gone = (name: string): Wanted => ({ kind: 'routes', name, object: null })

/** What is there afterwards of an Ingress: its annotations and spec; null: nothing. */
function afterOf({ edits }: Planned, name = 'web') {
  const edit = edits.find(({ ref }) => ref.kind === 'Ingress' && ref.name === name)
  if (!edit) return undefined
  return edit.after && { annotations: edit.after.metadata.annotations, labels: edit.after.metadata.labels, spec: edit.after['spec'] }
}

const brief = ({ code, path: at }: WriteIssue) => `${code} ${at.join('.')}`
const issuesOf = ({ issues, verified }: Planned) => [...issues, ...verified].map(brief)

type Wants = (world: WriteWorld) => Wanted[]
const route = (name: string, change: Partial<Route>): Wants => (world) => [wantedRoute(world, name, change)]

describe('what becomes of an Ingress', () => {
  test.each<[string, string, Wants, { annotations?: Record<string, string> | undefined; spec?: string | object; labels?: object } | null]>([
    [
      'a new one',
      '',
      route('shop.web', { hosts: ['a.test'], paths: [{ type: 'prefix', value: '/' }] }),
      { labels: { 'app.kubernetes.io/managed-by': 'sluice' }, spec: spec([rule('a.test', path('/'))]) },
    ],
    [
      'a new one with annotations, a pattern and a certificate',
      '',
      route('shop.web', {
        hosts: ['a.test'],
        paths: [{ type: 'regex', value: '/v[0-9]+' }],
        methods: ['GET', 'HEAD'],
        headers: { 'x-env': ['dev', 'test'], 'x-one': ['1'] },
        tags: ['a b', 'c'],
        filters: [{ type: 'hsts', maxAgeSeconds: 31_536_000, includeSubDomains: false, preload: false }],
        kubernetes: { certificate: 'shop.pair' },
      }),
      {
        annotations: {
          'sluice.dev/methods': 'GET, HEAD',
          'sluice.dev/headers': '{ x-env: [ dev, test ], x-one: "1" }',
          'sluice.dev/tags': 'a b, c',
          'sluice.dev/hsts': '{ includeSubDomains: false }',
          'sluice.dev/use-regex': 'true',
        },
        spec: spec([rule('a.test', path('/v[0-9]+', 'ImplementationSpecific'))], ', tls: [{ hosts: [a.test], secretName: pair }]'),
      },
    ],
    ['a new path of a host that is there', ONE, route('shop.web~x', { hosts: ['a.test'], paths: [{ type: 'exact', value: '/x' }] }), {
      spec: spec([rule('a.test', path('/', 'Prefix', 'shop', '{ name: http }'), path('/x', 'Exact'))]),
    }],
    ['a new host', ONE, route('shop.web~x', { hosts: ['b.test'], paths: [{ type: 'prefix', value: '/' }] }), {
      spec: spec([rule('a.test', path('/', 'Prefix', 'shop', '{ name: http }')), rule('b.test', path('/'))]),
    }],
    ['a path without one is all of them', ONE, route('shop.web~x', { hosts: ['b.test'] }), {
      spec: spec([rule('a.test', path('/', 'Prefix', 'shop', '{ name: http }')), rule('b.test', path('/'))]),
    }],
    ['a default backend', ONE, route('shop.web~~default', { kubernetes: { defaultBackend: true } }), {
      spec: spec([rule('a.test', path('/', 'Prefix', 'shop', '{ name: http }'))], ', defaultBackend: { service: { name: shop, port: { number: 80 } } }'),
    }],
    ['another host', ONE, route('shop.web', { hosts: ['b.test'] }), { spec: spec([rule('b.test', path('/', 'Prefix', 'shop', '{ name: http }'))]) }],
    ['another path', ONE, route('shop.web', { paths: [{ type: 'exact', value: '/x' }] }), {
      spec: spec([rule('a.test', path('/x', 'Exact', 'shop', '{ name: http }'))]),
    }],
    ['another service', ONE, route('shop.web', { service: 'shop.shop-v2.80' }), { spec: spec([rule('a.test', path('/', 'Prefix', 'shop-v2'))]) }],
    ['another port', ONE, route('shop.web', { service: 'shop.shop.9000' }), {
      spec: spec([rule('a.test', path('/', 'Prefix', 'shop', '{ number: 9000 }'))]),
    }],
    ['one field', ONE, route('shop.web', { stripPath: true }), { annotations: { 'sluice.dev/strip-path': 'true' }, spec: ONE_AFTER.spec }],
    ['a field back to what holds anyway', ingressOf({ 'sluice.dev/strip-path': 'true', 'sluice.dev/methods': 'GET,HEAD', other: 'x' }, spec([rule('a.test', path('/'))])),
      route('shop.web', { stripPath: false }),
      { annotations: { 'sluice.dev/methods': 'GET,HEAD', other: 'x' } }],
    ['text that is read alike stays', ingressOf({ 'sluice.dev/headers': '{x-a: [v],   x-b: w}', 'sluice.dev/tags': '[a,b]' }, spec([rule('a.test', path('/'))])),
      route('shop.web', { tags: ['a', 'b', 'c'] }),
      { annotations: { 'sluice.dev/headers': '{x-a: [v],   x-b: w}', 'sluice.dev/tags': 'a, b, c' } }],
    ['startsWith', ONE, route('shop.web', { paths: [{ type: 'startsWith', value: '/x' }] }), {
      annotations: { 'sluice.dev/path-type': 'startsWith' },
      spec: spec([rule('a.test', path('/x', 'Prefix', 'shop', '{ name: http }'))]),
    }],
    ['a guessed pattern stays one', ingressOf({ 'sluice.dev/rewrite-target': '/$2' }, spec([rule('a.test', path('/api(/|$)(.*)'))])),
      route('shop.web', { service: 'shop.shop-v2.80' }),
      { annotations: { 'sluice.dev/rewrite-target': '/$2' }, spec: spec([rule('a.test', path('/api(/|$)(.*)', 'Prefix', 'shop-v2'))]) }],
    ['a pattern whose captures nobody asks for any more', ingressOf({ 'sluice.dev/rewrite-target': '/$2' }, spec([rule('a.test', path('/api(/|$)(.*)'))])),
      route('shop.web', { rewriteTarget: undefined }),
      { annotations: { 'sluice.dev/use-regex': 'true' }, spec: spec([rule('a.test', path('/api(/|$)(.*)'))]) }],
    ['filters of services', ONE,
      route('shop.web', { filters: [{ type: 'mirror', service: 'shop.shop-v2.80', percent: 100 }, { type: 'bodySize', maxBytes: 0 }, { type: 'defaultBackend', service: 'shop.shop.9000' }] }),
      { annotations: { 'sluice.dev/mirror': '{ service: shop-v2:80 }', 'sluice.dev/body-size': '0', 'sluice.dev/default-backend': 'shop:9000' } }],
    ['users of a Secret', ONE,
      route('shop.web', { filters: [{ type: 'basicAuth', realm: 'Shop', hideCredentials: false, consumers: ['shop.users~bob', 'shop.users~ada'] }] }),
      { annotations: { 'sluice.dev/basic-auth': '{ secret: users, realm: Shop }' } }],
    ['a filter that is refused, taken away', ingressOf({ 'sluice.dev/ip-restriction': '{ alow: [] }' }, spec([rule('a.test', path('/'))])),
      route('shop.web', { filters: [] }),
      { annotations: {}, spec: spec([rule('a.test', path('/'))]) }],
    ['the path of a rule with several', ingressOf({}, spec([rule('a.test', path('/'), path('/x'))])), () => [gone('shop.web~a.test~x')], {
      spec: spec([rule('a.test', path('/'))]),
    }],
    ['the last path of a host', ingressOf({}, spec([rule('a.test', path('/')), rule('b.test', path('/'))], ', tls: [{ hosts: [a.test, b.test], secretName: pair }]')),
      () => [gone('shop.web~b.test~')],
      { spec: spec([rule('a.test', path('/'))], ', tls: [{ hosts: [a.test], secretName: pair }]') }],
    ['the last path of all', ONE, () => [gone('shop.web')], null],
    ['a host that moves with its certificate', ingressOf({}, spec([rule('a.test', path('/')), rule('b.test', path('/'))], ', tls: [{ hosts: [a.test, b.test], secretName: pair }]')),
      route('shop.web~b.test~', { hosts: ['c.test'] }),
      { spec: spec([rule('a.test', path('/')), rule('c.test', path('/'))], ', tls: [{ hosts: [a.test, c.test], secretName: pair }]') }],
    ['another certificate, out of a shared entry', ingressOf({}, spec([rule('a.test', path('/')), rule('b.test', path('/'))], ', tls: [{ hosts: [a.test, b.test], secretName: pair }]')),
      route('shop.web~b.test~', { kubernetes: { certificate: 'shop.second' } }),
      { spec: spec([rule('a.test', path('/')), rule('b.test', path('/'))], ', tls: [{ hosts: [a.test], secretName: pair }, { hosts: [b.test], secretName: second }]') }],
    ['no certificate', ingressOf({}, spec([rule('a.test', path('/'))], ', tls: [{ hosts: [a.test], secretName: pair }]')),
      route('shop.web', { kubernetes: undefined }),
      { spec: spec([rule('a.test', path('/'))]) }],
  ])('%s', (_, before, wants, expected) => {
    const world = writeWorldFrom(`${BASE}---\n${before}`)
    const result = planned(world, wants(world))
    expect(issuesOf(result)).toEqual([])
    expect(result.edits).toHaveLength(1)
    const after = afterOf(result)
    if (expected === null) return expect(after).toBeNull()
    if ('annotations' in expected) expect(after?.annotations).toEqual(expected.annotations)
    if (expected.spec !== undefined) expect(after?.spec).toEqual(typeof expected.spec === 'string' ? parse(expected.spec) : expected.spec)
    if (expected.labels) expect(after?.labels).toEqual(expected.labels)
  })

  test('an Ingress that is ours by the annotation before ingressClassName keeps that', () => {
    const legacy = ingressOf({ 'kubernetes.io/ingress.class': 'sluice' }, `{ rules: [${rule('a.test', path('/'))}] }`)
    const world = writeWorldFrom(`${BASE}---\n${legacy}`)
    const after = afterOf(planned(world, route('shop.web', { hosts: ['b.test'] })(world)))
    expect(after?.spec).toEqual({ rules: [parse(rule('b.test', path('/')))] })
    expect(after?.annotations).toEqual({ 'kubernetes.io/ingress.class': 'sluice' })
  })

  test('what the class says goes without saying, and can be unsaid', () => {
    const classed = BASE.replace('spec: { controller: sluice.dev/ingress-controller }',
      'spec: { controller: sluice.dev/ingress-controller, parameters: { kind: ConfigMap, name: d, namespace: shop, scope: Namespace } }')
    const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: d, namespace: shop }\ndata: { strip-path: "true", hsts: "true", tags: "a" }'
    const world = writeWorldFrom(`${classed}---\n${map}\n---\n${ONE}`)
    const same = planned(world, route('shop.web', {})(world))
    expect([same.edits, issuesOf(same)]).toEqual([[], []])
    const other = planned(world, route('shop.web', { stripPath: false, filters: [], tags: [] })(world))
    expect(issuesOf(other)).toEqual([])
    expect(afterOf(other)?.annotations).toEqual({ 'sluice.dev/strip-path': 'false', 'sluice.dev/hsts': 'false', 'sluice.dev/tags': '[]' })
  })
})

const TWO = ingressOf({}, spec([rule('a.test', path('/'), path('/x'))]))

describe('what is refused, and where', () => {
  test.each<[string, string, Wants, string[]]>([
    ['two hosts', ONE, route('shop.web', { hosts: ['a.test', 'b.test'] }), ['NOT_SAYABLE hosts.1']],
    ['two paths', ONE, route('shop.web', { paths: [{ type: 'prefix', value: '/' }, { type: 'prefix', value: '/x' }] }), ['NOT_SAYABLE paths.1']],
    ['a host with a port', ONE, route('shop.web', { hosts: ['a.test:8080'] }), ['NOT_SAYABLE hosts.0']],
    ['a host that ends with a star', ONE, route('shop.web', { hosts: ['a.*'] }), ['NOT_SAYABLE hosts.0']],
    ['an address', ONE, route('shop.web', { hosts: ['10.0.0.1'] }), ['NOT_SAYABLE hosts.0']],
    ['a path that Kubernetes refuses', ONE, route('shop.web', { paths: [{ type: 'prefix', value: '/a//b' }] }), ['NOT_SAYABLE paths.0.value']],
    ['a pattern with ^', ONE, route('shop.web', { paths: [{ type: 'regex', value: '^/a' }] }), ['NOT_SAYABLE paths.0.value']],
    ['templates', ONE, route('shop.web', { templates: ['t'] }), ['NOT_SAYABLE templates']],
    ['streams', ONE, () => [{ kind: 'routes', name: 'shop.web', object: Route.parse({ name: 'shop.web', service: 'shop.shop.80', protocols: ['tcp'], sources: [{ port: 1 }] }) }],
      ['NOT_SAYABLE protocols', 'NOT_SAYABLE sources']],
    ['no service', ONE, route('shop.web', { service: undefined, filters: [{ type: 'redirect', scheme: 'https', statusCode: 301 }] }), ['NOT_SAYABLE service']],
    ['a service of another namespace', ONE, route('shop.web', { service: 'other.other.80' }), ['NOT_SAYABLE service']],
    ['a service by the name of its port', ONE, route('shop.web', { service: 'shop.shop.admin' }), ['NOT_SAYABLE service']],
    ['a filter to another namespace', ONE, route('shop.web', { filters: [{ type: 'hsts', maxAgeSeconds: 1, includeSubDomains: true, preload: false }, { type: 'mirror', service: 'other.other.80', percent: 1 }] }),
      ['NOT_SAYABLE filters.1.service']],
    ['some users of a Secret', ONE, route('shop.web', { filters: [{ type: 'basicAuth', realm: 'R', hideCredentials: false, consumers: ['shop.users~ada'] }] }),
      ['DERIVED filters.0.consumers']],
    ['all consumers', ONE, route('shop.web', { filters: [{ type: 'keyAuth', names: ['apikey'], inHeader: true, inQuery: false, inCookie: false, hideCredentials: false }] }),
      ['DERIVED filters.0.consumers']],
    ['a server on the own link', ONE, route('shop.web', { filters: [{ type: 'externalAuth', url: 'http://127.0.0.1/x', method: 'GET', timeoutMs: 5000, signInParameter: 'rd', responseHeaders: [] }] }),
      ['NOT_SAYABLE filters.0']],
    ['the regex of another dialect', ONE, route('shop.web', { useRegex: true }), ['NOT_SAYABLE useRegex']],
    ['a certificate of another namespace', ONE, route('shop.web', { kubernetes: { certificate: 'other.pair' } }), ['NOT_SAYABLE kubernetes.certificate']],
    ['a name that no Ingress has', ONE, route('Shop', { hosts: ['x.test'] }), ['NAME name']],
    ['a second default backend', ingressOf({}, spec([rule('a.test', path('/'))], ', defaultBackend: { service: { name: shop, port: { number: 80 } } }')),
      route('shop.web~y', { kubernetes: { defaultBackend: true } }), ['NOT_SAYABLE kubernetes.defaultBackend']],
    ['a path that is there', TWO, route('shop.web~y', { hosts: ['a.test'], paths: [{ type: 'prefix', value: '/x' }] }), ['NAME paths.0.value']],
    ['a common field', TWO, route('shop.web~a.test~x', { stripPath: true, tags: ['x'] }), ['SHARED stripPath', 'SHARED tags']],
    ['a certificate of a host with several paths', TWO, route('shop.web~a.test~x', { kubernetes: { certificate: 'shop.pair' } }), ['SHARED kubernetes.certificate']],
    ['a kind of path beside others', TWO, route('shop.web~a.test~x', { paths: [{ type: 'startsWith', value: '/x' }] }), ['NOT_SAYABLE paths.0.type']],
    ['an Ingress of another class', ONE.replace('sluice', 'nginx'), route('shop.web', { hosts: ['x.test'] }), ['NAME name']],
    ['consumers', ONE, () => [{ kind: 'consumers', name: 'shop.users~ada', object: null }], ['DERIVED ']],
  ])('%s', (_, before, wants, expected) => {
    const world = writeWorldFrom(`${BASE}---\n${before}`)
    const result = planned(world, wants(world))
    expect(issuesOf(result)).toEqual(expected)
    for (const { message } of result.issues) expect(message).toMatch(/^\S.*[^.]$/)
  })

  test('a host that belongs to another namespace', () => {
    const taken = ONE.replace('namespace: shop', 'namespace: other').replace('name: shop, port', 'name: other, port').replace('name: http', 'number: 80')
    const world = writeWorldFrom(`${BASE}---\n${taken}`)
    const result = planned(world, route('shop.web', { hosts: ['a.test'], paths: [{ type: 'prefix', value: '/' }] })(world))
    expect(issuesOf(result)).toEqual(['NOT_KEPT '])
    expect(result.verified[0]!.message).toMatch(/belongs to the Ingress other\/web of another namespace/)
  })

  test('taking over a host of another namespace by an older Ingress', () => {
    const old = ONE.replace('a.test', 'mine.test')
    const young = ONE.replace('namespace: shop', 'namespace: other').replace('name: web', 'name: young')
    const world = writeWorldFrom(`${BASE}---\n${old}---\n${young}`)
    const result = planned(world, route('shop.web', { hosts: ['a.test'] })(world))
    expect(issuesOf(result)).toEqual(['NOT_KEPT hosts.0'])
    expect(result.verified[0]!.message).toMatch(/other.young would be gone/)
  })
})

describe('what routes of an Ingress have in common', () => {
  const change = route('shop.web~a.test~x', { stripPath: true })

  test('is changed for all of them where that is allowed', () => {
    const world = writeWorldFrom(`${BASE}---\n${TWO}`)
    const result = planned(world, change(world), { allowShared: true })
    expect(issuesOf(result)).toEqual([])
    expect(result.after.config.routes.filter(({ object }) => object.name.startsWith('shop.web')).map(({ object }) => object.stripPath)).toEqual([true, true])
  })

  test('is changed where all of them are wanted alike', () => {
    const world = writeWorldFrom(`${BASE}---\n${TWO}`)
    const result = planned(world, [...change(world), ...route('shop.web~a.test~', { stripPath: true })(world)])
    expect(issuesOf(result)).toEqual([])
    expect(afterOf(result)?.annotations).toEqual({ 'sluice.dev/strip-path': 'true' })
  })

  test('is refused where two want it otherwise', () => {
    const world = writeWorldFrom(`${BASE}---\n${TWO}`)
    const result = planned(world, [...change(world), ...route('shop.web~a.test~', { tags: ['x'] })(world)], { allowShared: true })
    expect(issuesOf(result)).toEqual(['SHARED stripPath', 'SHARED tags'])
    expect(result.issues[0]!.params).toEqual({ ingress: 'shop/web', routes: 'shop.web~a.test~x' })
  })
})

const SPLIT = ingressOf({ 'sluice.dev/canary-service': 'shop-v2:80', 'sluice.dev/canary-weight': '10.0', 'sluice.dev/tags': 'x' }, spec([rule('a.test', path('/'), path('/x'))]))
const NAME = 'shop.web~a.test~'

describe('canaries', () => {
  const canary = (fields: object) => Canary.parse({ name: NAME, route: NAME, service: 'shop.shop-v2.80', ...fields })
  const wanted = (object: Canary | null): Wanted => ({ kind: 'canaries', name: NAME, object })

  test.each<[string, string, Canary | null, Record<string, string> | undefined]>([
    ['begins', TWO, canary({ weight: 12.5, header: { name: 'x-canary', value: 'v2' }, sticky: {}, startedBy: 'ada' }), {
      'sluice.dev/canary-service': 'shop-v2:80', 'sluice.dev/canary-weight': '12.5', 'sluice.dev/canary-header': 'x-canary',
      'sluice.dev/canary-header-value': 'v2', 'sluice.dev/canary-sticky': 'true', 'sluice.dev/canary-started-by': 'ada',
    }],
    ['changes its service', SPLIT, canary({ weight: 10, service: 'shop.shop.9000' }), {
      'sluice.dev/canary-service': 'shop:9000', 'sluice.dev/canary-weight': '10.0', 'sluice.dev/tags': 'x',
    }],
    ['ends', SPLIT, canary({ weight: 10, state: 'aborted', endedAt: '2026-02-01T12:00:00.000Z' }), {
      'sluice.dev/canary-service': 'shop-v2:80', 'sluice.dev/canary-weight': '10.0', 'sluice.dev/tags': 'x', 'sluice.dev/canary-state': 'aborted',
      'sluice.dev/canary-ended-at': '2026-02-01T12:00:00.000Z',
    }],
    ['is deleted', SPLIT, null, { 'sluice.dev/tags': 'x' }],
  ])('%s', (_, before, object, annotations) => {
    const world = writeWorldFrom(`${BASE}---\n${before}`)
    const result = planned(world, [wanted(object)])
    expect(issuesOf(result)).toEqual([])
    expect(afterOf(result)?.annotations).toEqual(annotations)
    expect(result.after.config.canaries).toHaveLength(object ? 2 : 0)
  })

  test('is promoted for all routes of the Ingress', () => {
    const world = writeWorldFrom(`${BASE}---\n${SPLIT}`)
    const ended = canary({ weight: 10, state: 'promoted', endedAt: '2026-02-01T12:00:00Z' })
    const result = planned(world, [...route(NAME, { service: 'shop.shop-v2.80' })(world), wanted(ended)])
    expect(issuesOf(result)).toEqual([])
    expect(afterOf(result)?.spec).toEqual(parse(spec([rule('a.test', path('/', 'Prefix', 'shop-v2'), path('/x', 'Prefix', 'shop-v2'))])))
  })

  test('goes with its route and leaves that of the others', () => {
    const world = writeWorldFrom(`${BASE}---\n${SPLIT}`)
    const result = planned(world, [gone(NAME), wanted(null)])
    expect(issuesOf(result)).toEqual([])
    expect(result.after.config.canaries.map(({ object }) => object.name)).toEqual(['shop.web'])
  })

  test.each<[string, string, Wants, string[]]>([
    ['a service of another namespace', TWO, () => [wanted(canary({ service: 'other.other.80' }))], ['NOT_SAYABLE service']],
    ['a route that no Ingress has', TWO, () => [{ kind: 'canaries', name: 'shop.none', object: canary({ name: 'shop.none', route: 'shop.none' }) }], ['NAME route']],
    ['a name of its own', TWO, () => [{ kind: 'canaries', name: 'x', object: canary({ name: 'x' }) }], ['NAME name']],
    ['two of one Ingress', TWO, () => [wanted(canary({ weight: 1 })), { kind: 'canaries', name: `${NAME}x`, object: canary({ weight: 2, name: `${NAME}x`, route: `${NAME}x` }) }], ['SHARED ']],
    ['a route beside it', SPLIT, route('shop.web~y', { hosts: ['y.test'], paths: [{ type: 'prefix', value: '/' }], tags: ['x'] }), ['SHARED name']],
  ])('is refused: %s', (_, before, wants, expected) => {
    const world = writeWorldFrom(`${BASE}---\n${before}`)
    expect(issuesOf(planned(world, wants(world)))).toEqual(expected)
  })
})

test('a service, its upstream and a route that leads there are one change', () => {
  const world = writeWorldFrom(BASE)
  const result = planned(world, [
    { kind: 'services', name: 'shop.fresh.80', object: Service.parse({ name: 'shop.fresh.80', upstream: 'shop.fresh.80' }) },
    { kind: 'upstreams', name: 'shop.fresh.80', object: Upstream.parse({ name: 'shop.fresh.80', targets: [{ host: '10.9.9.9', port: 8080 }] }) },
    wantedRoute(world, 'shop.web', { hosts: ['a.test'], service: 'shop.fresh.80', filters: [{ type: 'defaultBackend', service: 'shop.fresh.80' }] }),
  ])
  expect(issuesOf(result)).toEqual([])
  expect(result.edits.map(({ ref }) => ref.kind)).toEqual(['Service', 'EndpointSlice', 'Ingress'])
})
