import { describe, expect, test } from 'vitest'
import { Cors } from '#lib/model/filters/cors.ts'
import { send } from '../testing/client.ts'
import { deadPort, startEcho } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { makeCors } from './cors.ts'
import { makeExchange, sentBack, type Asked } from './testing/exchange.ts'

const filter = Cors.parse({ type: 'cors', allowOrigins: ['https://shop.test', 'https://*.shop.test'] })

type Case = { name: string; asked: Asked; code: 'PREFLIGHT' | null; origin: string | null }

const CASES: Case[] = [
  { name: 'a request of an origin', asked: { headers: [['Origin', 'https://shop.test']] }, code: null, origin: 'https://shop.test' },
  { name: 'a field name in any case', asked: { headers: [['oRiGiN', 'https://shop.test']] }, code: null, origin: 'https://shop.test' },
  { name: 'space around the origin', asked: { headers: [['Origin', ' \t https://a.shop.test \t']] }, code: null, origin: 'https://a.shop.test' },
  { name: 'a field that ends alike', asked: { headers: [['X-Origin', 'https://shop.test']] }, code: null, origin: null },
  { name: 'an origin in the value of another field', asked: { headers: [['X-A', 'origin: https://shop.test']] }, code: null, origin: null },
  { name: 'another origin', asked: { headers: [['Origin', 'https://evil.test']] }, code: null, origin: null },
  { name: 'no origin', asked: {}, code: null, origin: null },
  { name: 'a preflight', asked: { method: 'OPTIONS', headers: [['Origin', 'https://shop.test'], ['Access-Control-Request-Method', 'PUT']] }, code: 'PREFLIGHT', origin: 'https://shop.test' },
  { name: 'OPTIONS of an origin is always one', asked: { method: 'OPTIONS', headers: [['Origin', 'https://shop.test']] }, code: 'PREFLIGHT', origin: 'https://shop.test' },
  { name: 'OPTIONS of another origin is none', asked: { method: 'OPTIONS', headers: [['Origin', 'https://evil.test']] }, code: null, origin: null },
]

test.each(CASES)('$name', ({ asked, code, origin }) => {
  const exchange = makeExchange(asked)
  const answer = makeCors(filter)(exchange)
  expect(answer).toEqual(code === null ? null : expect.objectContaining({ code, status: 204, content: null }))
  const fields = sentBack(exchange, 'Access-Control-Allow-Origin: https://target.test\r\n')
  expect(/^Access-Control-Allow-Origin: (.*)\r$/m.exec(fields)?.[1] ?? null).toBe(origin)
})

describe('through the proxy', () => {
  const origin = { origin: 'https://shop.test' }

  test("ours stand in place of the target's", async () => {
    const backend = await startEcho({
      handler: (_, res) => {
        res.setHeader('Access-Control-Allow-Origin', '*')
        res.setHeader('Access-Control-Allow-Private-Network', 'true')
        res.setHeader('Vary', 'Accept')
        res.end('served')
      },
    })
    const proxy = await startTestProxy({ routes: [{ filters: [filter], targets: [backend] }] })
    const own = await send(proxy.http, { headers: origin })
    expect(own).toMatchObject({ status: 200, body: 'served' })
    expect(own.headers).toMatchObject({ 'access-control-allow-origin': 'https://shop.test', 'access-control-allow-credentials': 'true', vary: 'Accept, Origin' })
    expect(own.headers).not.toHaveProperty('access-control-allow-private-network')
    const other = await send(proxy.http, { headers: { origin: 'https://evil.test' } })
    expect(other).toMatchObject({ status: 200, body: 'served' })
    expect(Object.keys(other.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test('a preflight does not reach the target', async () => {
    const backend = await startEcho()
    const proxy = await startTestProxy({ routes: [{ filters: [filter], targets: [backend] }] })
    const response = await send(proxy.http, { method: 'OPTIONS', headers: { ...origin, 'access-control-request-method': 'PUT' } })
    expect(response).toMatchObject({ status: 204, body: '' })
    expect(response.headers).toMatchObject({ 'access-control-allow-origin': 'https://shop.test', 'access-control-max-age': '1728000' })
    expect(response.headers).not.toHaveProperty('content-length')
    expect(response.headers).not.toHaveProperty('content-type')
    expect(backend.seen).toEqual([])
  })

  test('they stand in answers of the proxy too', async () => {
    const proxy = await startTestProxy({
      routes: [
        { filters: [filter, { type: 'basicAuth', realm: 'x', hideCredentials: false }], targets: [{ port: await deadPort() }], path: { kind: 'prefix', value: '/private' } },
        { name: 'dead', filters: [filter], targets: [{ port: await deadPort() }], service: { retries: 0 } },
      ],
    })
    for (const [path, status] of [['/private', 401], ['/', 502]] as const) {
      const response = await send(proxy.http, { path, headers: origin })
      expect(response.status).toBe(status)
      expect(response.headers['access-control-allow-origin']).toBe('https://shop.test')
    }
  })
})
