import { describe, expect, test } from 'vitest'
import { Redirect } from '#lib/model/filters/redirect.ts'
import { connect, send } from '../testing/client.ts'
import { deadPort } from '../testing/echo.ts'
import { strictClient } from '../testing/responses.ts'
import { prefix } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { makeRedirect } from './redirect.ts'
import { makeExchange, type Asked } from './testing/exchange.ts'

const filterOf = (given: Partial<Redirect>): Redirect => Redirect.parse({ type: 'redirect', ...given })

type Case = { name: string; filter: Partial<Redirect>; asked: Asked; status: number; location: string | null }

const trusted = { address: '10.0.0.1', headers: [['X-Forwarded-For', '192.0.2.7'], ['X-Forwarded-Proto', 'https'], ['X-Forwarded-Host', 'www.test'], ['X-Forwarded-Port', '443']] } satisfies Asked

const CASES: Case[] = [
  { name: 'the default status', filter: { scheme: 'https' }, asked: { target: '/a?b' }, status: 302, location: 'https://shop.test/a?b' },
  ...([301, 302, 303, 307, 308] as const).map((statusCode): Case => ({ name: `${statusCode}`, filter: { scheme: 'https', statusCode }, asked: {}, status: statusCode, location: 'https://shop.test/' })),
  { name: 'the port of the listener', filter: { hostname: 'other.test' }, asked: { port: 8080 }, status: 302, location: 'http://other.test:8080/' },
  { name: 'https', filter: { hostname: 'other.test' }, asked: { protocol: 'https', port: 443 }, status: 302, location: 'https://other.test/' },
  { name: 'behind a proxy that is trusted, what its client used', filter: { path: { mode: 'full', value: '/new' } }, asked: { ...trusted, port: 8080 }, status: 302, location: 'https://www.test/new' },
  { name: 'behind one that is not, what it says does not count', filter: { path: { mode: 'full', value: '/new' } }, asked: { ...trusted, address: '192.0.2.1' }, status: 302, location: 'http://shop.test/new' },
  { name: 'a prefix', filter: { path: { mode: 'prefix', value: '/new' } }, asked: { target: '/old/x', matchedLength: 4 }, status: 302, location: 'http://shop.test/new/x' },
  { name: 'a request without a host', filter: { scheme: 'https' }, asked: { host: null }, status: 400, location: null },
]

test.each(CASES)('$name', ({ filter, asked, status, location }) => {
  const answer = makeRedirect(filterOf(filter))(makeExchange(asked))
  expect(answer).toMatchObject({ code: location === null ? 'BAD_HOST' : 'REDIRECT', status, headers: location === null ? [] : ['Location', location] })
})

describe('through the proxy', () => {
  test('the matched prefix gives way, and no target is asked', async () => {
    const proxy = await startTestProxy({
      routes: [{ path: prefix('/old'), filters: [filterOf({ hostname: 'new.test', path: { mode: 'prefix', value: '/new' }, statusCode: 301 })], targets: [{ port: await deadPort() }] }],
    })
    const response = await send(proxy.http, { path: '/old/a%20b?c=d', headers: { host: `shop.test:${proxy.http}` } })
    expect(response.status).toBe(301)
    expect(response.headers.location).toBe(`http://new.test:${proxy.http}/new/a%20b?c=d`)
  })

  test('over https alike', async () => {
    const proxy = await startTestProxy({ routes: [{ filters: [filterOf({ path: { mode: 'full', value: '/new' } })], targets: [{ port: await deadPort() }] }] })
    const response = await send(proxy.https, { path: '/old', tls: { servername: 'shop.test' } })
    expect(response.headers.location).toBe(`https://shop.test:${proxy.https}/new`)
  })

  test.each(['//evil.test/%2e%2e', '/\\evil.test', '/%0d%0aSet-Cookie:%20a=b'])('%s leads to no other host', async (target) => {
    const proxy = await startTestProxy({ routes: [{ filters: [filterOf({ scheme: 'https' })], targets: [{ port: await deadPort() }] }] })
    const client = strictClient(await connect(proxy.http))
    const { status, head } = await client.ask(`GET ${target} HTTP/1.1\r\nHost: shop.test\r\n\r\n`)
    expect(status).toBe(302)
    const location = /^Location: (.*)\r$/m.exec(head)![1]!
    expect(new URL(location, 'http://base.test/').host).toBe('shop.test')
    expect(head).not.toMatch(/^set-cookie/im)
  })
})
