import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Canary } from '#lib/model/canary.ts'
import { FILTER_TYPES } from '#lib/model/filter.ts'
import { Route } from '#lib/model/route.ts'
import { arbitraryFilter } from '#lib/testing/random-filters.ts'
import type { Wanted } from '../../write/types.ts'
import { BASE, ingress, path, planned, PREFIX, rule, worldOf } from './testing/nginx-world.ts'

const TEXTS: Record<string, string>[] = [
  {},
  { 'whitelist-source-range': ' 10.0.0.0/8 , ::1', 'limit-rps': '010', 'proxy-buffer-size': '8k', 'x.test/y': 'z' },
  { 'enable-cors': 'True', 'cors-allow-origin': 'https://a.test,https://b.test', 'configuration-snippet': 'more_set_headers x;' },
  { affinity: 'cookie', 'session-cookie-name': 'side', 'app-root': '/app', 'ssl-redirect': 'false' },
  { 'use-regex': 'true', 'rewrite-target': '/$1', 'proxy-request-buffering': 'off' },
  { 'permanent-redirect': 'https://b.test$request_uri', 'proxy-body-size': '1024K', 'backend-protocol': 'HTTPS' },
  { 'auth-type': 'basic', 'auth-secret': 'shop/users', 'auth-secret-type': 'auth-file' },
  { 'whitelist-source-range': 'office', 'force-ssl-redirect': 't' },
]

const some = <T>(...values: T[]) => fc.constantFrom(...values)

/** Names of the filters' services and consumers as they are here. */
const placed = (filter: object): object => {
  const text = JSON.stringify(filter).replaceAll('"shop-v2"', '"shop.shop-v2.80"').replaceAll('"shop"', '"shop.shop.80"').replaceAll('["ann"', '["shop.users~ada"')
  return JSON.parse(text) as object
}

// Those that ingress-nginx can say, so that not all are refused.
const SAYABLE: object[] = [
  { type: 'ipRestriction', allow: ['10.0.0.0/8'], deny: ['::1'] },
  { type: 'rateLimit', requests: 7, burst: 21, statusCode: 503, headers: false, exempt: ['10.0.0.1'] },
  { type: 'connectionLimit', connections: 3 },
  { type: 'cors', allowOrigins: ['https://*.a.test'], maxAgeSeconds: 5 },
  { type: 'basicAuth', consumers: ['shop.users~ada'] },
  { type: 'externalAuth', url: 'https://auth.test/', cache: { key: [{ from: 'ip' }, { from: 'cookie', name: 'session' }], durations: [{ statuses: [200], seconds: 60 }] } },
  { type: 'affinity', cookie: 'c', expiresSeconds: 5, changeOnFailure: true },
  { type: 'bodySize', maxBytes: 12_345 },
  { type: 'redirect', scheme: 'https', statusCode: 308 },
  { type: 'defaultBackend', service: 'shop.shop-v2.80' },
  { type: 'rewriteHost', value: 'x.test' },
]

const arbitraryFilters = fc.uniqueArray(fc.oneof({ weight: 8, arbitrary: some(...SAYABLE) }, { weight: 1, arbitrary: fc.oneof(...FILTER_TYPES.map(arbitraryFilter)).map(placed) }), {
  maxLength: 3,
  selector: (filter) => (filter as { type: string }).type,
})

const arbitraryChange = fc.record(
  {
    service: some('shop.shop.80', 'shop.shop-v2.80', 'shop.shop.9000'),
    hosts: some(['a.test'], ['c.test'], []),
    paths: some(
      [{ type: 'prefix', value: '/' }], [{ type: 'exact', value: '/e' }], [{ type: 'regex', value: '/r/[a-z]+' }], [{ type: 'implementationSpecific', value: '/i' }],
      [{ type: 'startsWith', value: '/s' }],
    ),
    filters: arbitraryFilters,
    https: some({ protocols: ['http', 'https'], httpsRedirectStatusCode: 426 }, { protocols: ['https'], httpsRedirectStatusCode: 308 }, { protocols: ['https'] }),
    rewriteTarget: some(undefined, '/x', '/$1'),
    useRegex: some(undefined, true),
    requestBuffering: fc.boolean(),
    responseBuffering: fc.boolean(),
    stripPath: some(false, false, false, false, true),
    kubernetes: some(undefined, { certificate: 'shop.pair' }),
  },
  { requiredKeys: [] },
)

