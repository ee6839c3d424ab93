import { expect, test } from 'vitest'
import { collect, connect } from '../testing/client.ts'
import { startEcho, startRawBackend } from '../testing/echo.ts'
import { prefix } from '../testing/snapshot.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: shop.test\r\n\r\n`

test('a client that ends its half behind several requests gets an answer to each, whoever answers', async () => {
  const echo = await startEcho()
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: echo.port }], path: prefix('/a') }] })
  const socket = await connect(proxy.http)
  const answer = collect(socket)
  socket.end(get('/a/1') + get('/b/2') + get('/a/3'))
  expect((await answer).match(/HTTP\/1.1 \d{3}/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200'])
})

test('a client that ends its half in the middle of a later request is let go at once', async () => {
  let isGone = 0
  const backend = await startRawBackend((socket) => {
    socket.on('end', () => isGone++)
    socket.on('data', (bytes: Buffer) => bytes.toString().startsWith('GET') && socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
  })
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }] }] })
  const socket = await connect(proxy.http)
  const answer = collect(socket)
  socket.end(`${get('/1')}POST /2 HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 9\r\n\r\npart`)
  const begin = performance.now()
  expect((await answer).match(/HTTP\/1.1 \d{3}/g)).toEqual(['HTTP/1.1 200'])
  expect(performance.now() - begin).toBeLessThan(2000)
  await expect.poll(() => isGone).toBe(1)
})
