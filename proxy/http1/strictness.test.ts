import { expect, test, describe } from 'vitest'
import { collect, connect, sendRaw } from '../testing/client.ts'
import { startEcho, startRawBackend } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`
const HOST = 'Host: shop.test'

const REFUSED: [name: string, status: number, bytes: string][] = [
  ['Content-Length beside chunked', 400, `${head('POST / HTTP/1.1', HOST, 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
  ['chunked beside Content-Length', 400, `${head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: chunked', 'Content-Length: 5')}0\r\n\r\n`],
  ['two lengths', 400, `${head('POST / HTTP/1.1', HOST, 'Content-Length: 5', 'Content-Length: 6')}hello`],
  ['a length that is none', 400, `${head('POST / HTTP/1.1', HOST, 'Content-Length: +5')}hello`],
  ['a list of lengths', 400, `${head('POST / HTTP/1.1', HOST, 'Content-Length: 5, 5')}hello`],
  ['chunked in HTTP/1.0', 400, `${head('POST / HTTP/1.0', HOST, 'Transfer-Encoding: chunked')}0\r\n\r\n`],
  ['chunked not last', 400, `${head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: chunked, identity')}0\r\n\r\n`],
  ['a coding before chunked', 501, `${head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: gzip, chunked')}0\r\n\r\n`],
  ['chunked twice', 400, `${head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
  ['a hidden coding', 501, `${head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: xchunked')}0\r\n\r\n`],
  ['two Host', 400, head('GET / HTTP/1.1', HOST, 'Host: other.test')],
  ['no Host', 400, head('GET / HTTP/1.1')],
  ['an empty Host', 400, head('GET / HTTP/1.1', 'Host:')],
  ['Host with a user', 400, head('GET / HTTP/1.1', 'Host: a@shop.test')],
  ['Host with a path', 400, head('GET / HTTP/1.1', 'Host: shop.test/x')],
  ['Host with a port out of range', 400, head('GET / HTTP/1.1', 'Host: shop.test:99999')],
  ['two names in Host', 400, head('GET / HTTP/1.1', 'Host: shop.test, other.test')],
  ['absolute form with a user', 400, head('GET http://a@shop.test/ HTTP/1.1', HOST)],
  ['absolute form without a host', 400, head('GET http:///x HTTP/1.1', HOST)],
  ['a space before the colon', 400, head('GET / HTTP/1.1', HOST, 'X-A : 1')],
  ['a folded header', 400, head('GET / HTTP/1.1', HOST, 'X-A: 1', ' 2')],
  ['a bare LF in the header', 400, `GET / HTTP/1.1\n${HOST}\n\n`],
  ['a bare LF behind one field', 400, `GET / HTTP/1.1\r\n${HOST}\nX-A: 1\r\n\r\n`],
  ['a bare CR in a value', 400, head('GET / HTTP/1.1', HOST, 'X-A: 1\rX-B: 2')],
  ['NUL in a value', 400, head('GET / HTTP/1.1', HOST, 'X-A: 1\u00002')],
  ['a fragment in the target', 400, head('GET /a#b HTTP/1.1', HOST)],
  ['a target without a slash', 400, head('OPTIONS * HTTP/1.1', HOST)],
  ['CONNECT', 405, head('CONNECT shop.test:443 HTTP/1.1', HOST)],
  ['an unknown version', 505, head('GET / HTTP/3.1', HOST)],
  ['an unknown expectation', 417, head('GET / HTTP/1.1', HOST, 'Expect: tea')],
  ['a long target', 414, head(`GET /${'a'.repeat(8192)} HTTP/1.1`, HOST)],
  ['a target beyond the header limit', 414, head(`GET /${'a'.repeat(70_000)} HTTP/1.1`, HOST)],
  ['a large header', 431, head('GET / HTTP/1.1', HOST, `X-A: ${'a'.repeat(16_384)}`)],
  ['too many fields', 431, head('GET / HTTP/1.1', HOST, ...Array.from({ length: 201 }, (_, i) => `a${i}: 1`))],
]

describe('refused, with the connection closed and nothing sent on', () => {
  test.each(REFUSED)('%s', async (_, status, bytes) => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
    // What follows on the same connection would be a smuggled request.
    const text = await sendRaw(proxy.http, `${bytes}GET /smuggled HTTP/1.1\r\n${HOST}\r\n\r\n`)
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(text).toMatch(/\r\nServer: sluice\r\n/)
    expect(text).toMatch(/\r\nConnection: (Upgrade, )?close\r\n/)
    expect(text.match(/^HTTP\/1.1/gm)).toHaveLength(1)
    expect(echo.seen).toEqual([])
  })
})

test('a bare LF behind a chunk is refused', async () => {
  const backend = await startRawBackend((socket) => socket.resume())
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const text = await sendRaw(proxy.http, `${head('POST / HTTP/1.1', HOST, 'Transfer-Encoding: chunked')}5\nhello\n0\n\n`)
  expect(text).not.toMatch(/^HTTP\/1.1 200/)
})

test('pipelined requests are answered in their order', async () => {
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }] }] })
  const socket = await connect(proxy.http)
  const answer = collect(socket)
  socket.write(head('GET /1 HTTP/1.1', HOST) + head('GET /2 HTTP/1.1', HOST) + head('GET /3 HTTP/1.1', HOST, 'Connection: close'))
  expect((await answer).match(/"url":"\/\d"/g)).toEqual(['"url":"/1"', '"url":"/2"', '"url":"/3"'])
})

const RESPONSES: [name: string, status: number, bytes: string][] = [
  ['no HTTP at all', 502, 'hello\r\n\r\n'],
  ['two lengths', 502, head('HTTP/1.1 200 OK', 'Content-Length: 1', 'Content-Length: 2') + 'ab'],
  ['length beside chunked', 502, `${head('HTTP/1.1 200 OK', 'Content-Length: 5', 'Transfer-Encoding: chunked')}0\r\n\r\n`],
  ['a bare LF', 502, 'HTTP/1.1 200 OK\nContent-Length: 0\n\n'],
  ['101 that nobody asked for', 502, head('HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: websocket')],
]

test.each(RESPONSES)('a target that answers with %s', async (_, status, bytes) => {
  const backend = await startRawBackend((socket) => socket.once('data', () => socket.end(bytes, 'latin1')))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const text = await sendRaw(proxy.http, head('GET / HTTP/1.1', HOST, 'Connection: close'))
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
})

test('a response keeps its own Server, its cookies apart and its reason, and loses what is hop-by-hop', async () => {
  const response = head(
    'HTTP/1.1 200 Fine', 'Server: nginx', 'Set-Cookie: a=1', 'Set-Cookie: b=2', 'Connection: keep-alive, x-hop', 'X-Hop: 1', 'Keep-Alive: timeout=9',
    'sluice-trace-result: forged', 'Content-Length: 0',
  )
  const backend = await startRawBackend((socket) => socket.once('data', () => socket.end(response)))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const text = await sendRaw(proxy.http, head('GET / HTTP/1.1', HOST, 'Connection: close'))
  expect(text).toMatch(/^HTTP\/1.1 200 Fine\r\nServer: nginx\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/)
  expect(text).not.toMatch(/x-hop|keep-alive|trace-result/i)
})

test('a target cannot pretend to be the proxy', async () => {
  const backend = await startRawBackend((socket) => socket.once('data', () => socket.end(head('HTTP/1.1 404 No', 'Server: Sluice', 'Content-Length: 0'))))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  expect(await sendRaw(proxy.http, head('GET / HTTP/1.1', HOST, 'Connection: close'))).not.toMatch(/server:/i)
})
