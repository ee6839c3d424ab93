import { describe, expect, test } from 'vitest'
import { Route } from '#lib/model/route.ts'
import { makeRoute } from '#lib/testing/factories.ts'
import { newFilterRow } from '#components/filters/new-filter.ts'
import { dropEmpty } from '#components/form/values.ts'
import { fromFormValues, NO_SERVICE, routeField, toCopy, toFormValues, type RouteFormValues } from './route-values.ts'

const send = (route: Route) => Route.parse(dropEmpty(fromFormValues(toFormValues(route))))

const HTTP_FULL = makeRoute({
  name: 'everything',
  service: 'shop',
  protocols: ['https', 'http', 'grpcs'],
  hosts: ['shop.test', '*.shop.test', 'shop.*', 'shop.test:8443', '[::1]:80'],
  paths: [
    { type: 'prefix', value: '/' },
    { type: 'exact', value: '/cart' },
    { type: 'regex', value: '/items/\\d+' },
    { type: 'startsWith', value: '/v2' },
    { type: 'implementationSpecific', value: '/old(/|$)(.*)' },
  ],
  methods: ['PURGE', 'GET'],
  headers: { 'x-version': ['v1', '~*^v[23],4$'], 'x-empty': [''] },
  query: { page: ['1', '2'], 'with space': ['a, b'] },
  snis: ['shop.test', '*.shop.test'],
  stripPath: true,
  preserveHost: false,
  pathHandling: 'v1',
  regexPriority: -7,
  httpsRedirectStatusCode: 308,
  requestBuffering: true,
  responseBuffering: true,
  listeners: ['https', 'gone'],
  useRegex: true,
  templates: ['public', 'limits'],
  filters: [{ type: 'rewritePath', mode: 'regex', pattern: '^/v1', replacement: '' }, { type: 'rateLimit', requests: 5 }, { type: 'rateLimit', requests: 9, per: 'hour' }],
  enabled: false,
  tags: ['team a', 'b'],
})

const STREAM_FULL = makeRoute({
  name: 'database',
  service: 'database',
  protocols: ['tcp', 'tls', 'udp'],
  snis: ['db.test'],
  sources: [{ ip: '10.0.0.0/8' }, { port: 4000 }, { ip: '::1', port: 1 }],
  destinations: [{ ip: '192.0.2.1', port: 5432 }],
  rewriteTarget: '/$2',
})

const ROUTES = [
  HTTP_FULL,
  STREAM_FULL,
  makeRoute(),
  makeRoute({ name: 'no-hosts', paths: [{ type: 'prefix', value: '/api' }] }),
  makeRoute({ name: 'methods-only', methods: ['GET'] }),
  makeRoute({ name: 'headers-only', headers: { 'x-team': ['a'] } }),
  makeRoute({ name: 'query-only', query: { v: ['2'] } }),
  makeRoute({ name: 'snis-only', snis: ['only.test'], protocols: ['https'] }),
  makeRoute({ name: 'sources-only', protocols: ['udp'], sources: [{ port: 53 }] }),
  makeRoute({ name: 'empty-listeners', hosts: ['a.test'], listeners: [] }),
  makeRoute({ name: 'regex-off', hosts: ['a.test'], useRegex: false }),
  makeRoute({ name: 'prefix-rewrite', hosts: ['a.test'], filters: [{ type: 'rewritePath', mode: 'prefix', value: '/v2' }] }),
  Route.parse({ name: 'no-service', hosts: ['a.test'], filters: [{ type: 'redirect', scheme: 'https' }] }),
  makeRoute({ name: 'full-rewrite', hosts: ['a.test'], filters: [{ type: 'rewritePath', mode: 'full', value: '/' }] }),
]

test.each(ROUTES)('$name survives the form', (route) => expect(send(route)).toStrictEqual(route))

test('every field of the model stands on the form', () => {
  // What only a cluster has stands in the place of the route.
  const fields = [...Object.keys(Route.shape).filter((field) => field !== 'kubernetes'), 'place'].toSorted()
  expect(Object.keys(toFormValues(HTTP_FULL)).toSorted()).toEqual(fields)
  expect(Object.keys(toFormValues(undefined)).toSorted()).toEqual(fields)
})

test('the two full routes together fill every field with something else than its default', () => {
  const bare = makeRoute({ name: 'bare', service: 'database' })
  const same = Object.keys(Route.shape).filter((field) => field !== 'kubernetes').filter((field) =>
    [HTTP_FULL, STREAM_FULL].every((route) => JSON.stringify(route[field as keyof Route]) === JSON.stringify(bare[field as keyof Route])),
  )
  expect(same).toEqual([])
})

