import { describe, expect, test } from 'vitest'
import type { CompiledFilterBody } from '#lib/snapshot/filters.ts'
import { Filter } from '#lib/model/filter.ts'
import { send, sendToEcho, type TestRequest } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

/** As the model fills it. */
const filter = (given: object) => Filter.parse(given) as CompiledFilterBody

type Case = { name: string; filters: object[]; request?: TestRequest; sees: Record<string, string[] | undefined> }

const TO_TARGET: Case[] = [
  { name: 'a header is set', filters: [{ type: 'requestHeaders', set: { 'x-a': '1' } }], request: { headers: { 'x-a': '0' } }, sees: { 'x-a': ['1'] } },
  { name: 'a header is added', filters: [{ type: 'requestHeaders', add: { 'x-a': '1' } }], request: { headers: { 'x-a': '0' } }, sees: { 'x-a': ['0', '1'] } },
  { name: 'a header is removed', filters: [{ type: 'requestHeaders', remove: ['x-a'] }], request: { headers: { 'x-a': '0', 'x-b': '1' } }, sees: { 'x-a': undefined, 'x-b': ['1'] } },
  { name: 'what the proxy says of the client can be changed, too', filters: [{ type: 'requestHeaders', set: { 'x-real-ip': '192.0.2.1' } }], sees: { 'x-real-ip': ['192.0.2.1'] } },
  { name: 'of two filters the second sees what the first has made', filters: [{ type: 'requestHeaders', set: { 'x-a': '1' } }, { type: 'requestHeaders', add: { 'x-a': '2' } }], sees: { 'x-a': ['1', '2'] } },
  { name: 'the host is rewritten', filters: [{ type: 'rewriteHost', value: 'inner.test:8080' }], sees: { host: ['inner.test:8080'], 'x-forwarded-host': ['shop.test'] } },
]

describe('what the target gets', () => {
  test.each(TO_TARGET)('$name', async ({ filters, request, sees }) => {
    const echo = await startEcho()
    const proxy = await startTestProxy({ routes: [{ filters: filters.map(filter), hostHeader: 'upstream.test', targets: [{ port: echo.port }] }] })
    const got = await sendToEcho(proxy.http, request)
    expect(Object.fromEntries(Object.keys(sees).map((name) => [name, got.headers[name]]))).toEqual(sees)
  })
})

describe('what the client gets', () => {
  const start = async (filters: object[], isDown = false) => {
    const echo = await startEcho({ handler: (_, res) => res.setHeader('x-a', '0').setHeader('server', 'shop').end('hello') })
    return startTestProxy({ routes: [{ filters: filters.map(filter), targets: isDown ? [] : [{ port: echo.port }] }] })
  }

  test.each([
    ['set', { set: { 'x-a': '1' } }, { 'x-a': '1' }],
    ['added', { add: { 'x-a': '1' } }, { 'x-a': '0, 1' }],
    ['removed', { remove: ['x-a', 'server'] }, { 'x-a': undefined, server: undefined }],
  ])('a header is %s', async (_, edits, expected) => {
    const proxy = await start([{ type: 'responseHeaders', ...edits }])
    const { headers, body } = await send(proxy.http)
    expect([Object.fromEntries(Object.keys(expected).map((name) => [name, headers[name]])), body]).toEqual([expected, 'hello'])
  })

  test('answers of the proxy itself have them, too', async () => {
    const proxy = await start([{ type: 'responseHeaders', set: { 'x-a': '1' } }], true)
    const { status, headers } = await send(proxy.http)
    expect([status, headers['x-a'], headers.server]).toEqual([503, '1', 'sluice'])
  })

  test('Strict-Transport-Security stands in answers over https alone', async () => {
    const proxy = await start([{ type: 'hsts' }])
    const secure = await send(proxy.https, { tls: { servername: 'shop.test' } })
    const plain = await send(proxy.http)
    expect([secure, plain].map(({ headers }) => headers['strict-transport-security'])).toEqual(['max-age=31536000; includeSubDomains', undefined])
  })
})
