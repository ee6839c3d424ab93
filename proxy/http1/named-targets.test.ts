import { expect, test } from 'vitest'
import { send } from '../testing/client.ts'
import { startEcho } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

test('a target that is named is reached at the address that listens, also with retries 0', async () => {
  // It listens on 127.0.0.1 alone; localhost may be ::1 too.
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ host: 'localhost', port: echo.port }], service: { retries: 0 } }] })
  const statuses = []
  for (let i = 0; i < 6; i++) statuses.push((await send(proxy.http)).status)
  expect(statuses).toEqual([200, 200, 200, 200, 200, 200])
  expect((await send(proxy.status, { path: '/metrics' })).body).toContain('sluice_retries_total 0\n')
})

test('a target whose name is not there is answered 502', async () => {
  const proxy = await startTestProxy({ routes: [{ targets: [{ host: 'nowhere.invalid', port: 80 }] }] })
  expect((await send(proxy.http)).status).toBe(502)
  expect((await send(proxy.status, { path: '/metrics' })).body).toContain('{code="HOST_NOT_FOUND"} 1\n')
})

test('a target whose name is not there gives way to another one', async () => {
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ host: 'nowhere.invalid', port: 80 }, { port: echo.port }] }] })
  for (let i = 0; i < 4; i++) expect((await send(proxy.http)).status).toBe(200)
})