test('a new route needs a name, a service and nothing else', () => {
  const values = { ...toFormValues(undefined), name: ' shop ', service: 'shop', hosts: ['shop.test'] }
  expect(Route.parse(dropEmpty(fromFormValues(values)))).toMatchObject({ name: 'shop', hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/' }] })
})

test('rows left empty are not sent, and errors of later rows stay at their own row', () => {
  const values = {
    ...toFormValues(makeRoute()),
    hosts: ['', 'a.test', ' ', 'not a host'],
    paths: [{ type: 'prefix' as const, value: '' }, { type: 'prefix' as const, value: 'x' }],
  }
  const result = Route.safeParse(dropEmpty(fromFormValues(values)))
  const fields = result.error?.issues.map((issue) => routeField(issue.path as (string | number)[], values))
  expect(fields).toEqual(['hosts.3', 'paths.1.value'])
})

test('errors of headers, query and peers stand at their rows', () => {
  const values = {
    ...toFormValues(makeRoute()),
    headers: [{ name: 'x-a', values: ['1'] }, { name: 'X-B', values: [] }],
    query: [{ name: 'q', values: [] }],
  }
  const result = Route.safeParse(dropEmpty(fromFormValues(values)))
  expect(result.error?.issues.map((issue) => routeField(issue.path as (string | number)[], values))).toEqual(['headers.1.values', 'query.0.values'])
  const stream = { ...toFormValues(STREAM_FULL), sources: [{ ip: '', port: undefined }, { ip: 'x', port: 'y' }] }
  const peers = Route.safeParse(dropEmpty(fromFormValues(stream))).error?.issues.map((issue) => routeField(issue.path as (string | number)[], stream))
  expect(peers).toEqual(['sources.1.ip', 'sources.1.port'])
})

test('what the screen hides for stream protocols is not sent', () => {
  const values = { ...toFormValues(HTTP_FULL), protocols: ['tcp' as const], sources: [{ ip: '10.0.0.1', port: undefined }], snis: [] }
  expect(Route.parse(dropEmpty(fromFormValues(values)))).toMatchObject({ hosts: [], paths: [], headers: {}, sources: [{ ip: '10.0.0.1' }] })
})

test('errors of filters stand at their fields, and the two ways to rewrite a path exclude each other', () => {
  const errors = (given: Partial<RouteFormValues>) => {
    const values = { ...toFormValues(makeRoute({ hosts: ['a.test'] })), ...given }
    const result = Route.safeParse(dropEmpty(fromFormValues(values)))
    return result.error?.issues.map((issue) => routeField(issue.path as (string | number)[], values))
  }
  const rewrite = newFilterRow('rewritePath')
  expect(errors({ filters: [newFilterRow('hsts'), { ...rewrite, value: 'v2' }] })).toEqual(['filters.1.value'])
  expect(errors({ filters: [rewrite], rewriteTarget: '/$1' })).toEqual(['rewriteTarget'])
  expect(errors({ filters: [rewrite, rewrite] })).toEqual(['filters.1'])
  expect(errors({ filters: [{ ...newFilterRow('requestHeaders'), set: [{ name: 'a b', value: '' }] }] })).toEqual(['filters.0.set.0.name'])
})

test('a route without a service needs a filter that answers', () => {
  const errors = (given: Partial<RouteFormValues>) => Route.safeParse(dropEmpty(fromFormValues({ ...toFormValues(makeRoute()), ...given }))).error?.issues[0]?.path
  expect(errors({ service: NO_SERVICE })).toEqual(['service'])
  expect(errors({ service: '', filters: [newFilterRow('hsts')] })).toEqual(['service'])
  expect(errors({ service: NO_SERVICE, filters: [newFilterRow('respond')] })).toBeUndefined()
})

test.each(['listeners', 'templates'])('an error of one of the %s stands at all of them', (field) => expect(routeField([field, 1], toFormValues(makeRoute()))).toBe(field))

describe('in a cluster', () => {
  const ORIGIN = { kind: 'Ingress', namespace: 'shop', name: 'web' }
  const placed = (fields: Partial<Route>) => ({ ...makeRoute({ name: 'shop.web~shop.test~api', service: 'shop.api.80', ...fields }), origin: ORIGIN })
  const sendPlaced = (values: RouteFormValues) => Route.parse(dropEmpty(fromFormValues(values)))

  test.each([
    placed({ hosts: ['shop.test'], paths: [{ type: 'exact', value: '/api' }] }),
    placed({ hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/' }], kubernetes: { certificate: 'shop.shop-tls' }, methods: ['GET'], headers: { 'x-a': ['1'] } }),
    placed({ name: 'shop.web~~default', hosts: [], paths: [], kubernetes: { defaultBackend: true } }),
    placed({ hosts: [], paths: [{ type: 'implementationSpecific', value: '/' }] }),
  ])('$name survives the form', ({ origin, ...route }) => expect(sendPlaced(toFormValues({ ...route, origin }, true))).toStrictEqual(route))

  const fresh = (place: Partial<NonNullable<RouteFormValues['place']>>): RouteFormValues => {
    const values = toFormValues(undefined, true)
    return { ...values, service: 'shop.api.80', hosts: ['shop.test'], place: { ...values.place!, namespace: 'shop', ingress: 'web', ...place } }
  }
  test.each([
    ['a new Ingress', {}, 'shop.web'],
    ['an Ingress that is there', { joins: true }, 'shop.web~shop.test~'],
  ])('its name follows from its place: %s', (_, place, name) => expect(sendPlaced(fresh(place)).name).toBe(name))

  test('a default backend has neither host nor path, and no certificate', () => {
    const sent = sendPlaced(fresh({ defaultBackend: true, certificate: 'shop.tls' }))
    expect(sent).toMatchObject({ hosts: [], paths: [], kubernetes: { defaultBackend: true } })
    expect(sent.kubernetes).not.toHaveProperty('certificate')
  })

  test('a copy stands in an Ingress of its own', () => {
    const copy = toCopy(toFormValues(placed({ hosts: ['shop.test'], paths: [{ type: 'prefix', value: '/api' }] }), true))
    expect(sendPlaced(copy).name).toBe('shop.web-copy')
  })

  test('errors stand at what the name is made of, and at the one host and path', () => {
    const values = fresh({})
    expect(routeField(['name'], fresh({ namespace: '' }))).toBe('place.namespace')
    expect([['name'], ['hosts'], ['hosts', 0], ['paths', 0, 'type'], ['kubernetes', 'certificate'], ['methods', 0]].map((path) => routeField(path, values))).toEqual([
      'place.ingress', 'hosts.0', 'hosts.0', 'paths.0.value', 'place.certificate', 'methods.0',
    ])
  })
})
