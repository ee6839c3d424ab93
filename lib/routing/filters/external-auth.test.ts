import { describe, expect, test } from 'vitest'
import { ExternalAuth } from '#lib/model/filters/auth.ts'
import { cacheKey, cacheSeconds } from './external-auth-cache.ts'
import { authHeaders, authOutcome, copiedHeaders, judgedTarget, signInLocation, type AuthOutcome, type AuthSubject } from './external-auth.ts'

const filterOf = (given: Partial<ExternalAuth> = {}): ExternalAuth => ExternalAuth.parse({ type: 'externalAuth', url: 'http://auth.test/verify', ...given })

const subjectOf = (given: Partial<AuthSubject> = {}): AuthSubject => ({
  method: 'POST', target: '/cart?a=1&b=2', host: 'shop.test:8080', protocol: 'http', clientAddress: '192.0.2.7', forwardedFor: '198.51.100.1, 192.0.2.7', headers: {}, ...given,
})

describe('authHeaders', () => {
  test('say who asks for what (ingress-nginx)', () => {
    expect({ ...authHeaders(subjectOf()) }).toEqual({
      'x-original-url': ['http://shop.test:8080/cart?a=1&b=2'], 'x-original-method': ['POST'], 'x-original-uri': ['/cart?a=1&b=2'], 'x-sent-from': ['sluice'],
      'x-real-ip': ['192.0.2.7'], 'x-forwarded-for': ['198.51.100.1, 192.0.2.7'], 'x-auth-request-redirect': ['/cart?a=1&b=2'], via: ['1.1 sluice'],
    })
  })

  test("pass the client's headers on, in all their lines", () => {
    const headers = authHeaders(subjectOf({ headers: { cookie: ['a=1'], authorization: ['Bearer x'], 'x-list': ['1', '2'], via: ['1.1 edge'] } }))
    expect(headers).toMatchObject({ cookie: ['a=1'], authorization: ['Bearer x'], 'x-list': ['1', '2'], via: ['1.1 edge', '1.1 sluice'] })
  })

  test('replace what the client says of itself, under names that read alike too', () => {
    const headers = authHeaders(subjectOf({ headers: { 'x-original-url': ['http://evil.test/'], x_original_method: ['GET'], 'x-real-ip': ['10.0.0.1'] } }))
    expect(headers).toMatchObject({ 'x-original-url': ['http://shop.test:8080/cart?a=1&b=2'], 'x-original-method': ['POST'], 'x-real-ip': ['192.0.2.7'] })
    expect(headers).not.toHaveProperty('x_original_method')
  })

  test('ask for no part, and make no condition', () => {
    const headers = authHeaders(subjectOf({ headers: { range: ['bytes=0-1'], 'if-none-match': ['"x"'], 'if-modified-since': ['x'], 'if-range': ['x'], accept: ['*/*'] } }))
    expect(Object.keys(headers).filter((name) => /^(if|range|accept)/.test(name))).toEqual(['accept'])
  })

  test('take a name that objects have for a name', () => {
    const headers = Object.assign(Object.create(null), { ['__proto__']: ['x'] }) as Record<string, string[]>
    Object.defineProperty(headers, '__proto__', { value: ['x'], enumerable: true })
    expect(Object.getPrototypeOf(authHeaders(subjectOf({ headers })))).toBeNull()
  })
})

test.each([
  ['reserved', '/public/%2e%2e/admin', '/admin', '/admin?a=%2e'],
  ['reserved', '/caf\xe9%2fx', '/caf%E9%2Fx', '/caf%E9%2Fx?a=%2e'],
  ['reserved', '//a/./b c', '/a/b c', '/a/b%20c?a=%2e'],
  ['decoded', '/public/%2e%2e/admin', '/admin', '/public/%2e%2e/admin?a=%2e'],
] as const)('in the form %s, %s is judged as %s', (form, rawPath, path, target) => {
  expect(judgedTarget({ form, rawPath, path, query: '?a=%2e' })).toBe(target)
})

