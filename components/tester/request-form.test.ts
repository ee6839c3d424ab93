import { describe, expect, test } from 'vitest'
import { checkRequest } from './check-request.ts'
import { BODY_MAX, EMPTY_REQUEST, fromSearch, toSearch, type RequestForm } from './request-form.ts'

const FULL: RequestForm = {
  protocol: 'http',
  method: 'POST',
  url: 'https://shop.test/a/../b?x=%2F&y',
  headers: [{ name: 'X-Version', value: 'v1: really, = 2' }, { name: 'X-Version', value: '中' }, { name: 'X-Empty', value: '' }],
  cookies: [{ name: 'sid', value: 'a=b' }, { name: 'canary', value: 'always' }],
  clientIp: '2001:db8::7',
  sni: 'shop.test',
  listener: 'https',
  body: '{"a": 1}\n',
  source: '',
  destination: '',
}

const STREAM: RequestForm = { ...EMPTY_REQUEST, protocol: 'tls', source: '10.0.0.7:51000', destination: '[::1]:5432', sni: 'db.test', listener: 'db' }

describe('the URL of the page', () => {
  test.each([['empty', EMPTY_REQUEST], ['full', FULL], ['stream', STREAM]])('%s comes back as it was', (_, form) => {
    expect(fromSearch(toSearch(form))).toEqual(form)
  })

  test('holds what belongs to the protocol, and nothing else', () => {
    expect(fromSearch(toSearch({ ...FULL, ...STREAM, url: FULL.url }))).toEqual(STREAM)
    expect(toSearch({ ...STREAM, protocol: 'http' })).toMatchObject({ source: '', destination: '' })
  })

  test('leaves out rows that are still empty', () => {
    const form = { ...EMPTY_REQUEST, headers: [{ name: '', value: ' ' }], cookies: [{ name: '', value: '' }] }
    expect(toSearch(form)).toMatchObject({ header: [], cookie: [] })
  })

  test('keeps what is wrong, so that it can be mended', () => {
    const bad = { ...EMPTY_REQUEST, url: 'shop', clientIp: 'me', headers: [{ name: 'a b', value: 'c' }] }
    expect(fromSearch(toSearch(bad))).toEqual(bad)
  })
})

describe('checkRequest', () => {
  test('a request as the API takes it', () => {
    expect(checkRequest(FULL)).toEqual({
      ok: true,
      body: '{"a": 1}\n',
      request: {
        method: 'POST',
        url: 'https://shop.test/a/../b?x=%2F&y',
        headers: { 'x-version': ['v1: really, = 2', '中'], 'x-empty': '', cookie: 'sid=a=b; canary=always' },
        clientIp: '2001:db8::7',
        sni: 'shop.test',
        listener: 'https',
      },
    })
  })

  test('leaves out what was not given', () => {
    const checked = checkRequest({ ...EMPTY_REQUEST, method: 'get', url: ' http://a ' })
    expect(checked).toEqual({ ok: true, body: '', request: { method: 'GET', url: 'http://a', headers: {} } })
  })

  test('a cookie header and cookies are one header', () => {
    const form = { ...EMPTY_REQUEST, url: 'http://a/', headers: [{ name: 'Cookie', value: 'a=1' }], cookies: [{ name: 'b', value: '2' }] }
    expect(checkRequest(form)).toMatchObject({ request: { headers: { cookie: 'a=1; b=2' } } })
  })

  test.each<[Partial<RequestForm>, string, string]>([
    [{ url: '' }, 'url', 'noUrl'],
    [{ url: 'shop.test' }, 'url', 'url'],
    [{ url: 'ftp://shop.test' }, 'url', 'url'],
    [{ url: 'http://shop.test/#a' }, 'url', 'url'],
    [{ url: 'http://shop.test/a b' }, 'url', 'url'],
    [{ method: 'GE T' }, 'method', 'method'],
    [{ method: '' }, 'method', 'method'],
    [{ headers: [{ name: '', value: '' }, { name: 'a b', value: '' }] }, 'headers.1.name', 'headerName'],
    [{ headers: [{ name: '', value: 'x' }] }, 'headers.0.name', 'headerName'],
    [{ headers: [{ name: 'a', value: 'x\ny' }] }, 'headers.0.value', 'headerValue'],
    [{ cookies: [{ name: 'a', value: 'x;y' }] }, 'cookies.0.value', 'cookieValue'],
    [{ cookies: [{ name: 'a;', value: '' }] }, 'cookies.0.name', 'cookieName'],
    [{ clientIp: '10.0.0' }, 'clientIp', 'address'],
    [{ sni: 'https://a' }, 'sni', 'sni'],
    [{ body: 'x'.repeat(BODY_MAX + 1) }, 'body', 'body'],
  ])('%o: %s', (bad, field, problem) => {
    expect(checkRequest({ ...EMPTY_REQUEST, url: 'http://shop.test/', ...bad })).toEqual({ ok: false, problems: [{ field, problem }] })
  })
})

describe('checkRequest of a stream', () => {
  test('a connection as the API takes it', () => {
    const request = { protocol: 'tls', source: { ip: '10.0.0.7', port: 51000 }, destination: { ip: '::1', port: 5432 }, sni: 'db.test', listener: 'db' }
    expect(checkRequest(STREAM)).toEqual({ ok: true, body: '', request })
  })

  test('an SNI belongs to TLS, and what is not known is left out', () => {
    const checked = checkRequest({ ...STREAM, protocol: 'udp', source: ' ', destination: '10.0.0.1', listener: '' })
    expect(checked).toEqual({ ok: true, body: '', request: { protocol: 'udp', destination: { ip: '10.0.0.1' } } })
  })

  test.each<[Partial<RequestForm>, string, string]>([
    [{ destination: 'db.test:5432' }, 'destination', 'endpoint'],
    [{ source: '10.0.0' }, 'source', 'endpoint'],
    [{ sni: 'https://a' }, 'sni', 'sni'],
  ])('%o: %s', (bad, field, problem) => expect(checkRequest({ ...STREAM, ...bad })).toEqual({ ok: false, problems: [{ field, problem }] }))
})