const arbitrarySplit = fc.record(
  {
    service: some('shop.shop-v2.80', 'shop.shop.80'),
    weight: fc.integer({ min: 0, max: 10_000 }).map((weight) => weight / 100),
    header: some(undefined, { name: 'x-c', mode: 'value', value: 'v 2' }, { name: 'x-c', mode: 'pattern', value: '^a|b$' }, { name: 'X_c', mode: 'alwaysNever' }),
    cookie: some(undefined, { name: 'c' }),
    sticky: some(undefined, undefined, { cookie: 's', maxAgeSeconds: 5 }),
    state: some('active', 'active', 'aborted'),
    tags: some([], ['t', 'u v']),
    startedBy: some(undefined, 'ada', 'x: y'),
  },
  { requiredKeys: [] },
)

const CANARY_TEXTS: Record<string, string>[] = [{}, { 'canary-weight': '5', 'canary-weight-total': '1000' }, { 'canary-by-header': 'X-C', 'canary-by-header-value': 'v 2', 'sluice.dev/canary-tags': 't,u v' }]

// What this dialect writes of an Ingress.
const WRITTEN =
  /^nginx\.ingress\.kubernetes\.io\/(?:rewrite-target|use-regex|x-forwarded-prefix|(?:force-)?ssl-redirect|.*redirect(?:-code)?|.*list-source-range|limit-.*|.*cors.*|auth-.*|affinity.*|session-cookie-.*|proxy-(?:body-size|buffering|request-buffering)|upstream-vhost|default-backend|custom-http-errors|mirror-target)$/

const others = (annotations: Record<string, string> = {}) => Object.fromEntries(Object.entries(annotations).filter(([key]) => !WRITTEN.test(key)))

test('a random route is read back as it was asked for, or is refused with a reason', () => {
  let written = 0
  fc.assert(
    fc.property(some(...TEXTS), fc.boolean(), arbitraryChange, fc.boolean(), (texts, isSplit, { https, ...change }, allowShared) => {
      const world = worldOf(
        ingress('web', texts, [rule('a.test', path('/'), path('/two'))]),
        ingress('own', texts, [rule('own.test', path('/'))]),
        ingress('own-canary', { canary: 'true' }, [rule('own.test', path('/', 'Prefix', 'shop-v2'))]),
      )
      const name = isSplit ? 'shop.own' : 'shop.web~a.test~two'
      const known = world.reading.config.routes.find(({ object }) => object.name === name)!.object
      const { data: object } = Route.safeParse({ ...known, ...change, ...https })
      fc.pre(object !== undefined)
      const plan = planned(world, [{ kind: 'routes', name, object: object! } satisfies Wanted], { allowShared })
      for (const { message } of plan.issues) expect(message.length).toBeGreaterThan(20)
      if (plan.issues.length > 0) return
      expect(plan.verified).toEqual([])
      written += plan.edits.length
      for (const { before, after } of plan.edits) expect(others(after?.metadata.annotations)).toEqual(others(before?.metadata.annotations))
    }),
    { numRuns: 150 },
  )
  expect(written).toBeGreaterThan(20)
})

test('a random canary is read back as it was asked for, or is refused with a reason', () => {
  let written = 0
  expect(BASE).toContain(PREFIX)
  fc.assert(
    fc.property(some(null, ...CANARY_TEXTS), arbitrarySplit, (texts, change) => {
      const canaries = texts ? [ingress('split', { canary: 'true', ...texts }, [rule('a.test', path('/two', 'Prefix', 'shop-v2'))])] : []
      const world = worldOf(ingress('web', {}, [rule('a.test', path('/'), path('/two'))]), ...canaries)
      const name = 'shop.web~a.test~two'
      const known = world.reading.config.canaries[0]?.object ?? { name, route: name, service: 'shop.shop-v2.80' }
      const object = Canary.parse({ ...known, ...change })
      const plan = planned(world, [{ kind: 'canaries', name, object }])
      if (plan.issues.length > 0) return
      expect(plan.verified).toEqual([])
      written += plan.edits.length
      expect(plan.after.config.canaries.length).toBe(object.state === 'active' ? 1 : 0)
    }),
    { numRuns: 100 },
  )
  expect(written).toBeGreaterThan(20)
})
