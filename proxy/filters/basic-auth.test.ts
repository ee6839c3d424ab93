import { describe, expect, test } from 'vitest'
import { BasicAuth } from '#lib/model/filters/auth.ts'
import { consumerIndex } from '#lib/routing/filters/credentials.ts'
import { send, sendToEcho } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { makeSnapshot } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { makeBasicAuth } from './basic-auth.ts'
import { basicOf, makeConsumer } from './testing/consumers.ts'
import { makeExchange, passedOn } from './testing/exchange.ts'

const consumers = [makeConsumer('anna', { password: 'open sesame', customId: 'A-7' }), makeConsumer('ben', { password: 'gäste:€' })]
const index = consumerIndex(consumers, 'default')
const filterOf = (given: Partial<BasicAuth> = {}): BasicAuth => BasicAuth.parse({ type: 'basicAuth', ...given })

type Outcome = 'passes' | 401 | 403
type Case = { name: string; authorization: string | null; filter?: Partial<BasicAuth>; outcome: Outcome }

const anna = basicOf('anna', 'open sesame')

const CASES: Case[] = [
  { name: 'the right password', authorization: anna, outcome: 'passes' },
  { name: 'a password beyond ASCII, with a colon', authorization: basicOf('ben', 'gäste:€'), outcome: 'passes' },
  { name: 'a wrong password', authorization: basicOf('anna', 'open'), outcome: 401 },
  { name: 'somebody unknown', authorization: basicOf('carla', 'open sesame'), outcome: 401 },
  { name: 'the password of another', authorization: basicOf('ben', 'open sesame'), outcome: 401 },
  { name: 'no field', authorization: null, outcome: 401 },
  { name: 'another scheme', authorization: 'Bearer x', outcome: 401 },
  { name: 'broken base64', authorization: 'Basic $$$', outcome: 401 },
  { name: 'one of those who may', authorization: anna, filter: { consumers: ['ben', 'anna'] }, outcome: 'passes' },
  { name: 'known, but none of those who may', authorization: anna, filter: { consumers: ['ben'] }, outcome: 403 },
  { name: 'unknown is not the same as not allowed', authorization: basicOf('anna', 'x'), filter: { consumers: ['ben'] }, outcome: 401 },
]

test.each(CASES)('$name', ({ authorization, filter, outcome }) => {
  const exchange = makeExchange({ headers: authorization === null ? [] : [['Authorization', authorization]] })
  const answer = makeBasicAuth(filterOf(filter), index)(exchange)
  if (outcome === 'passes') expect(answer).toBeNull()
  else expect(answer).toMatchObject({ code: outcome === 401 ? 'UNAUTHORIZED' : 'FORBIDDEN', status: outcome })
  expect(exchange.consumer === null).toBe(outcome === 401)
})

test('the challenge names the realm, in UTF-8', () => {
  const answer = makeBasicAuth(filterOf({ realm: 'Büro' }), index)(makeExchange())
  const challenge = 'headers' in answer! ? Buffer.from(answer.headers[1]!, 'latin1').toString('utf8') : ''
  expect(challenge).toBe('Basic realm="Büro", charset="UTF-8"')
})

test('notes who it is', () => {
  const exchange = makeExchange({ headers: [['Authorization', anna]] })
  makeBasicAuth(filterOf(), index)(exchange)
  expect(exchange.consumer).toEqual({ consumer: consumers[0], credential: 'anna-password' })
})

test('two fields of the name are refused: a target might take the other', () => {
  const answer = makeBasicAuth(filterOf(), index)(makeExchange({ headers: [['Authorization', anna], ['Authorization', basicOf('root', 'x')]] }))
  expect(answer).toMatchObject({ status: 401 })
})

test('without consumers nobody passes', () => {
  expect(makeBasicAuth(filterOf(), null)(makeExchange({ headers: [['Authorization', anna]] }))).toMatchObject({ status: 401 })
})

test.each([[false, true], [true, false]])('hideCredentials %s: the target sees them: %s', (hideCredentials, isSeen) => {
  const exchange = makeExchange({ headers: [['Authorization', anna], ['X-Consumer-Username', 'root']] })
  makeBasicAuth(filterOf({ hideCredentials }), index)(exchange)
  expect(passedOn(exchange).includes('Authorization: ')).toBe(isSeen)
  expect(passedOn(exchange)).not.toContain('root')
})

describe('through the proxy', () => {
  test('the target learns who it is, and a client cannot say so itself', async () => {
    const proxy = await startTestProxy({ consumers, routes: [{ filters: [filterOf({ hideCredentials: true })], targets: [await startEcho()] }] })
    const { headers } = await sendToEcho(proxy.http, {
      headers: { authorization: anna, 'x-consumer-id': 'root', 'x-consumer-username': ['root', 'root'], 'x-credential-identifier': 'root', 'x-anonymous-consumer': 'true' },
    })
    expect(headers).toMatchObject({
      'x-consumer-id': ['anna'], 'x-consumer-username': ['anna'], 'x-consumer-custom-id': ['A-7'], 'x-credential-identifier': ['anna-password'],
    })
    expect(headers).not.toHaveProperty('authorization')
    expect(headers).not.toHaveProperty('x-anonymous-consumer')
  })

  test('over https alike', async () => {
    const proxy = await startTestProxy({ consumers, routes: [{ filters: [filterOf()], targets: [await startEcho()] }] })
    const tls = { servername: 'shop.test' }
    expect(await send(proxy.https, { tls })).toMatchObject({ status: 401 })
    expect((await sendToEcho(proxy.https, { tls, headers: { authorization: anna } })).headers['x-consumer-username']).toEqual(['anna'])
  })

  test('a credential that is gone lets nobody in any more', async () => {
    const routes = [{ filters: [filterOf()], targets: [await startEcho()] }]
    const proxy = await startTestProxy({ consumers, routes })
    expect(await send(proxy.http, { headers: { authorization: anna } })).toMatchObject({ status: 200 })
    await proxy.serve(makeSnapshot({ consumers: [consumers[1]!], routes }))
    expect(await send(proxy.http, { headers: { authorization: anna } })).toMatchObject({ status: 401 })
    expect(await send(proxy.http, { headers: { authorization: basicOf('ben', 'gäste:€') } })).toMatchObject({ status: 200 })
  })

  test('who is refused reaches no target', async () => {
    const backend = await startEcho()
    const proxy = await startTestProxy({ consumers, routes: [{ filters: [filterOf({ consumers: ['ben'] })], targets: [backend] }] })
    const unknown = await send(proxy.http, { method: 'POST', body: 'x' })
    expect(unknown).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Basic realm="Restricted", charset="UTF-8"' } })
    expect(await send(proxy.http, { headers: { authorization: anna } })).toMatchObject({ status: 403 })
    expect(backend.seen).toEqual([])
  })
})
