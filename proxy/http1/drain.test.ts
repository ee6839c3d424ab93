import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { collect, connect, received, until } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { otherEnd } from '../testing/own-sockets.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const GET = 'GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n'

/** A proxy whose one request has arrived at a bare target. */
async function underWay() {
  let target: Socket | null = null
  const { port } = await startRawBackend((socket) => socket.once('data', () => (target = socket)))
  const proxy = await startTestProxy({ routes: [{ targets: [{ port }] }] }, { drainMs: 15_000 })
  const client = await connect(proxy.http)
  return { proxy, client, arrived: () => target!, hasArrived: () => target !== null }
}

test('a client that is slow to take a complete response gets all of it', async () => {
  const { proxy, client, arrived, hasArrived } = await underWay()
  client.pause()
  client.write(GET)
  await until(hasArrived)
  arrived().write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
  const end = otherEnd(client)
  // Until the kernel takes no more, and the proxy has the rest of the response.
  while (end.writableLength === 0) {
    arrived().write(`1000\r\n${'x'.repeat(4096)}\r\n`)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const before = end.writableLength
  arrived().write('0\r\n\r\n')
  await until(() => end.writableLength > before)
  const drained = proxy.drain()
  const answer = collect(client)
  client.resume()
  expect((await answer).endsWith('\r\n0\r\n\r\n')).toBe(true)
  await drained
})

test('it is over soon after the last response, though the head of that had promised to keep the connection', async () => {
  const { proxy, client, arrived, hasArrived } = await underWay()
  client.write(GET)
  await until(hasArrived)
  arrived().write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab')
  await received(client, 'ab')
  const drained = proxy.drain()
  arrived().write('cd')
  await received(client, 'cd')
  const begin = performance.now()
  await drained
  expect(performance.now() - begin).toBeLessThan(5000)
})
