import { describe, expect, test } from 'vitest'
import { send, sendRaw, sendToEcho, type TestRequest } from '../testing/client.ts'
import { startEcho, type Seen } from '../testing/echo.ts'
import { exactHost, prefix, type TestRoute } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

type Given = Omit<TestRoute, 'targets'>
type EchoCase = { name: string; route?: Given; request?: TestRequest; seen: Partial<Pick<Seen, 'method' | 'url' | 'body'>>; headers?: Record<string, string[] | undefined> }

const ECHO_CASES: EchoCase[] = [
  { name: 'path and query go on as they are', request: { path: '/a%20b/?x=1&x=2' }, seen: { url: '/a%20b/?x=1&x=2' } },
  { name: 'a stripped prefix is named', route: { path: prefix('/api'), route: { stripPath: true } }, request: { path: '/api/v1' }, seen: { url: '/v1' }, headers: { 'x-forwarded-prefix': ['/api'], 'x-forwarded-path': ['/api/v1'] } },
  { name: 'a service path comes before', route: { service: { path: '/base' } }, request: { path: '/x' }, seen: { url: '/base/x' } },
  { name: 'Host is kept', seen: {}, headers: { host: ['shop.test'] } },
  { name: 'Host with a port is kept', request: { headers: { host: 'Shop.test:8000' } }, seen: {}, headers: { host: ['Shop.test:8000'], 'x-forwarded-host': ['Shop.test:8000'] } },
  { name: 'Host of the upstream', route: { hostHeader: 'inner.test', route: { preserveHost: false } }, seen: {}, headers: { host: ['inner.test'], 'x-forwarded-host': ['shop.test'] } },
  { name: 'a body with a length', request: { method: 'POST', body: 'hello', headers: { 'content-length': '5' } }, seen: { method: 'POST', body: 'hello' }, headers: { 'content-length': ['5'], 'transfer-encoding': undefined } },
  { name: 'a chunked body', request: { method: 'PUT', body: 'hello', headers: { 'transfer-encoding': 'chunked' } }, seen: { body: 'hello' }, headers: { 'content-length': undefined, 'transfer-encoding': ['chunked'] } },
  { name: 'a chunked body of GET keeps its framing', request: { method: 'GET', body: 'hello', headers: { 'transfer-encoding': 'chunked' } }, seen: { body: 'hello' } },
  { name: 'POST without a body', request: { method: 'POST', headers: { 'content-length': '0' } }, seen: { body: '' }, headers: { 'content-length': ['0'], 'transfer-encoding': undefined } },
  { name: 'forwarding headers from outside are replaced', request: { headers: { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.test', 'x-forwarded-port': '1', 'x-forwarded-prefix': '/evil', 'x-real-ip': '6.6.6.6', forwarded: 'for=6.6.6.6' } }, seen: {}, headers: { 'x-forwarded-for': ['127.0.0.1'], 'x-forwarded-proto': ['http'], 'x-forwarded-host': ['shop.test'], 'x-forwarded-prefix': undefined, 'x-real-ip': ['127.0.0.1'], forwarded: undefined } },
  { name: 'their spelling with _ goes too', request: { headers: { x_forwarded_for: '6.6.6.6', x_own: '1' } }, seen: {}, headers: { x_forwarded_for: undefined, x_own: ['1'] } },
  { name: 'Connection cannot remove what we set', request: { headers: { connection: 'close, x-forwarded-for, x-real-ip, x-mine, host', 'x-mine': '1' } }, seen: {}, headers: { 'x-forwarded-for': ['127.0.0.1'], 'x-real-ip': ['127.0.0.1'], host: ['shop.test'], 'x-mine': undefined } },
  { name: 'Connection cannot remove what access depends on', request: { headers: { connection: 'Authorization, cookie, x-forwarded-client-cert', authorization: 'Bearer t', cookie: 'a=1', 'x-forwarded-client-cert': 'c' } }, seen: {}, headers: { authorization: ['Bearer t'], cookie: ['a=1'], 'x-forwarded-client-cert': ['c'] } },
  { name: 'hop-by-hop headers end here', request: { headers: { 'keep-alive': 'timeout=5', 'proxy-connection': 'keep-alive', te: 'gzip', upgrade: 'h2c', connection: 'upgrade', proxy: 'http://evil.test' } }, seen: {}, headers: { 'keep-alive': undefined, 'proxy-connection': undefined, te: undefined, upgrade: undefined, connection: undefined, proxy: undefined } },
  { name: 'TE: trailers goes on', request: { headers: { te: 'trailers' } }, seen: {}, headers: { te: ['trailers'], connection: ['keep-alive, TE'] } },
  { name: 'a request id is kept', request: { headers: { 'x-request-id': 'abc-1' } }, seen: {}, headers: { 'x-request-id': ['abc-1'] } },
  { name: 'a request id that is none is replaced', request: { headers: { 'x-request-id': 'a b' } }, seen: {}, headers: { 'x-request-id': [expect.stringMatching(/^[0-9a-f-]{36}$/) as string] } },
  { name: 'the trace header stays here', request: { headers: { 'sluice-trace': 'x' } }, seen: {}, headers: { 'sluice-trace': undefined } },
  { name: 'repeated headers stay apart', request: { headers: { 'x-many': ['1', '2'] } }, seen: {}, headers: { 'x-many': ['1', '2'] } },
]

describe('what the target sees', () => {
  test.each(ECHO_CASES)('$name', async ({ route, request, seen, headers = {} }) => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ ...route, targets: [{ port: echo.port }] }] })
    const got = await sendToEcho(proxy.http, request)
    expect(got).toMatchObject(seen)
    expect(Object.fromEntries(Object.keys(headers).map((name) => [name, got.headers[name]]))).toEqual(headers)
  })

  test('the port of the target stands in Host unless it is the default', async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }], route: { preserveHost: false } }] })
    expect((await sendToEcho(proxy.http)).headers.host).toEqual([`127.0.0.1:${echo.port}`])
  })

  test('an absolute-form target replaces Host (RFC 9112 §3.2.2)', async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ host: exactHost('real.test'), targets: [{ port: echo.port }] }] })
    const text = await sendRaw(proxy.http, 'GET http://real.test/x?y HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1.1 200 /)
    expect(echo.seen[0]).toMatchObject({ url: '/x?y', headers: { host: ['real.test'] } })
  })

  test('HTTP/1.0 without Host is served', async () => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
    expect(await sendRaw(proxy.http, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 200 /)
    expect(echo.seen[0]!.headers.host).toEqual([`127.0.0.1:${echo.port}`])
  })
})