describe('authOutcome (nginx auth_request)', () => {
  const passes: AuthOutcome = { kind: 'passes', requestLines: '', cookies: [] }
  const denied = (status: 401 | 403): AuthOutcome => ({ kind: 'denied', status, challenges: [], cookies: [] })
  const failed = (status: number): AuthOutcome => ({ kind: 'failed', reason: `the status ${status}` })

  test.each<[number, AuthOutcome]>([
    [200, passes], [201, passes], [202, passes], [204, passes], [206, passes], [299, passes],
    [401, denied(401)], [403, denied(403)],
    [301, failed(301)], [302, failed(302)], [304, failed(304)], [400, failed(400)], [404, failed(404)], [429, failed(429)],
    [500, failed(500)], [503, failed(503)], [101, failed(101)],
  ])('%i', (status, outcome) => {
    expect(authOutcome([], status, {})).toEqual(outcome)
  })

  test('copies the named headers for the target, line by line', () => {
    const headers = { 'x-user': 'anna', 'x-groups': ['a', 'b'], 'x-else': 'no' }
    expect(authOutcome(['x-user', 'x-groups', 'x-not-there'], 200, headers)).toMatchObject({ requestLines: 'x-user: anna\r\nx-groups: a\r\nx-groups: b\r\n' })
  })

  test('copies nothing that frames the request', () => {
    expect(copiedHeaders({ responseHeaders: ['content-length', 'transfer-encoding', 'connection', 'host', 'x-user'] })).toEqual(['x-user'])
  })

  test('copies no value that could end its line', () => {
    expect(authOutcome(['x-user'], 200, { 'x-user': ['a\r\nx-admin: 1', 'b'] })).toMatchObject({ requestLines: 'x-user: b\r\n' })
  })

  test('keeps challenges and cookies', () => {
    const headers = { 'www-authenticate': ['Bearer realm="a"'], 'set-cookie': ['a=1; Path=/', 'b=2'] }
    expect(authOutcome([], 401, headers)).toEqual({ kind: 'denied', status: 401, challenges: ['Bearer realm="a"'], cookies: ['a=1; Path=/', 'b=2'] })
    expect(authOutcome([], 200, headers)).toEqual({ kind: 'passes', requestLines: '', cookies: ['a=1; Path=/', 'b=2'] })
  })
})

describe('signInLocation (ingress-nginx buildAuthSignURL)', () => {
  const original = 'rd=http://shop.test:8080%2Fcart%3Fa%3D1%26b%3D2'
  test.each<[string, Partial<ExternalAuth>, string]>([
    ['as the only argument', { signInUrl: 'https://login.test/start' }, `https://login.test/start?${original}`],
    ['behind others', { signInUrl: 'https://login.test/start?x=1' }, `https://login.test/start?x=1&${original}`],
    ['behind none, though there is a "?"', { signInUrl: 'https://login.test/start?' }, `https://login.test/start?${original}`],
    ['before the fragment', { signInUrl: 'https://login.test/start#top' }, `https://login.test/start?${original}#top`],
    ['under another name', { signInUrl: 'https://login.test/start', signInParameter: 'next' }, `https://login.test/start?${original.replace('rd', 'next')}`],
    ['not where the address says it itself', { signInUrl: 'https://login.test/start?rd=https://home.test/' }, 'https://login.test/start?rd=https://home.test/'],
    ['an address without a path', { signInUrl: 'https://login.test' }, `https://login.test/?${original}`],
    ['an address that is not ASCII', { signInUrl: 'https://login.test/é' }, `https://login.test/%C3%A9?${original}`],
  ])('%s', (_, given, location) => {
    expect(signInLocation(filterOf(given), subjectOf())).toBe(location)
  })

  test.each(["/a'b", '/a&rd=http://evil.test', '/a#b', '/%0d%0a', '//evil.test'])('%s stays in its argument', (target) => {
    const url = new URL(signInLocation(filterOf({ signInUrl: 'https://login.test/start' }), subjectOf({ target })))
    expect(url.searchParams.getAll('rd')).toEqual([`http://shop.test:8080${target}`])
    expect(url.host).toBe('login.test')
  })
})

