import { describe, expect, test } from 'vitest'
import { FILTER_TYPES, type FilterType } from '#lib/model/filter.ts'
import type { RoutingRequest } from '#lib/routing/request.ts'
import { makeConfig, makeCredential, makeRoute, makeService, makeTemplate, makeUpstream } from '#lib/testing/factories.ts'
import { makeRequest, tablesOf } from '#lib/testing/route-request.ts'
import { predict } from '../predict.ts'
import type { Explanation, FilterVerdict } from '../result.ts'
import type { Locale } from '../sentences.ts'

type Given = NonNullable<Parameters<typeof makeRoute>[0]>
type Filter = NonNullable<Given['filters']>[number]

const CREDENTIALS = [
  makeCredential({ name: 'anna-password', username: 'anna', secret: 'pass' }),
  makeCredential(),
  makeCredential({ name: 'bob-key', consumer: 'bob', secret: 'key-of-bob' }),
]
const SERVICES = [makeService(), makeService({ name: 'other', upstream: 'other' })]
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

function ask(route: Given, given: Partial<RoutingRequest> = {}, locale: Locale = 'en', more: Parameters<typeof makeConfig>[0] = {}) {
  const { snapshot } = tablesOf(makeConfig({ routes: [makeRoute(route)], services: SERVICES, credentials: CREDENTIALS, ...more }))
  const request = makeRequest(given)
  const listener = snapshot.listeners.find(({ name }) => name === request.protocol)!
  return predict(snapshot, { request, host: request.host, listeners: [listener], clientAddress: '192.0.2.7', port: 8000, httpsPort: 8443 }, locale)
}

const fateOf = (filter: Filter, given: Partial<RoutingRequest>) => ask({ filters: [filter] }, given)
const statusOf = ({ outcome }: Pick<Explanation, 'outcome'>) => ('status' in outcome ? outcome.status : outcome.kind)