const OWN = { server: 'sluice', 'content-type': 'application/json' }

describe('what the proxy answers itself', () => {
  test('no route', async () => {
    const proxy = await startTestProxy({})
    const { status, headers, body } = await send(proxy.http)
    expect({ status, headers }).toMatchObject({ status: 404, headers: OWN })
    expect(JSON.parse(body)).toEqual({ message: 'no Route matched with those values', requestId: expect.any(String) as string })
  })

  test('no snapshot yet: 503, not an empty table', async () => {
    const proxy = await startTestProxy(null)
    expect(await send(proxy.http)).toMatchObject({ status: 503, headers: OWN })
  })

  test('HEAD has the length but no body', async () => {
    const proxy = await startTestProxy({})
    const { status, headers, body } = await send(proxy.http, { method: 'HEAD' })
    expect({ status, body }).toEqual({ status: 404, body: '' })
    expect(Number(headers['content-length'])).toBeGreaterThan(50)
  })

  test('the id is ours, whatever the client sent', async () => {
    const proxy = await startTestProxy({})
    const { body } = await send(proxy.http, { headers: { 'x-request-id': 'forged' } })
    expect(JSON.parse(body).requestId).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('no target', async () => {
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: 1, weight: 0 }] }] })
    expect(await send(proxy.http)).toMatchObject({ status: 503, headers: OWN })
  })

  test('an answer that the snapshot gives', async () => {
    const action = { kind: 'respond' as const, status: 501, code: 'NOT_SERVED_YET' as const, message: 'tcp is not served yet', service: null }
    const proxy = await startTestProxy({ routes: [{ targets: [], route: { action } }] })
    const { status, body } = await send(proxy.http)
    expect([status, JSON.parse(body).message]).toEqual([501, 'tcp is not served yet'])
  })

  test('https only: 426 over http', async () => {
    const proxy = await startTestProxy({ routes: [{ targets: [], route: { protocols: ['https'] } }] })
    const { status, headers, body } = await send(proxy.http)
    expect(status).toBe(426)
    expect(headers).toMatchObject({ ...OWN, connection: 'Upgrade, close', upgrade: 'TLS/1.2, HTTP/1.1' })
    expect(JSON.parse(body).message).toBe('Please use HTTPS protocol')
  })

  test('https only: what came over https to a trusted proxy is served, and the rest is sent to its host', async () => {
    const echo = await startEcho()
    const routes = [{ targets: [{ port: echo.port }], route: { protocols: ['https' as const], httpsRedirectStatusCode: 301 as const } }]
    const proxy = await startTestProxy({ routes }, { trustedProxies: ['127.0.0.1'] })
    const ask = (headers: Record<string, string>) => send(proxy.http, { path: '/x', headers: { host: 'inner:80', 'x-forwarded-host': 'shop.example', ...headers } })
    expect((await ask({ 'x-forwarded-proto': 'https' })).status).toBe(200)
    expect((await ask({ 'x-forwarded-proto': 'http' })).headers.location).toBe('https://shop.example/x')
  })

  test.each([301, 302, 307, 308] as const)('https only: %i over http', async (httpsRedirectStatusCode) => {
    const proxy = await startTestProxy({ routes: [{ targets: [], route: { protocols: ['https'], httpsRedirectStatusCode } }] })
    const { status, headers } = await send(proxy.http, { path: '/x?y=1', headers: { host: 'shop.test:8000' } })
    expect([status, headers.location]).toEqual([httpsRedirectStatusCode, `https://shop.test:${proxy.https}/x?y=1`])
  })

  test('a connection is kept after an answer to a small body, and closed after a large one', async () => {
    const proxy = await startTestProxy({})
    const small = await send(proxy.http, { method: 'POST', body: 'x', headers: { 'content-length': '1', connection: 'keep-alive' } })
    expect(small.headers.connection).toBeUndefined()
    const large = await send(proxy.http, { method: 'POST', body: Buffer.alloc(4_000_000), headers: { 'content-length': '4000000', connection: 'keep-alive' } })
    expect([large.status, large.headers.connection]).toEqual([404, 'close'])
  })
})

