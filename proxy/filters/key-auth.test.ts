import { describe, expect, test } from 'vitest'
import { KeyAuth } from '#lib/model/filters/auth.ts'
import { consumerIndex } from '#lib/routing/filters/credentials.ts'
import { send, sendToEcho } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { makeKeyAuth } from './key-auth.ts'
import { makeConsumer } from './testing/consumers.ts'
import { makeExchange, passedOn, type Asked } from './testing/exchange.ts'

const consumers = [makeConsumer('anna', { key: 'k-anna' }), makeConsumer('ben', { key: 'k-ben' }), makeConsumer('eve', { workspace: 'other', key: 'k-eve' })]
const index = consumerIndex(consumers, 'default')
const filterOf = (given: Partial<KeyAuth> = {}): KeyAuth => KeyAuth.parse({ type: 'keyAuth', ...given })

const header = (value: string): Asked => ({ headers: [['apikey', value]] })

type Case = { name: string; asked: Asked; filter?: Partial<KeyAuth>; who: string | null; status?: number; message?: string }

const CASES: Case[] = [
  { name: 'in a header', asked: header('k-anna'), who: 'anna' },
  { name: 'in a header, its name in any case', asked: { headers: [['ApiKey', 'k-anna']] }, who: 'anna' },
  { name: 'in the query', asked: { target: '/x?a=1&apikey=k-ben' }, who: 'ben' },
  { name: 'in a cookie', asked: { headers: [['Cookie', 'a=1; apikey=k-ben']] }, filter: { inCookie: true }, who: 'ben' },
  { name: 'the header comes first', asked: { ...header('k-anna'), target: '/?apikey=k-ben' }, who: 'anna' },
  { name: 'a wrong key in the header is not made good by the query', asked: { ...header('x'), target: '/?apikey=k-ben' }, who: null, message: 'Unauthorized' },
  { name: 'under another name', asked: { headers: [['X-Key', 'k-anna']] }, filter: { names: ['apikey', 'x-key'] }, who: 'anna' },
  { name: 'no key', asked: {}, who: null, message: 'No API key found in request' },
  { name: 'an empty key', asked: header(''), who: null, message: 'No API key found in request' },
  { name: 'a wrong key', asked: header('k-carla'), who: null, message: 'Unauthorized' },
  { name: 'two keys', asked: { headers: [['apikey', 'k-anna'], ['apikey', 'k-ben']] }, who: null, message: 'Duplicate API key found' },
  { name: 'the key of another workspace', asked: header('k-eve'), who: null, message: 'Unauthorized' },
  { name: 'one of those who may', asked: header('k-anna'), filter: { consumers: ['anna'] }, who: 'anna' },
  { name: 'known, but none of those who may', asked: header('k-anna'), filter: { consumers: ['ben'] }, who: 'anna', status: 403 },
]

test.each(CASES)('$name', ({ asked, filter, who, status, message }) => {
  const exchange = makeExchange(asked)
  const answer = makeKeyAuth(filterOf(filter), index)(exchange)
  expect(exchange.consumer?.consumer.name ?? null).toBe(who)
  if (who === null) expect(answer).toMatchObject({ code: 'UNAUTHORIZED', status: 401, message, headers: ['WWW-Authenticate', 'Key realm="sluice"'] })
  else if (status === 403) expect(answer).toMatchObject({ code: 'FORBIDDEN', status })
  else expect(answer).toBeNull()
})

test('without consumers nobody passes', () => {
  expect(makeKeyAuth(filterOf(), null)(makeExchange(header('k-anna')))).toMatchObject({ status: 401 })
})

