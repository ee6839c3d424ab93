import { describe, expect, test } from 'vitest'
import { Cors } from '#lib/model/filters/cors.ts'
import { corsRule, originTest, type CorsOutcome } from './cors.ts'
import { edited } from './edits.ts'

type Given = Partial<Omit<Cors, 'type'>>
type Case = {
  name: string
  filter?: Given
  origin?: string | null
  method?: string
  kind: CorsOutcome['kind']
  /** Access-Control-Allow-Origin of the answer; null: none. */
  echoed: string | null
}

const filterOf = (given: Given = {}): Cors => Cors.parse({ type: 'cors', ...given })

const origins = (...allowOrigins: string[]): Given => ({ allowOrigins })

// ingress-nginx test/e2e/annotations/cors.go: the origin, and what the answer says of it.
const INGRESS_NGINX: Case[] = [
  { name: 'the default is every origin, named or not', origin: null, kind: 'allowed', echoed: '*' },
  { name: '* without an origin', filter: origins('*'), origin: null, kind: 'allowed', echoed: '*' },
  { name: '* beside another one is every origin', filter: origins('*', 'http://foo.bar.com'), origin: null, kind: 'allowed', echoed: '*' },
  { name: '*: an origin', filter: origins('*'), origin: 'http://origin.com', kind: 'allowed', echoed: '*' },
  { name: '*: a subdomain', filter: origins('*'), origin: 'http://book.origin.com', kind: 'allowed', echoed: '*' },
  { name: '*: what is no origin', filter: origins('*'), origin: 'test.origin.com', kind: 'allowed', echoed: '*' },
  { name: 'one origin, with its port', filter: origins('https://origin.cors.com:8080'), origin: 'https://origin.cors.com:8080', kind: 'allowed', echoed: 'https://origin.cors.com:8080' },
  { name: 'the first of several', filter: origins('https://origin.cors.com:8080', 'https://origin2.cors.com'), origin: 'https://origin.cors.com:8080', kind: 'allowed', echoed: 'https://origin.cors.com:8080' },
  { name: 'the last of several', filter: origins('https://origin2.cors.com', 'https://origin.com'), origin: 'https://origin.com', kind: 'allowed', echoed: 'https://origin.com' },
  { name: 'none of several', filter: origins('http://origin2.cors.com', 'https://origin.com'), origin: 'http://no.origin.com', kind: 'refused', echoed: null },
  { name: 'an origin without a scheme', filter: origins('https://origin2.cors.com', 'https://origin.com'), origin: 'origin.cors.com:8080', kind: 'refused', echoed: null },
  { name: 'a dot of the list is a dot', filter: origins('https://foo.bar.com'), origin: 'https://fooxbar.com', kind: 'refused', echoed: null },
  { name: 'the required port', filter: origins('http://origin.cors.com:8080', 'http://origin.com:8080'), origin: 'http://origin.com:8080', kind: 'allowed', echoed: 'http://origin.com:8080' },
  { name: 'a port where none is required', filter: origins('https://origin2.cors.com', 'http://origin.com'), origin: 'http://origin.com:8080', kind: 'refused', echoed: null },
  { name: 'no port where one is required', filter: origins('http://origin.cors.com:8080', 'http://origin.com:8080'), origin: 'http://origin.com', kind: 'refused', echoed: null },
  { name: 'a wildcard: a label', filter: origins('http://*.origin.cors.com', 'http://*.origin.com:8080'), origin: 'http://foo.origin.cors.com', kind: 'allowed', echoed: 'http://foo.origin.cors.com' },
  { name: 'a wildcard: a label with a hyphen', filter: origins('http://*.origin.cors.com', 'http://*.origin.com:8080'), origin: 'http://bar-foo.origin.cors.com', kind: 'allowed', echoed: 'http://bar-foo.origin.cors.com' },
  { name: 'a wildcard: not two labels', filter: origins('http://*.origin.cors.com', 'http://*.origin.com:8080'), origin: 'http://bar.foo.origin.cors.com', kind: 'refused', echoed: null },
  { name: 'a wildcard with its port', filter: origins('http://origin.cors.com:8080', 'http://*.origin.com:8080'), origin: 'http://abc.origin.com:8080', kind: 'allowed', echoed: 'http://abc.origin.com:8080' },
  { name: 'a wildcard without its port', filter: origins('http://origin.cors.com:8080', 'http://*.origin.com:8080'), origin: 'http://abc.origin.com', kind: 'refused', echoed: null },
  { name: 'a wildcard: not its own domain', filter: origins('http://origin.cors.com:8080', 'http://*.origin.com:8080'), origin: 'http://origin.com:8080', kind: 'refused', echoed: null },
  { name: 'a wildcard beside: its subdomain', filter: origins('http://origin.cors.com:8080', 'http://*.origin.com:8080'), origin: 'http://bar.origin.com:8080', kind: 'allowed', echoed: 'http://bar.origin.com:8080' },
  { name: 'OPTIONS of a matching origin is a preflight', filter: origins('https://a.test'), method: 'OPTIONS', origin: 'https://a.test', kind: 'preflight', echoed: 'https://a.test' },
  { name: 'OPTIONS of another origin is served', filter: origins('https://a.test'), method: 'OPTIONS', origin: 'https://b.test', kind: 'refused', echoed: null },
  { name: 'OPTIONS without an origin is served', filter: origins('https://a.test'), method: 'OPTIONS', origin: null, kind: 'refused', echoed: null },
  { name: '*: OPTIONS without an origin is a preflight', filter: origins('*'), method: 'OPTIONS', origin: null, kind: 'preflight', echoed: '*' },
]