describe('which side and which target', () => {
  const canaryProxy = async (weight: number, random: () => number) => {
    const [stable, canary] = [await startEcho({ name: 'stable' }), await startEcho({ name: 'canary' })]
    return startTestProxy(
      { routes: [{ targets: [{ port: stable.port }], canary: { targets: [{ port: canary.port }], weight, header: 'x-canary', cookie: 'canary' } }] },
      { random },
    )
  }
  test.each([
    ['below the weight', {}, 0.0999, 'canary'],
    ['from the weight on', {}, 0.1, 'stable'],
    ['by header', { 'x-canary': 'always' }, 0.9, 'canary'],
    ['by header, never', { 'x-canary': 'never', cookie: 'canary=always' }, 0, 'stable'],
    ['by cookie', { cookie: 'a=b; canary=always' }, 0.9, 'canary'],
  ])('%s', async (_, headers, drawn, expected) => {
    const proxy = await canaryProxy(1000, () => drawn)
    expect((await sendToEcho(proxy.http, { headers })).name).toBe(expected)
  })

  test('weights share the requests', async () => {
    const [a, b] = [await startEcho({ name: 'a' }), await startEcho({ name: 'b' })]
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: a.port, weight: 3 }, { port: b.port, weight: 1 }] }] })
    for (let i = 0; i < 8; i++) await sendToEcho(proxy.http)
    expect([a.seen.length, b.seen.length]).toEqual([6, 2])
  })
})
