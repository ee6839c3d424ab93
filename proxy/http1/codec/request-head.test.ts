import { describe, expect, test } from 'vitest'
import { CHUNKED, type RequestHead } from './message.ts'
import { readRequestHead } from './request-head.ts'
import { GOOD_REQUESTS } from './testing/messages.ts'
import { LIMITS } from './testing/read-messages.ts'

const read = (text: string): RequestHead => {
  const head = readRequestHead(text, LIMITS)
  if (head?.kind !== 'request') throw new Error(`Not read: ${JSON.stringify(head)}`)
  return head
}
const good = (name: string): RequestHead => read(GOOD_REQUESTS[name]!)
const get = (...lines: string[]): RequestHead => read(['GET / HTTP/1.1', 'Host: shop.test', ...lines, '', ''].join('\r\n'))

test('all parts of a plain request', () => {
  expect(good('get')).toEqual({
    kind: 'request', method: 'GET', target: '/a/b?c=d', host: 'shop.test', minor: 1, passed: '', fields: 'Host: shop.test\r\n', length: 0, hasLength: false,
    keepAlive: true, upgrade: '', expects: false, takesTrailers: false, trailer: '', forwarded: null, requestId: '', traceparent: '', trace: '',
    size: GOOD_REQUESTS.get!.length,
  })
})

const TRACE_ID = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const withFields = (fields: string) => readRequestHead(`GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`, LIMITS) as RequestHead

test.each([
  ['a good one goes on with its state', `traceparent: ${TRACE_ID}\r\ntracestate: a=1\r\n`, TRACE_ID, `tracestate: a=1\r\ntraceparent: ${TRACE_ID}\r\n`],
  ['a broken one takes its state along', 'traceparent: 00-0-0-01\r\ntracestate: a=1\r\nx: 1\r\n', '', 'x: 1\r\n'],
  ['of two none counts', `traceparent: ${TRACE_ID}\r\ntraceparent: ${TRACE_ID}\r\n`, '', ''],
])('trace context: %s', (_, fields, traceparent, passed) => {
  expect(withFields(fields)).toMatchObject({ traceparent, passed })
})

test('nobody but the proxy tells a target about client certificates', () => {
  expect(withFields('X-Client-Cert-Verify: SUCCESS\r\nx_client_cert_subject: CN=a\r\nX-Client-Cert-Other: 1\r\n').passed).toBe('X-Client-Cert-Other: 1\r\n')
})

test.each<[name: string, expected: Partial<RequestHead>]>([
  ['browser', { host: 'shop.test:8000', keepAlive: true }],
  ['old', { minor: 0, host: '', keepAlive: true }],
  ['bare', { minor: 0, host: '', keepAlive: false, passed: '', fields: '' }],
  ['absolute', { target: '/x?y', host: 'real.test' }],
  ['absolute-query', { target: '/?y', host: 'real.test' }],
  ['length', { length: 5, hasLength: true, requestId: 'abc-1', passed: '' }],
  ['chunked', { length: CHUNKED, hasLength: false, passed: '' }],
  ['trailers', { length: CHUNKED, takesTrailers: true, trailer: 'X-Sum' }],
  ['upgrade', { upgrade: 'websocket', passed: 'Sec-WebSocket-Key: abc\r\n' }],
  ['expect', { expects: true, passed: '' }],
  ['forwarded', {
    passed: '',
    forwarded: { for: '1.1.1.1, 2.2.2.2', proto: 'https', host: 'h.test', port: '443', prefix: '/p', forwarded: 'for=1.1.1.1' },
  }],
  ['hops', { keepAlive: false, passed: 'X-A: 1\r\nX-B: 2\r\nAuthorization: Basic x\r\nX-B: \xe4\r\n' }],
  ['leading', { host: '[::1]:80', size: GOOD_REQUESTS.leading!.length }],
])('what a request says: %s', (name, expected) => {
  expect(good(name)).toMatchObject(expected)
})

test('lines that go on are as they were sent', () => {
  expect(get('X-A:   1\t ', 'Accept:*/*', 'x_own: 1', 'Host-X: 2', 'Dates: 3', 'Server: sluice').passed)
    .toBe('X-A:   1\t \r\nAccept:*/*\r\nx_own: 1\r\nHost-X: 2\r\nDates: 3\r\nServer: sluice\r\n')
})