test.each<[string, Filter, Partial<RoutingRequest>, FilterVerdict, number | 'forward', RegExp]>([
  ['an address that may come', { type: 'ipRestriction', allow: ['192.0.2.0/24'] }, {}, 'passes', 'forward', /192\.0\.2\.7 may come/],
  ['one that may not', { type: 'ipRestriction', deny: ['192.0.2.7'], statusCode: 451 }, {}, 'answers', 451, /those that may not/],
  ['one that is not named', { type: 'ipRestriction', allow: ['10.0.0.0/8'] }, {}, 'answers', 403, /not on the list of those that may/],
  ['a preflight', { type: 'cors', allowOrigins: ['https://a.test'] }, { method: 'OPTIONS', headers: { origin: 'https://a.test' } }, 'answers', 204, /preflight request of https:\/\/a\.test/],
  ['an origin', { type: 'cors', allowOrigins: ['https://a.test'] }, { headers: { origin: 'https://a.test' } }, 'changes', 'forward', /may read/],
  ['another origin', { type: 'cors', allowOrigins: ['https://a.test'] }, { method: 'OPTIONS', headers: { origin: 'https://b.test' } }, 'passes', 'forward', /may not read/],
  ['no origin', { type: 'cors', allowOrigins: ['https://a.test'] }, {}, 'passes', 'forward', /names no origin/],
  ['no origin, where any may', { type: 'cors' }, {}, 'changes', 'forward', /every origin/],
  ['a short body', { type: 'bodySize', maxBytes: 9 }, { method: 'POST', headers: { 'content-length': '9' } }, 'passes', 'forward', /not longer than 9/],
  ['a long body', { type: 'bodySize', maxBytes: 9 }, { method: 'POST', headers: { 'content-length': '10' } }, 'answers', 413, /10 bytes, of at most 9/],
  ['some body', { type: 'bodySize', maxBytes: 9 }, { method: 'POST' }, 'depends', 'forward', /more than 9 bytes is refused/],
  ['no body', { type: 'bodySize', maxBytes: 9 }, {}, 'passes', 'forward', /not longer/],
  ['any body', { type: 'bodySize', maxBytes: 0 }, { method: 'POST', headers: { 'content-length': '10' } }, 'passes', 'forward', /any length/],
  ['a limit', { type: 'rateLimit', requests: 10, burst: 5 }, {}, 'depends', 'forward', /10 requests a second, and 5 more at once, for the address 192\.0\.2\.7; others get 429/],
  ['a limit by header', { type: 'rateLimit', requests: 1, per: 'minute', by: 'header', header: 'x-a' }, { headers: { 'x-a': 'b' } }, 'depends', 'forward', /1 request a minute for the header x-a: b/],
  ['a limit by a header that is not there', { type: 'rateLimit', requests: 1, by: 'header', header: 'x-a' }, {}, 'depends', 'forward', /without the header x-a/],
  ['a limit that exempts', { type: 'rateLimit', requests: 1, exempt: ['192.0.2.0/24'] }, {}, 'passes', 'forward', /is not limited/],
  ['a limit of connections', { type: 'connectionLimit', connections: 3 }, {}, 'depends', 'forward', /3 at a time .* others get 503/],
  ['a password', { type: 'basicAuth' }, { headers: basic('anna:pass') }, 'passes', 'forward', /consumer anna, who may/],
  ['a wrong password', { type: 'basicAuth' }, { headers: basic('anna:word') }, 'answers', 401, /do not let it pass: Unauthorized/],
  ['no password', { type: 'basicAuth' }, {}, 'answers', 401, /No credentials found/],
  ['the password of another', { type: 'basicAuth', consumers: ['bob'] }, { headers: basic('anna:pass') }, 'answers', 403, /not among those/],
  ['a key', { type: 'keyAuth' }, { headers: { apikey: 'key-of-anna' } }, 'passes', 'forward', /consumer anna/],
  ['a key in the query', { type: 'keyAuth' }, { target: '/?apikey=key-of-bob' }, 'passes', 'forward', /consumer bob/],
  ['two keys', { type: 'keyAuth' }, { target: '/?apikey=a&apikey=b' }, 'answers', 401, /Duplicate API key/],
  ['no key', { type: 'keyAuth' }, {}, 'answers', 401, /No API key/],
  ['another server', { type: 'externalAuth', url: 'http://auth.test/' }, {}, 'depends', 'forward', /auth\.test\/ is asked/],
  ['a redirect', { type: 'redirect', hostname: 'new.test', statusCode: 301 }, { target: '/a?b' }, 'answers', 301, /redirects to http:\/\/new\.test:8000\/a\?b/],
  ['a fixed answer', { type: 'respond', statusCode: 503, body: 'Soon' }, {}, 'answers', 503, /answers 503/],
  ['a client without its cookie', { type: 'affinity' }, {}, 'passes', 'forward', /INGRESSCOOKIE is not there/],
  ['a client with a cookie', { type: 'affinity', cookie: 'a' }, { headers: { cookie: 'a=0123456789abcdef|01234567' } }, 'passes', 'forward', /to which target/],
  ['a host', { type: 'rewriteHost', value: 'in.test' }, {}, 'changes', 'forward', /Host in\.test/],
  ['a path', { type: 'rewritePath', mode: 'full', value: '/x' }, {}, 'changes', 'forward', /whole path/],
  ['fields', { type: 'requestHeaders', set: { a: '1' }, add: { b: '2', c: '3' }, remove: ['c', 'd'] }, {}, 'changes', 'forward', /^Sets a; adds b; removes c, d$/],
  ['a copy', { type: 'mirror', service: 'other', percent: 5 }, {}, 'passes', 'forward', /other gets a copy of 5 %/],
  ['times', { type: 'timeouts', requestMs: 5000 }, {}, 'passes', 'forward', /504 after 5000 ms/],
  ['another service', { type: 'defaultBackend', service: 'other' }, {}, 'passes', 'forward', /other is asked where/],
  ['a page', { type: 'errorPages', statusCodes: [502], body: 'Sorry' }, {}, 'depends', 'forward', /Answers with 502 get another body/],
  ['fields of the answer', { type: 'responseHeaders', remove: ['server'] }, {}, 'changes', 'forward', /Removes server/],
  ['https for ever', { type: 'hsts' }, { protocol: 'https' }, 'changes', 'forward', /https alone/],
  ['https for ever, over http', { type: 'hsts' }, {}, 'passes', 'forward', /over https alone/],
  ['a coding', { type: 'compression' }, { headers: { 'accept-encoding': 'gzip' } }, 'depends', 'forward', /compressed with gzip/],
  ['no coding', { type: 'compression' }, {}, 'passes', 'forward', /takes none of br, gzip/],
])('%s', (_, filter, given, verdict, status, why) => {
  const explanation = fateOf(filter, given)
  expect(explanation.filters).toMatchObject([{ type: filter.type, template: null, verdict }])
  expect(explanation.filters[0]!.why).toMatch(why)
  expect(statusOf(explanation)).toBe(status)
  const chinese = ask({ filters: [filter] }, given, 'zh-CN')
  expect(chinese.filters[0]!.why).toMatch(/[\u4e00-\u9fff]/)
})

