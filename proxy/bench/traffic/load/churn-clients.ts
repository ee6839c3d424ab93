import http from 'node:http'
import net, { type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { REQUESTS } from '#proxy/http1/codec/testing/malformed-requests.ts'
import { pick, type Random } from '#proxy/http1/codec/testing/random.ts'
import { HOST } from '../site.ts'

const CLIENTS = 40
const REST_MS = 400
const LONGEST_MS = 2500
const FIELD = `Host: ${HOST}\r\n`
const BODY = 'x'.repeat(200_000)
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

const MESSAGES = [
  `GET /a HTTP/1.1\r\n${FIELD}\r\n`, `HEAD /a HTTP/1.1\r\n${FIELD}\r\n`, `GET /a HTTP/1.0\r\n${FIELD}\r\n`,
  `GET /nowhere HTTP/1.1\r\n${FIELD}Connection: close\r\n\r\n`,
  `POST /a HTTP/1.1\r\n${FIELD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
  `PUT /a HTTP/1.1\r\n${FIELD}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
  `POST /a HTTP/1.1\r\n${FIELD}Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello`, `GET /a HTTP/1.1\r\n${FIELD}${UPGRADE}hello`,
  `GET /a HTTP/1.1\r\n${FIELD}\r\n`.repeat(100),
]
/** Ways to end; what is still open at last is destroyed. */
const ENDS: ((socket: Socket, raw: Socket) => void)[] = [
  (_, raw) => raw.resetAndDestroy(), (socket) => socket.destroy(), (socket) => socket.end(), (socket) => socket.pause(),
  (socket) => socket.resume(),
]

export type ChurnPorts = { http: number; https: number }

/** One connection on which something goes wrong, more often than not. */
async function misbehave(ports: ChurnPorts, random: Random): Promise<void> {
  const isTls = random(4) === 0
  const raw = net.connect({ host: '127.0.0.1', port: isTls ? ports.https : ports.http, allowHalfOpen: true, noDelay: true })
  const socket = isTls ? tls.connect({ socket: raw, servername: HOST, rejectUnauthorized: false }) : raw
  for (const one of [raw, socket]) one.on('error', () => {})
  socket.resume()
  const good = Array.from({ length: 1 + random(3) }, () => pick(random, MESSAGES)).join('')
  const text = random(5) === 0 ? pick(random, REQUESTS)[1] : good
  const most = random(4) === 0 ? random(text.length) : text.length
  const cut = random(most + 1)
  socket.write(text.slice(0, cut), 'latin1')
  await sleep(random(50))
  if (socket.writable) socket.write(text.slice(cut, most), 'latin1')
  await sleep(random(2) === 0 ? random(50) : random(LONGEST_MS / 2))
  pick(random, ENDS)(socket, raw)
  await sleep(random(LONGEST_MS / 2))
  socket.destroy()
  raw.destroy()
}

function askHonestly(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/honest', headers: { host: HOST }, agent: false }, (response) => {
      let body = ''
      response.on('data', (part: Buffer) => (body += part.toString()))
      response.once('error', () => resolve(false))
      response.once('end', () => resolve(response.statusCode === 200 && body === 'honest'))
    })
    request.once('error', () => resolve(false))
  })
}

export type Churn = { connections: number; honest: number; failed: number }

/** Clients of all kinds at a bounded rate, and an honest one beside them, until they are told to stop. */
export function startChurn(ports: ChurnPorts, random: Random): { counts: Churn; stop(): Promise<void> } {
  const counts: Churn = { connections: 0, honest: 0, failed: 0 }
  let isOver = false
  const bad = async () => {
    while (!isOver) {
      counts.connections++
      await misbehave(ports, random)
      await sleep(random(REST_MS))
    }
  }
  const good = async () => {
    for (; !isOver; counts.honest++) {
      if (!(await askHonestly(ports.http))) counts.failed++
      await sleep(random(REST_MS / 4))
    }
  }
  const all = Promise.all([good(), ...Array.from({ length: CLIENTS }, bad)])
  return {
    counts,
    async stop() {
      isOver = true
      await all
    },
  }
}