const OWN: Case[] = [
  { name: 'null, where it is on the list', filter: origins('null'), origin: 'null', kind: 'allowed', echoed: 'null' },
  { name: 'null, where it is not', filter: origins('https://a.test'), origin: 'null', kind: 'refused', echoed: null },
  { name: 'letters compare in any case', filter: origins('https://Shop.Test'), origin: 'HTTPS://SHOP.test', kind: 'allowed', echoed: 'HTTPS://SHOP.test' },
  { name: 'a wildcard compares in any case', filter: origins('https://*.Shop.Test'), origin: 'https://A.shop.test', kind: 'allowed', echoed: 'https://A.shop.test' },
  { name: 'another scheme', filter: origins('https://a.test'), origin: 'http://a.test', kind: 'refused', echoed: null },
  { name: 'a scheme of an app', filter: origins('capacitor://localhost'), origin: 'capacitor://localhost', kind: 'allowed', echoed: 'capacitor://localhost' },
  { name: 'a longer host that ends alike', filter: origins('https://a.test'), origin: 'https://evil-a.test', kind: 'refused', echoed: null },
  { name: 'a longer host that begins alike', filter: origins('https://a.test'), origin: 'https://a.test.evil.test', kind: 'refused', echoed: null },
  { name: 'a wildcard does not end in the middle of a label', filter: origins('https://*.a.test'), origin: 'https://evila.test', kind: 'refused', echoed: null },
  { name: 'a wildcard is no empty label', filter: origins('https://*.a.test'), origin: 'https://.a.test', kind: 'refused', echoed: null },
  { name: 'a wildcard takes no user part', filter: origins('https://*.a.test'), origin: 'https://x@b.a.test', kind: 'refused', echoed: null },
  { name: 'a wildcard takes no underscore', filter: origins('https://*.a.test'), origin: 'https://x_y.a.test', kind: 'refused', echoed: null },
  { name: 'several origins in one field', filter: origins('https://a.test'), origin: 'https://a.test https://b.test', kind: 'refused', echoed: null },
  { name: 'IPv6', filter: origins('http://[::1]:3000'), origin: 'http://[::1]:3000', kind: 'allowed', echoed: 'http://[::1]:3000' },
  { name: 'an empty origin', filter: origins('https://a.test'), origin: '', kind: 'refused', echoed: null },
]

const TARGET = 'Access-Control-Allow-Origin: https://target.test\r\naccess-control-expose-headers: x-target\r\nContent-Type: text/plain\r\n'

const outcomeOf = (given: Given = {}, { method = 'GET', origin = 'https://a.test' as string | null, asked = {} as Record<string, string> } = {}) =>
  corsRule(filterOf(given))({ method, origin, asked: (name) => asked[name] ?? null })

const fieldsOf = (outcome: CorsOutcome): Record<string, string> =>
  Object.fromEntries(edited(TARGET, outcome.edits).trimEnd().split('\r\n').map((line) => line.split(': ', 2) as [string, string]))

describe.each([['of ingress-nginx', INGRESS_NGINX], ['of our own', OWN]])('cases %s', (_, cases) => {
  test.each(cases)('$name', ({ filter, origin, method, kind, echoed }) => {
    const outcome = outcomeOf(filter, { method, origin })
    expect(outcome.kind).toBe(kind)
    expect(fieldsOf(outcome)['Access-Control-Allow-Origin'] ?? null).toBe(echoed)
  })
})

