import { describe, expect, test } from 'vitest'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { collect, connect, send } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const TIMEOUTS: Record<string, FilterOf<'timeouts'>> = {
  'of the request': { type: 'timeouts', requestMs: 30 },
  'of a try': { type: 'timeouts', backendRequestMs: 30 },
}

describe.each(Object.entries(TIMEOUTS))('the time %s', (_, timeouts) => {
  test('a target that says nothing: 504', async () => {
    const gone = Promise.withResolvers<void>()
    const held = await startEcho({ handler: (req) => req.socket.once('close', () => gone.resolve()) })
    const proxy = await startTestProxy({ routes: [{ filters: [timeouts], targets: [{ port: held.port }] }] })
    expect((await send(proxy.http)).status).toBe(504)
    await gone.promise
  })

  test('an answer that does not end is cut', async () => {
    const held = await startEcho({ handler: (_req, res) => void res.writeHead(200, { 'content-length': 10 }).write('12345') })
    const proxy = await startTestProxy({ routes: [{ filters: [timeouts], targets: [{ port: held.port }] }] })
    const socket = await connect(proxy.http)
    const text = collect(socket)
    socket.write('GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n')
    expect(await text).toMatch(/^HTTP\/1\.1 200 [^]*12345$/)
  })
})

test('the next request has its own time', async () => {
  const echo = await startEcho({ handler: (_, res) => res.end('ok') })
  const proxy = await startTestProxy({ routes: [{ filters: [{ type: 'timeouts', requestMs: 5000, backendRequestMs: 5000 }], targets: [{ port: echo.port }] }] })
  expect([(await send(proxy.http)).body, (await send(proxy.http)).body]).toEqual(['ok', 'ok'])
})