describe('cacheKey', () => {
  type Key = NonNullable<ExternalAuth['cache']>['key']
  const all: Key = [{ from: 'ip' }, { from: 'host' }, { from: 'path' }, { from: 'method' }, { from: 'header', name: 'authorization' }, { from: 'cookie', name: 'sid' }]
  const keyOf = (given: Partial<AuthSubject>, key: Key = all) => cacheKey({ key, durations: [] }, subjectOf(given))
  const base: Partial<AuthSubject> = { headers: { authorization: ['Bearer x'], cookie: ['sid=1; other=2'] } }

  test.each<[string, Partial<AuthSubject>]>([
    ['the address', { clientAddress: '192.0.2.8' }],
    ['the host', { host: 'other.test' }],
    ['the path', { target: '/other' }],
    ['the method', { method: 'GET' }],
    ['the header', { headers: { ...base.headers, authorization: ['Bearer y'] } }],
    ['the header twice', { headers: { ...base.headers, authorization: ['Bearer x', 'Bearer x'] } }],
    ['the cookie', { headers: { ...base.headers, cookie: ['sid=2'] } }],
    ['the cookie twice', { headers: { ...base.headers, cookie: ['sid=1; sid=2'] } }],
    ['no header', { headers: { cookie: ['sid=1'] } }],
    ['no cookie', { headers: { authorization: ['Bearer x'] } }],
  ])('differs by %s', (_, given) => {
    expect(keyOf({ ...base, ...given })).not.toBe(keyOf(base))
  })

  test.each<[string, Partial<AuthSubject>]>([
    ['the query', { target: '/cart?c=3' }],
    ['another cookie', { headers: { ...base.headers, cookie: ['other=3; sid=1'] } }],
    ['another header', { headers: { ...base.headers, accept: ['*/*'] } }],
    ['the case of the host', { host: 'SHOP.test:8080' }],
  ])('does not differ by %s', (_, given) => {
    expect(keyOf({ ...base, ...given })).toBe(keyOf(base))
  })

  test('values do not run into one another', () => {
    const key: Key = [{ from: 'header', name: 'a' }, { from: 'header', name: 'b' }]
    expect(keyOf({ headers: { a: ['1'], b: ['23'] } }, key)).not.toBe(keyOf({ headers: { a: ['12'], b: ['3'] } }, key))
    expect(keyOf({ headers: { a: [''] } }, key)).not.toBe(keyOf({ headers: {} }, key))
  })
})

describe('cacheSeconds (nginx proxy_cache)', () => {
  const rule = { key: [{ from: 'ip' as const }, { from: 'header' as const, name: 'authorization' }], durations: [{ statuses: [200, 202], seconds: 300 }, { statuses: [401], seconds: 10 }] }
  test.each<[string, number, Record<string, string>, number]>([
    ['a status of the first', 202, {}, 300],
    ['a status of the second', 401, {}, 10],
    ['a status of none', 403, {}, 0],
    ['a cookie', 200, { 'set-cookie': 'a=1' }, 0],
    ['no-store', 200, { 'cache-control': 'no-store' }, 0],
    ['private among others', 200, { 'cache-control': 'max-age=60,Private' }, 0],
    ['no-cache with names', 200, { 'cache-control': 'no-cache="x"' }, 0],
    ['a shorter age', 200, { 'cache-control': 'public, max-age=60' }, 60],
    ['a longer age', 200, { 'cache-control': 'max-age=3600' }, 300],
    ['an age of nothing', 200, { 'cache-control': 'max-age=0' }, 0],
    ['an age of others', 200, { 'cache-control': 's-max-age=5, x-private=1' }, 300],
    ['what varies by everything', 200, { vary: '*' }, 0],
    ['what varies by something that is not of the key', 200, { vary: 'accept' }, 0],
    ['what varies by a header of the key', 200, { vary: 'Authorization' }, 300],
    ['what varies by one that is and one that is not', 200, { vary: 'authorization, accept' }, 0],
    ['what varies in a way that cannot be read', 200, { vary: 'authorizatioñ' }, 0],
    ['an age for shared caches, which is shorter', 200, { 'cache-control': 'max-age=200, s-maxage=60' }, 60],
    ['an age for shared caches, which is longer', 200, { 'cache-control': 's-maxage=120, max-age=0' }, 120],
    ['a date that is over', 200, { expires: 'Sun, 22 Nov 2026 11:59:59 GMT' }, 0],
    ['a date to come', 200, { expires: 'Sun, 22 Nov 2026 12:00:45 GMT' }, 45],
    ["a date to come, by the server's own clock", 200, { expires: 'Sun, 22 Nov 2020 12:00:45 GMT', date: 'Sun, 22 Nov 2020 12:00:00 GMT' }, 45],
    ['a date far away', 200, { expires: 'Sun, 22 Nov 2099 12:00:00 GMT' }, 300],
    ['no date', 200, { expires: '0' }, 0],
    ['words in place of a date', 200, { expires: 'later 2099' }, 0],
    ['an age counts more than a date', 200, { expires: '0', 'cache-control': 'max-age=60' }, 60],
  ])('%s', (_, status, headers, seconds) => {
    expect(cacheSeconds(rule, status, headers, Date.UTC(2026, 10, 22, 12))).toBe(seconds)
  })
})