describe('the fields of an answer', () => {
  test('are those of ingress-nginx by default', () => {
    expect(fieldsOf(outcomeOf())).toEqual({
      'Content-Type': 'text/plain',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Methods': 'GET, PUT, POST, DELETE, PATCH, OPTIONS',
      'Access-Control-Allow-Headers': 'dnt, keep-alive, user-agent, x-requested-with, if-modified-since, cache-control, content-type, range, authorization',
      'Access-Control-Max-Age': '1728000',
    })
  })

  test.each<[string, Given, string, string | undefined]>([
    ['methods', { allowMethods: ['POST', 'GET'] }, 'Access-Control-Allow-Methods', 'POST, GET'],
    ['headers', { allowHeaders: ['dnt', 'user-agent'] }, 'Access-Control-Allow-Headers', 'dnt, user-agent'],
    ['exposed headers', { exposeHeaders: ['x-custom', 'x-second'] }, 'Access-Control-Expose-Headers', 'x-custom, x-second'],
    ['no exposed headers', {}, 'Access-Control-Expose-Headers', undefined],
    ['the age', { maxAgeSeconds: 200 }, 'Access-Control-Max-Age', '200'],
    ['an age of nothing', { maxAgeSeconds: 0 }, 'Access-Control-Max-Age', '0'],
    ['credentials', { allowCredentials: true }, 'Access-Control-Allow-Credentials', 'true'],
    ['no credentials', { allowCredentials: false }, 'Access-Control-Allow-Credentials', undefined],
    ['no methods', { allowMethods: [] }, 'Access-Control-Allow-Methods', undefined],
  ])('say %s', (_, given, name, value) => {
    expect(fieldsOf(outcomeOf(given))[name]).toBe(value)
    expect(fieldsOf(outcomeOf(given, { method: 'OPTIONS' }))[name]).toBe(value)
  })

  test.each<[string, Given, string | undefined]>([
    ['an origin that is sent back', origins('https://a.test'), 'Origin'],
    ['an origin that is refused', origins('https://b.test'), 'Origin'],
    ['every origin', origins('*'), undefined],
  ])('tell caches to tell apart: %s', (_, given, vary) => {
    expect(fieldsOf(outcomeOf(given)).Vary).toBe(vary)
  })

  test('have none of the target for an origin that is refused', () => {
    expect(fieldsOf(outcomeOf(origins('https://b.test')))).toEqual({ 'Content-Type': 'text/plain', Vary: 'Origin' })
  })
})

describe('* beside credentials', () => {
  const asked = { 'access-control-request-method': 'PURGE', 'access-control-request-headers': 'x-one, x-two' }
  const wild: Given = { allowMethods: ['*'], allowHeaders: ['*'] }

  test('a preflight is told what it asked for', () => {
    const fields = fieldsOf(outcomeOf(wild, { method: 'OPTIONS', asked }))
    expect(fields).toMatchObject({ 'Access-Control-Allow-Methods': 'PURGE', 'Access-Control-Allow-Headers': 'x-one, x-two' })
  })

  test('a list is not', () => {
    const fields = fieldsOf(outcomeOf({ allowMethods: ['GET'], allowHeaders: ['x-three'] }, { method: 'OPTIONS', asked }))
    expect(fields).toMatchObject({ 'Access-Control-Allow-Methods': 'GET', 'Access-Control-Allow-Headers': 'x-three' })
  })

  test('without credentials, * says it all', () => {
    const fields = fieldsOf(outcomeOf({ ...wild, allowCredentials: false }, { method: 'OPTIONS', asked }))
    expect(fields).toMatchObject({ 'Access-Control-Allow-Methods': '*', 'Access-Control-Allow-Headers': '*' })
  })

  test('what is no list of names is not sent back', () => {
    const fields = fieldsOf(outcomeOf(wild, { method: 'OPTIONS', asked: { 'access-control-request-headers': 'x-one\r\nSet-Cookie: a=b' } }))
    expect(fields).toMatchObject({ 'Access-Control-Allow-Headers': '*' })
    expect(fields).not.toHaveProperty('Set-Cookie')
  })
})

test('a long list finds its last wildcard', () => {
  const takes = originTest(Array.from({ length: 256 }, (_, n) => `https://*.x${n}.test`))
  expect(takes('https://a.x255.test')).toBe(true)
  expect(takes('https://a.x256.test')).toBe(false)
})
