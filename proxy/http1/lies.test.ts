import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { connect, until } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { LIES, SMUGGLED, type Lie } from '../testing/lying-backends.ts'
import { strictClient } from '../testing/responses.ts'
import { startTestProxy } from '../testing/start-proxy.ts'

const HONEST = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhonest'
const NEXT = 'GET /next HTTP/1.1\r\nHost: shop.test\r\n\r\n'

/** Lies to the first request that it gets, and is honest ever after. `isGone`: the connection of the lie is closed. */
async function startLiar(tell: Lie['tell']) {
  const state = { isGone: false, heads: [] as string[] }
  const backend = await startRawBackend((socket, index) => {
    let text = ''
    socket.once('close', () => (state.isGone ||= index === 0))
    socket.on('end', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      const end = text.indexOf('\r\n\r\n')
      if (end === -1 || (state.heads.length > 0 && !text.startsWith('GET /next '))) return
      state.heads.push(text.slice(0, end))
      text = text.slice(end + 4)
      if (state.heads.length > 1) socket.write(HONEST)
      else if (typeof tell === 'string') socket.write(tell, 'latin1')
      else tell(socket)
    })
  })
  return { ...backend, state }
}

const FIELDS: Partial<Record<NonNullable<Lie['method']>, string>> = {
  POST: 'Content-Length: 9\r\n\r\npart',
  WEBSOCKET:
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
}
const requestOf = (method: NonNullable<Lie['method']>) =>
  `${method === 'WEBSOCKET' ? 'GET' : method} /lie HTTP/1.1\r\nHost: shop.test\r\n${FIELDS[method] ?? '\r\n'}`

async function startBefore(tell: Lie['tell']) {
  const backend = await startLiar(tell)
  // Long enough to be told from a lie that is found out, since it is then that the test would be slow.
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service: { retries: 0, readTimeoutMs: 300 } }] })
  return { backend, proxy }
}

async function askNext(port: number): Promise<string> {
  const { body } = await strictClient(await connect(port)).ask(NEXT)
  return body
}

test.each(LIES)('$name', async ({ method = 'GET', tell, sees, body, isKept }) => {
  const { backend, proxy } = await startBefore(tell)
  const client = strictClient(await connect(proxy.http))
  const response = await client.ask(requestOf(method))
  expect([sees].flat()).toContain(response.isCut ? 'cut' : response.status)
  if (response.status === 502 || response.status === 504) expect(response.head).toContain('\r\nServer: sluice\r\n')
  else if (!response.isCut) expect(response.body).toBe(body ?? '')
  // A client whose response was cut must not take more of this connection for it.
  if (response.isCut) await until(client.isOver)
  if (!isKept) await until(() => backend.state.isGone)

  expect(await askNext(proxy.http)).toBe('honest')
  expect(backend.connections()).toBe(isKept ? 1 : 2)
  if (!client.isOver() && method !== 'POST') expect((await client.ask(NEXT)).body).toBe('honest')
  expect(client.rest()).toBe('')
  expect(JSON.stringify(response)).not.toContain(SMUGGLED)
})

test.each([
  ['a response', `HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n${SMUGGLED}`],
  ['408, as some say it before they close', 'HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
  ['one byte', 'H'],
])('on a kept connection that has rest: %s', async (_, bytes) => {
  let idle: Socket | null = null
  const { backend, proxy } = await startBefore((socket) => {
    idle = socket
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  })
  const client = strictClient(await connect(proxy.http))
  expect((await client.ask(requestOf('GET'))).body).toBe('ok')
  idle!.write(bytes)
  await until(() => backend.state.isGone)
  expect((await client.ask(NEXT)).body).toBe('honest')
  expect([client.rest(), backend.connections()]).toEqual(['', 2])
})

test('a client of HTTP/1.0, whose body ends with its connection, sees a cut as a reset', async () => {
  const { proxy } = await startBefore((socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n'))
  const socket = await connect(proxy.http)
  const end = new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
    socket.once('end', () => resolve('a clean end'))
  })
  socket.resume()
  socket.write('GET /lie HTTP/1.0\r\nHost: shop.test\r\n\r\n')
  expect(await end).toBe('ECONNRESET')
})

test('a client that has gone ends an endless answer', async () => {
  let sent = 0
  const { backend, proxy } = await startBefore((socket) => {
    const more = () => {
      if (socket.destroyed) return
      sent += 65_536
      if (socket.write(Buffer.alloc(65_536))) setImmediate(more)
      else socket.once('drain', more)
    }
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    more()
  })
  const socket = await connect(proxy.http)
  socket.once('data', () => socket.destroy())
  socket.write(requestOf('GET'))
  await until(() => backend.state.isGone)
  expect(sent).toBeLessThan(2 ** 28)
})
