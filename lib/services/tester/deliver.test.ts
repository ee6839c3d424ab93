import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { deliver } from './deliver.ts'
import type { Arrival } from './predict.ts'

async function startServer(listener: http.RequestListener): Promise<{ server: http.Server; port: number }> {
  const server = http.createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

const send = (port: number, over: { method?: string; target?: string; headers?: http.OutgoingHttpHeaders; signal?: AbortSignal } = {}) => {
  const request = { method: over.method ?? 'GET', host: 'shop.test', target: over.target ?? '/', headers: {}, protocol: 'http' as const }
  const arrival: Arrival = { request, host: request.host, listeners: [], clientAddress: '127.0.0.1', port, httpsPort: 0 }
  const { headers = {}, signal = new AbortController().signal } = over
  return deliver('127.0.0.1', arrival, { headers, body: undefined, locale: 'en', signal, timeoutMs: 200 })
}

test('an answer is read with its headers and body', async () => {
  const { port } = await startServer((_, res) => res.writeHead(201, { 'X-One': '1' }).end('hello'))
  expect(await send(port)).toMatchObject({ status: 201, body: 'hello', truncated: false, headers: expect.arrayContaining([['X-One', '1']]) as unknown })
})

test('an answer that goes on and on is cut by time', async () => {
  let timer: NodeJS.Timeout | undefined
  const { port } = await startServer((_, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    timer = setInterval(() => res.write('x'), 5)
  })
  onTestFinished(() => clearInterval(timer))
  expect(await send(port)).toMatchObject({ status: 200, truncated: true, body: expect.stringMatching(/^x+$/) as string })
})

test('no answer in time, a closed connection and a client that went are all no answer', async () => {
  const silent = await startServer(() => {})
  await expect(send(silent.port)).rejects.toMatchObject({ code: 'UNAVAILABLE', message: expect.stringContaining('within 0.2 s') as string })
  await expect(send(silent.port, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  const closing = await startServer((req) => req.socket.destroy())
  await expect(send(closing.port)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('an upgrade is answered with its head', async () => {
  const { server, port } = await startServer(() => {})
  server.on('upgrade', (_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nframe'))
  expect(await send(port, { headers: { connection: 'Upgrade', upgrade: 'websocket' } })).toMatchObject({ status: 101, body: '', truncated: false })
})

test.each([{ method: 'GE T' }, { target: '/€' }, { headers: { 'x-a': 'a\nb' } }])('%j cannot be written, which is the request\'s fault', async (over) => {
  await expect(send(1, over)).rejects.toMatchObject({ code: 'INVALID' })
})
