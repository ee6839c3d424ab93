import { describe, expect, test } from 'vitest'
import { Respond } from '#lib/model/filters/answers.ts'
import { connect, send } from '../testing/client.ts'
import { deadPort } from '../testing/echo.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { makeRespond } from './respond.ts'
import { makeExchange } from './testing/exchange.ts'

const filterOf = (given: Partial<Respond> = {}): Respond => Respond.parse({ type: 'respond', ...given })

test.each<[string, Partial<Respond>, object]>([
  ['the defaults', {}, { status: 200, headers: [], content: { type: 'text/plain; charset=utf-8', body: '' } }],
  ['status, body and type', { statusCode: 503, body: '{}', contentType: 'application/json' }, { status: 503, content: { type: 'application/json', body: '{}' } }],
  ['fields', { headers: { 'x-a': '1', 'retry-after': '5' } }, { headers: ['x-a', '1', 'retry-after', '5'] }],
  ['a type among the fields', { body: 'x', headers: { 'content-type': 'text/html' } }, { headers: [], content: { type: 'text/html', body: 'x' } }],
  ['204', { statusCode: 204, body: 'x' }, { status: 204, content: null }],
  ['205', { statusCode: 205, body: 'x' }, { status: 205, content: null }],
  ['304', { statusCode: 304, body: 'x' }, { status: 304, content: null }],
])('%s', (_, given, answer) => {
  expect(makeRespond(filterOf(given))(makeExchange())).toMatchObject({ code: 'RESPOND', ...answer })
})

describe('through the proxy', () => {
  const start = async (given: Partial<Respond>) => startTestProxy({ routes: [{ filters: [filterOf(given)], targets: [{ port: await deadPort() }] }] })

  test('an answer as it was written', async () => {
    const proxy = await start({ statusCode: 418, body: 'Tee für 你', contentType: 'text/plain; charset=utf-8', headers: { 'x-pot': 'short' } })
    const response = await send(proxy.http, { method: 'POST', body: 'coffee' })
    expect(response).toMatchObject({ status: 418, body: 'Tee für 你' })
    expect(response.headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-pot': 'short', 'content-length': String(Buffer.byteLength('Tee für 你')) })
  })

  test('HEAD and statuses without a body keep the connection in step', async () => {
    const proxy = await start({ body: 'hello' })
    const client = strictClient(await connect(proxy.http))
    const head = await client.ask('HEAD / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    expect(head.head).toMatch(/^Content-Length: 5\r$/m)
    expect(await client.ask('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')).toMatchObject({ status: 200, body: 'hello' })
    expect(client.rest()).toBe('')
  })

  test('a Server of its own takes the place of ours', async () => {
    const proxy = await start({ headers: { server: 'pot/1', 'x-pot': 'short', 'set-cookie': 'a=1' } })
    const { head } = await strictClient(await connect(proxy.http)).ask('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    expect(head.match(/^server:.*$/gim)).toEqual(['server: pot/1'])
    expect(head.match(/^(date|x-pot|set-cookie|content-type):/gim)).toHaveLength(4)
  })

  test.each([204, 304])('%i has no body', async (statusCode) => {
    const proxy = await start({ statusCode, body: 'hello' })
    const client = strictClient(await connect(proxy.http))
    for (let turn = 0; turn < 2; turn++) expect(await client.ask('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')).toMatchObject({ status: statusCode, body: '' })
    expect(client.rest()).toBe('')
  })
})
