import { expect, test } from 'vitest'
import { send, type TestRequest } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const BODY = 'x'.repeat(100)
const CHUNKED: TestRequest = { method: 'POST', body: BODY, headers: { 'transfer-encoding': 'chunked' } }
const SIZED: TestRequest = { method: 'POST', body: BODY, headers: { 'content-length': '100' } }

test.each<[string, number, number, TestRequest, number]>([
  ['a body of the most length', 0, 100, SIZED, 200],
  ['a longer one', 0, 99, SIZED, 413],
  ['a longer one in chunks', 0, 99, CHUNKED, 413],
  ['one that fits, in chunks', 0, 100, CHUNKED, 200],
  ['0 = any, whatever the proxy allows', 10, 0, SIZED, 200],
  ['more than the proxy allows', 10, 100, SIZED, 200],
  ['no body', 0, 1, {}, 200],
])('%s', async (_, own, maxBytes, request, status) => {
  const echo = await startEcho()
  const routes = [{ filters: [{ type: 'bodySize' as const, maxBytes }], targets: [{ port: echo.port }] }]
  const proxy = await startTestProxy({ routes }, { limits: { bodyBytes: own } })
  expect((await send(proxy.http, request)).status).toBe(status)
})