const DROPPED = [
  'Keep-Alive', 'Proxy-Connection', 'TE', 'Upgrade', 'Trailer', 'Proxy', 'Forwarded', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host',
  'X-Forwarded-Port', 'X-Forwarded-Prefix', 'X-Forwarded-Path', 'X-Forwarded-Scheme', 'X-Forwarded-Ssl', 'X-Real-IP', 'X-Request-Id', 'Sluice-Trace',
]
describe('lines that end here', () => {
  test.each(DROPPED)('%s, in any case and spelling', (name) => {
    expect(get('A: 1', `${name}: v`, `${name.toUpperCase()}: v`, `${name.replaceAll('-', '_')}: v`, `${name}s: 2`).passed).toBe(`A: 1\r\n${name}s: 2\r\n`)
  })
  test.each(['Host', 'Content_Length', 'Transfer_Encoding', 'x_forwarded-for', 'Connection'])('%s as a CGI application would read it', (name) => {
    expect(get(`${name.replaceAll('-', '_').replace('Host', 'Proxy')}: v`).passed).toBe('')
  })
})

describe('Connection', () => {
  test.each([
    ['close', false], ['Close', false], ['keep-alive', true], ['x, CLOSE', false], [' close ,', false], ['', true], ['closed', true], ['keep-alive, close', false],
  ])('"%s"', (value, keepAlive) => expect(get(`Connection: ${value}`).keepAlive).toBe(keepAlive))
  test('on two lines', () => expect(get('Connection: x-a', 'Connection: close, x-b', 'X-A: 1', 'X-B: 1', 'X-C: 1')).toMatchObject({ keepAlive: false, passed: 'X-C: 1\r\n' }))
  test('before and behind what it lists', () => expect(get('X-A: 1', 'Connection: x-a', 'x-a: 2', 'B: 3').passed).toBe('B: 3\r\n'))
  test('pinned names', () => {
    const kept = ['Authorization: a', 'Cookie: b', 'X-Forwarded-Client-Cert: c'].map((line) => `${line}\r\n`).join('')
    expect(get('Connection: authorization, COOKIE, x-forwarded-client-cert', ...kept.trim().split('\r\n')).passed).toBe(kept)
  })
  test('an upgrade that Connection does not list is none', () => expect(get('Upgrade: websocket').upgrade).toBe(''))
  test('HTTP/1.0 upgrades nothing and expects nothing', () => {
    expect(read('GET / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: websocket\r\nExpect: 100-continue\r\n\r\n')).toMatchObject({ upgrade: '', expects: false })
  })
})

test.each([['abc', 'abc'], ['a b', ''], ['', ''], ['a'.repeat(128), 'a'.repeat(128)], ['a'.repeat(129), ''], ['\xe4', '']])('X-Request-Id "%s"', (value, id) => {
  expect(get(`X-Request-Id: ${value}`).requestId).toBe(id)
})
test('two request ids are none', () => expect(get('X-Request-Id: a', 'X-Request-Id: b').requestId).toBe(''))
test('the trace header is handed over', () => expect(get('Sluice-Trace: x.y.z').trace).toBe('x.y.z'))
test('Trailer without chunked is nothing', () => expect(get('Trailer: X-Sum').trailer).toBe(''))
test.each([['trailers', true], ['gzip, trailers', true], ['Trailers;q=1', false], ['trailersx', false], ['gzip', false]])('TE: %s', (value, takes) => {
  expect(get(`TE: ${value}`).takesTrailers).toBe(takes)
})

test('limits are those given', () => {
  const text = 'GET /12345 HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n'
  const limits = { headBytes: text.length, targetBytes: 6, fields: 2 }
  expect(readRequestHead(text, limits)).toMatchObject({ kind: 'request' })
  expect(readRequestHead(text, { ...limits, headBytes: text.length - 1 })).toMatchObject({ reason: 'head-length', code: 'HEADERS_TOO_LARGE' })
  expect(readRequestHead(text, { ...limits, targetBytes: 5 })).toMatchObject({ reason: 'target-length' })
  expect(readRequestHead(text, { ...limits, fields: 1 })).toMatchObject({ reason: 'field-count' })
  expect(readRequestHead(`${text.slice(0, -2)}${'X-Real-IP: 1\r\n'.repeat(1000)}\r\n`, { ...limits, headBytes: 100_000, fields: 1002 })).toMatchObject({ passed: 'B: c\r\n' })
})

test('long values of spaces, commas and names take no longer than others', () => {
  for (const piece of [' ', '\t', ',', ' ,', 'a, ', 'a_']) {
    const value = piece.repeat(Math.floor(15_000 / piece.length))
    const started = performance.now()
    for (const name of ['X-A', 'Connection', 'TE', 'Transfer-Encoding', 'X-Request-Id', 'Host']) readRequestHead(`GET / HTTP/1.1\r\n${name}: a${value}b\r\n\r\n`, LIMITS)
    expect(performance.now() - started).toBeLessThan(250)
  }
})
