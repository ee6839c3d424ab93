import { describe, expect, test } from 'vitest'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { pathTests } from '../path-test.ts'
import { bindsSide, bondCookie, readBond, sessionBond, sessionHash, targetBond, upstreamBond, type BondFacts } from './affinity.ts'

type Affinity = FilterOf<'affinity'>

const filter = (more: Partial<Affinity> = {}): Affinity => ({
  type: 'affinity', mode: 'balanced', cookie: 'INGRESSCOOKIE', conditionalSameSiteNone: false, changeOnFailure: false, canary: 'sticky', ...more,
})

const bond = { upstream: upstreamBond({ workspace: 'w', name: 'shop' }), target: 'deadbeef' }
const tests = pathTests()
const facts = (more: Partial<BondFacts> = {}): BondFacts => ({
  match: { test: tests({ kind: 'any' }), form: 'reserved' }, isHttps: false, userAgent: 'Mozilla/5.0', now: Date.UTC(2026, 0, 1), ...more,
})
const at = (path: Parameters<typeof tests>[0]): Partial<BondFacts> => ({ match: { test: tests(path), form: 'reserved' } })

describe('the cookie', () => {
  const start = `INGRESSCOOKIE=${bond.upstream}|deadbeef`

  test.each<[string, Partial<Affinity>, Partial<BondFacts>, string]>([
    ['by default', {}, {}, '; Path=/; HttpOnly'],
    ['of a request over https', {}, { isHttps: true }, '; Path=/; Secure; HttpOnly'],
    ['that is to be secure', { secure: true }, {}, '; Path=/; Secure; HttpOnly'],
    ['that is not to be secure', { secure: false }, { isHttps: true }, '; Path=/; HttpOnly'],
    ['with a path', { path: '/app' }, at({ kind: 'prefix', value: '/cart' }), '; Path=/app; HttpOnly'],
    ['of an entry with a prefix', {}, at({ kind: 'prefix', value: '/cart' }), '; Path=/cart; HttpOnly'],
    ['of an entry with a path that is escaped', {}, at({ kind: 'exact', value: '/über uns' }), '; Path=/%C3%BCber%20uns; HttpOnly'],
    ['of an entry with a path that no cookie can name', {}, at({ kind: 'exact', value: '/a;b' }), '; Path=/; HttpOnly'],
    ['of an entry with a regular expression', {}, at({ kind: 'regex', value: '/a.*', caseInsensitive: false }), '; Path=/; HttpOnly'],
    ['with a domain', { domain: 'shop.test' }, {}, '; Path=/; Domain=shop.test; HttpOnly'],
    ['with an age', { maxAgeSeconds: 3600, expiresSeconds: 86_400 }, {}, '; Path=/; Expires=Fri, 02 Jan 2026 00:00:00 GMT; Max-Age=3600; HttpOnly'],
    ['of the same site', { sameSite: 'Strict' }, {}, '; Path=/; HttpOnly; SameSite=Strict'],
    ['of any site', { sameSite: 'None', secure: true }, { userAgent: 'Chrome/51.0' }, '; Path=/; Secure; HttpOnly; SameSite=None'],
  ])('%s', (_, settings, request, expected) => {
    expect(bondCookie(filter(settings), bond, facts(request))).toBe(start + expected)
  })

  test('is read as it was written', () => {
    const cookie = bondCookie(filter(), bond, facts()).split(';')[0]!
    expect(readBond(filter(), { cookie: `a=1; ${cookie}` })).toEqual(bond)
    expect(readBond(filter({ cookie: 'other' }), { cookie })).toBeNull()
  })

  test.each(['', 'deadbeef', 'x|y', `${bond.upstream}|`, `${bond.upstream}|10.0.0.1:80`, `${bond.upstream}|deadbeef|1`])('%j says nothing', (value) => {
    expect(readBond(filter(), { cookie: `INGRESSCOOKIE=${value}` })).toBeNull()
  })

  test('does not tell the address', () => {
    const target = targetBond(bond.upstream, { host: '10.1.2.3', port: 8080 })
    expect(target).toMatch(/^[0-9a-f]{16}$/)
    expect(target).not.toBe(targetBond(upstreamBond({ workspace: 'w', name: 'cart' }), { host: '10.1.2.3', port: 8080 }))
  })
})

/** ingress-nginx test/util/same_site_test.lua */
test.each([
  ['', true],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/41.0.2704.103 Safari/537.36', false],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/51.0.2704.103 Safari/537.36', false],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/61.0.2704.103 Safari/537.36', false],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 12_0 like Mac OS X) AppleWebKit/602.1.50 (KHTML, like Gecko) CriOS/56.0.2924.75 Mobile/14E5239e Safari/602.1', false],
  ['Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Mobile/15E148 Safari/604.1', false],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Safari/605.1.15', false],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/71.0.2704.103 Safari/537.36', true],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36', true],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 13_0 like Mac OS X) AppleWebKit/602.1.50 (KHTML, like Gecko) CriOS/56.0.2924.75 Mobile/14E5239e Safari/602.1', true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_2) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0.4 Safari/605.1.15', true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.117 Safari/537.36', true],
])('SameSite=None where it is conditional, for %j: %j', (userAgent, isSent) => {
  const text = bondCookie(filter({ sameSite: 'None', conditionalSameSiteNone: true }), bond, facts({ userAgent }))
  expect(text.includes('SameSite=None')).toBe(isSent)
})

test('sessions', () => {
  expect(sessionHash(sessionBond(0xdeadbeef))).toBe(0xdeadbeef)
  expect(sessionHash(sessionBond(7))).toBe(7)
  expect(sessionHash('deadbeefdeadbeef')).toBeNull()
})

test.each([['sticky', 'canary', true], ['sticky', 'stable', true], ['legacy', 'canary', false], ['legacy', 'stable', true]] as const)(
  '%s binds clients to the %s side: %j',
  (canary, side, expected) => {
    expect(bindsSide({ canary }, side)).toBe(expected)
  },
)
