import net, { type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { send } from '../testing/client.ts'
import { startRawBackend } from '../testing/echo.ts'
import { startTestProxy } from '../testing/start-proxy.ts'
import { pick, seededRandom, type Random } from './codec/testing/random.ts'

const ATTEMPTS = 600
const AT_ONCE = 20
const HOST = 'Host: shop.test\r\n'
const OK = 'HTTP/1.1 200 OK\r\n'
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
const LARGE = 'x'.repeat(300_000)

const REQUESTS = [
  `GET /a HTTP/1.1\r\n${HOST}\r\n`, `GET /a HTTP/1.0\r\n${HOST}\r\n`,
  `GET /a HTTP/1.1\r\n${HOST}\r\nGET /b HTTP/1.1\r\n${HOST}\r\nGET /c HTTP/1.1\r\n${HOST}\r\n`,
  `POST /a HTTP/1.1\r\n${HOST}Content-Length: ${LARGE.length}\r\n\r\n${LARGE}`,
  `POST /a HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  `POST /a HTTP/1.1\r\n${HOST}Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello`, `GET /a HTTP/1.1\r\n${HOST}${UPGRADE}hello`,
  `GET /dead HTTP/1.1\r\n${HOST}\r\n`,
]
const RESPONSES = [
  `${OK}Content-Length: 2\r\n\r\nok`, `${OK}Content-Length: ${LARGE.length}\r\n\r\n${LARGE}`,
  `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, `${OK}\r\n${LARGE}`,
  `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`, `HTTP/1.1 101 Switching Protocols\r\n${UPGRADE}hello`,
  'garbage\r\n\r\n', '',
]

/** Sends so much of the text, in up to three pieces, and then goes in one of the ways there are. */
async function sendAndGo(socket: Socket, text: string, random: Random): Promise<void> {
  const most = random(3) === 0 ? random(text.length + 1) : text.length
  const cuts = [random(most + 1), random(most + 1)].toSorted((a, b) => a - b)
  for (const [from, to] of [[0, cuts[0]!], [cuts[0]!, cuts[1]!], [cuts[1]!, most]] as const) {
    if (!socket.writable) return
    if (to > from) socket.write(text.slice(from, to), 'latin1')
    for (let turns = random(3); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
  }
  if (random(4) === 0) socket.pause()
  for (let turns = random(40); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve))
  if (socket.destroyed) return
  const go = [() => socket.resetAndDestroy(), () => socket.destroy(), () => socket.end(), () => socket.destroySoon()]
  pick(random, go)()
}

const GAUGES = /^(sluice_(?:connections|requests_in_flight|tunnels|upstream_connections)(?:\{.*\})?) (\d+)$/gm

test.each([1, 2])('whenever clients and targets go, nothing is left of them (seed %i)', async (seed) => {
  const random = seededRandom(seed)
  const backend = await startRawBackend((socket) => {
    if (random(20) === 0) socket.resetAndDestroy()
    socket.on('end', () => socket.end())
    socket.on('data', (bytes: Buffer) => {
      if (!bytes.includes('HTTP/1.1\r\n')) return
      const response = pick(random, RESPONSES)
      if (random(2) === 0) socket.write(response, 'latin1')
      else void sendAndGo(socket, response, random)
    })
  })
  const limits = { headMs: 200, bodyMs: 200, idleMs: 200 }
  const service = { connectTimeoutMs: 200, readTimeoutMs: 200, writeTimeoutMs: 200 }
  const proxy = await startTestProxy({ routes: [{ targets: [{ port: backend.port }], service }] }, { limits })
  const clients = new Set<Socket>()
  onTestFinished(() => clients.forEach((socket) => socket.destroy()))

  const one = async () => {
    const socket = net.connect({ host: '127.0.0.1', port: proxy.http, allowHalfOpen: true })
    clients.add(socket)
    socket.on('error', () => {})
    socket.resume()
    // Whoever has only ended its half, and may read nothing, is let go by the proxy.
    await sendAndGo(socket, pick(random, REQUESTS), random)
  }
  let left = ATTEMPTS
  const keepOn = async () => {
    while (left-- > 0) await one()
  }
  await Promise.all(Array.from({ length: AT_ONCE }, keepOn))

  const open = async () => {
    const { body } = await send(proxy.status, { path: '/metrics' })
    return [...body.matchAll(GAUGES)].filter(([, name, value]) => value !== '0' && !name!.includes('state="idle"')).map(([line]) => line)
  }
  await expect.poll(open, { timeout: 3000 }).toEqual([])
  expect(proxy.lines.filter((line) => line.startsWith('a request failed'))).toEqual([])
})