describe('what answers', () => {
  const types = ({ filters }: Pick<Explanation, 'filters'>) => filters.map(({ type, verdict }) => [type, verdict])

  test('ends the way to the target, and not that of the answer', () => {
    const filters: Filter[] = [{ type: 'requestHeaders', set: { a: '1' } }, { type: 'responseHeaders', set: { b: '2' } }, { type: 'ipRestriction', deny: ['192.0.2.7'] }, { type: 'cors' }]
    const explanation = ask({ filters })
    expect(types(explanation)).toEqual([['ipRestriction', 'answers'], ['cors', 'skipped'], ['requestHeaders', 'skipped'], ['responseHeaders', 'changes']])
    expect(explanation).toMatchObject({ service: null, targets: [], upstreamRequest: null, verdict: 'Route shop answers 403: The address 192.0.2.7 is on the list of those that may not come' })
  })

  test('may do so for a route without a service', () => {
    const { service: _, ...route } = makeRoute({ filters: [{ type: 'redirect', url: 'https://new.test/' }] })
    expect(ask(route)).toMatchObject({ outcome: { kind: 'redirect', status: 302, location: 'https://new.test/' }, service: null, verdict: 'Route shop redirects to https://new.test/' })
  })

  test('is 400 where a redirect has no host to go to', () => {
    const explanation = ask({ paths: [{ type: 'prefix', value: '/' }], filters: [{ type: 'redirect', scheme: 'https' }] }, { host: '' })
    expect(statusOf(explanation)).toBe(400)
    expect(explanation.filters[0]!.why).toMatch(/names no host/)
  })

  test('is the route itself where its service is gone; pages know of it', () => {
    const explanation = ask({ service: 'gone', filters: [{ type: 'errorPages', statusCodes: [500], body: 'Sorry' }, { type: 'rewriteHost', value: 'a.test' }, { type: 'bodySize', maxBytes: 1 }] })
    expect(statusOf(explanation)).toBe(500)
    expect(types(explanation)).toEqual([['bodySize', 'passes'], ['rewriteHost', 'skipped'], ['errorPages', 'changes']])
  })

  test('comes before the length of a body, and behind limits by consumer', () => {
    const filters: Filter[] = [{ type: 'bodySize', maxBytes: 1 }, { type: 'rateLimit', requests: 1, by: 'consumer' }, { type: 'keyAuth' }, { type: 'respond' }]
    const given = { method: 'POST', headers: { 'content-length': '9', apikey: 'key-of-anna' } }
    const explanation = ask({ filters }, given)
    expect(types(explanation)).toEqual([['rateLimit', 'depends'], ['keyAuth', 'passes'], ['respond', 'answers'], ['bodySize', 'skipped']])
    expect(explanation.filters[0]!.why).toContain('for the consumer anna')
    expect(types(ask({ filters }, { headers: {} }))).toEqual([['rateLimit', 'skipped'], ['keyAuth', 'answers'], ['respond', 'skipped'], ['bodySize', 'skipped']])
  })

  test('is not asked where the route is for https alone', () => {
    expect(ask({ protocols: ['https'], httpsRedirectStatusCode: 308, filters: [{ type: 'respond' }] })).toMatchObject({ outcome: { kind: 'redirect', status: 308 }, filters: [] })
  })
})