describe('hidden keys', () => {
  const places: Asked = { target: '/x?a=1&apikey=q&b=2', headers: [['apikey', 'k-anna'], ['Cookie', 'c=1; apikey=z; d=2'], ['X-Consumer-ID', 'root']] }

  test.each<[string, Partial<KeyAuth>, { query: string; hasHeader: boolean; cookie: string }]>([
    ['nothing is hidden', {}, { query: '?a=1&apikey=q&b=2', hasHeader: true, cookie: 'c=1; apikey=z; d=2' }],
    ['in header and query', { hideCredentials: true }, { query: '?a=1&b=2', hasHeader: false, cookie: 'c=1; apikey=z; d=2' }],
    ['everywhere', { hideCredentials: true, inCookie: true }, { query: '?a=1&b=2', hasHeader: false, cookie: 'c=1; d=2' }],
    ['only where a key is looked for', { hideCredentials: true, inQuery: false }, { query: '?a=1&apikey=q&b=2', hasHeader: false, cookie: 'c=1; apikey=z; d=2' }],
  ])('%s', (_, given, { query, hasHeader, cookie }) => {
    const exchange = makeExchange(places)
    expect(makeKeyAuth(filterOf(given), index)(exchange)).toBeNull()
    const passed = passedOn(exchange)
    expect(exchange.match!.query).toBe(query)
    expect(/^apikey:/im.test(passed)).toBe(hasHeader)
    expect(/^cookie: (.*)\r$/im.exec(passed)?.[1]).toBe(cookie)
    expect(/^x-consumer-id: (.*)\r$/im.exec(passed)?.[1]).toBe('anna')
  })

  test.each([['a wrong key', 'nobody'], ['one who may not', 'k-anna'], ['two keys', 'k-anna&apikey=k-ben']])('are hidden when they let nobody pass: %s', (_, key) => {
    const exchange = makeExchange({ target: `/x?a=1&apikey=${key}` })
    expect(makeKeyAuth(filterOf({ hideCredentials: true, consumers: ['ben'] }), index)(exchange)).not.toBeNull()
    expect(exchange.shownTarget).toBe('/x?a=1')
  })

  test('no empty Cookie is left', () => {
    const exchange = makeExchange({ headers: [['Cookie', 'apikey=k-anna']] })
    makeKeyAuth(filterOf({ hideCredentials: true, inCookie: true }), index)(exchange)
    expect(passedOn(exchange)).not.toMatch(/cookie/i)
  })
})

describe('through the proxy', () => {
  test.each([['a wrong key', 'k-carla', 401], ['the key of someone who may not', 'k-anna', 403]])('%s is hidden from error pages', async (_, key, statusCode) => {
    const pages = await startEcho()
    const proxy = await startTestProxy({
      consumers,
      routes: [
        { name: 'shop', targets: [{ port: 1 }], filters: [filterOf({ hideCredentials: true, consumers: ['ben'] }), { type: 'errorPages', statusCodes: [401, 403], page: { kind: 'service', service: 1 } }] },
        { name: 'pages', host: { kind: 'exact', value: 'pages.test' }, targets: [pages] },
      ],
    })
    await send(proxy.http, { path: `/x?a=1&apikey=${key}` })
    expect(pages.seen[0]!.headers).toMatchObject({ 'x-code': [String(statusCode)], 'x-original-uri': ['/x?a=1'] })
  })

  test('the target learns who it is, and does not see the key', async () => {
    const proxy = await startTestProxy({ consumers, routes: [{ filters: [filterOf({ hideCredentials: true })], targets: [await startEcho()] }] })
    const seen = await sendToEcho(proxy.http, { path: '/a%20b?x=%31&apikey=k-ben&y' })
    expect(seen.url).toBe('/a%20b?x=%31&y')
    expect(seen.headers).toMatchObject({ 'x-consumer-username': ['ben'], 'x-credential-identifier': ['ben-key'] })
    const withHeader = await sendToEcho(proxy.http, { headers: { apikey: 'k-anna' } })
    expect(withHeader.headers).not.toHaveProperty('apikey')
  })

  test('who is refused reaches no target', async () => {
    const backend = await startEcho()
    const proxy = await startTestProxy({ consumers, routes: [{ filters: [filterOf({ consumers: ['ben'] })], targets: [backend] }] })
    expect(await send(proxy.http)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Key realm="sluice"' } })
    expect(await send(proxy.http, { headers: { apikey: 'k-anna' } })).toMatchObject({ status: 403 })
    expect(await send(proxy.http, { headers: { apikey: 'k-eve' } })).toMatchObject({ status: 401 })
    expect(backend.seen).toEqual([])
  })

  test('both kinds of authentication are asked for where both stand on a route', async () => {
    const proxy = await startTestProxy({
      consumers: [...consumers, makeConsumer('carla', { password: 'p' })],
      routes: [{ filters: [{ type: 'basicAuth', realm: 'x', hideCredentials: false }, filterOf()], targets: [await startEcho()] }],
    })
    const authorization = `Basic ${Buffer.from('carla:p').toString('base64')}`
    expect(await send(proxy.http, { headers: { apikey: 'k-anna' } })).toMatchObject({ status: 401 })
    expect(await send(proxy.http, { headers: { authorization } })).toMatchObject({ status: 401 })
    const { headers } = await sendToEcho(proxy.http, { headers: { authorization, apikey: 'k-anna' } })
    expect(headers['x-consumer-username']).toEqual(['anna'])
  })
})