test('filters stand in the order of their types, with their templates', () => {
  const filters = [{ type: 'hsts' }, { type: 'timeouts', requestMs: 1 }] as const
  const templates = [makeTemplate({ filters: [{ type: 'cors' }, { type: 'hsts' }] })]
  const { filters: explained } = ask({ filters: [...filters], templates: ['public'] }, {}, 'en', { templates })
  expect(explained.map(({ type, template }) => [type, template])).toEqual([['cors', 'public'], ['timeouts', null], ['hsts', null]])
  const places = explained.map(({ type }) => FILTER_TYPES.indexOf(type as FilterType))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

describe('the request for the target', () => {
  const asked = (route: Given, given: Partial<RoutingRequest> = {}) => ask(route, given).upstreamRequest!

  test('has the fields that filters set, add and remove', () => {
    const filter: Filter = { type: 'requestHeaders', set: { 'x-a': 'new', 'x-real-ip': '-' }, add: { 'x-b': '2' }, remove: ['x-c'] }
    const { headers } = asked({ filters: [filter] }, { headers: { 'x-a': 'old', 'x-b': '1', 'x-c': '3', 'x-d': '4' } })
    expect(headers).toMatchObject({ 'x-a': 'new', 'x-b': '1, 2', 'x-d': '4', 'x-real-ip': '-', 'x-forwarded-for': '192.0.2.7' })
    expect(headers).not.toHaveProperty('x-c')
  })

  test('has the Host and the path of the filters', () => {
    const filters: Filter[] = [{ type: 'rewriteHost', value: 'in.test:81' }, { type: 'rewritePath', mode: 'prefix', value: '/v2' }]
    const request = asked({ paths: [{ type: 'prefix', value: '/api' }], filters, preserveHost: true }, { target: '/api/x?y' })
    expect(request).toMatchObject({ url: 'http://in.test:81/v2/x?y', headers: { host: 'in.test:81' } })
  })

  test('says who it is, and hides what it was shown', () => {
    const filters: Filter[] = [{ type: 'basicAuth', hideCredentials: true }]
    const { headers } = asked({ filters }, { headers: { ...basic('anna:pass'), 'x-consumer-username': 'root', x_consumer_id: 'root' } })
    expect(headers).toMatchObject({ 'x-consumer-username': 'anna', 'x-credential-identifier': 'anna-password' })
    expect(Object.keys(headers)).not.toContain('authorization')
    expect(Object.keys(headers)).not.toContain('x_consumer_id')
  })

  test('has no keys in query and cookies that are hidden', () => {
    const filters: Filter[] = [{ type: 'keyAuth', hideCredentials: true, inCookie: true }]
    const { url, headers } = asked({ filters }, { target: '/?a=1&apikey=key-of-anna', headers: { cookie: 'apikey=x; b=2' } })
    expect(url).toBe('http://shop.test/?a=1')
    expect(headers.cookie).toBe('b=2')
  })

  test('has nothing that only an authentication server may say', () => {
    const filters: Filter[] = [{ type: 'externalAuth', url: 'http://auth.test/', responseHeaders: ['x-user'] }]
    expect(asked({ filters }, { headers: { 'x-user': 'root' } }).headers).not.toHaveProperty('x-user')
  })

  test('cannot hold a line more than fields that were typed', () => {
    expect(Object.keys(asked({}, { headers: { 'x-a': 'b\r\nx-admin: true' } }).headers)).not.toContain('x-admin')
  })
})

test('where no target takes requests, the default backend does', () => {
  const route: Given = { filters: [{ type: 'defaultBackend', service: 'other' }, { type: 'errorPages', statusCodes: [503], body: 'Sorry' }] }
  const upstreams = [makeUpstream({ targets: [] }), makeUpstream({ name: 'other', targets: [{ host: '127.0.0.1', port: 9002 }] })]
  expect(ask(route, {}, 'en', { upstreams })).toMatchObject({ outcome: { kind: 'forward' }, service: 'other', upstream: 'other', targets: [{ address: '127.0.0.1:9002', share: 1 }], filters: [{ verdict: 'changes', why: expect.stringMatching(/other is asked$/) }, { verdict: 'depends' }] })
  const nobody = ask(route, {}, 'en', { upstreams: [upstreams[0]!, makeUpstream({ name: 'other', targets: [] })] })
  expect(statusOf(nobody)).toBe(503)
  expect(nobody.filters.map(({ verdict }) => verdict)).toEqual(['passes', 'changes'])
})
