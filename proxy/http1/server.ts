import { randomUUID } from 'node:crypto'
import net, { type Socket } from 'node:net'
import { acceptTls } from '../tls/accept.ts'
import type { TlsFacts } from '../tls/handshake.ts'
import { answerOf, answerText, type ProxyAnswerCode } from './answers.ts'
import { ClientConnection, type Serve } from './client-connection.ts'
import type { Entrance, Gate } from './exchange.ts'
import { finishExchange, sendAnswer } from './finish.ts'
import { handle } from './passes.ts'
import { plainAddress } from '../hops.ts'
import { READ_BYTES, ReadBuffer } from '../upstream/buffers.ts'
import { takeOver } from './fast-accept.ts'
import { Try } from './try.ts'

/** A server and what is needed to let it go. */
export type Http1Server = {
  server: net.Server
  /** Closes connections that wait for a next request, those without a request, or all. */
  closeConnections(which: 'waiting' | 'idle' | 'all'): void
}

const HANDSHAKE_MS = 10_000

/** An HTTP/1.1 server, plain or with TLS, whose requests go through the passes. It does not listen yet. */
export function createHttp1Server(gate: Gate, entrance: Entrance): Http1Server {
  const clients = new Set<ClientConnection>()
  /** Handshakes under way, too. */
  const sockets = new Set<Socket>()
  const isTls = entrance.protocol === 'https'
  const serve = serveRequests(gate)

  const open = (socket: Socket, address: string, tls: TlsFacts | null) => {
    const client = new ClientConnection(socket, address, gate, entrance, tls, serve, null)
    socket.on('data', (chunk: Buffer) => client.onRead(chunk, chunk.length))
    follow(client)
  }
  /** Reads into a buffer of ours. */
  const openFast = (accepted: Socket, address: string) => {
    const buffer = new ReadBuffer()
    const read = (length: number, bytes: Uint8Array) => {
      client.onRead(bytes as Buffer, length)
      return true
    }
    const socket = takeOver(accepted, { buffer: () => buffer.next(), callback: read })
    const client = new ClientConnection(socket, address, gate, entrance, null, serve, buffer)
    socket.once('close', () => buffer.release())
    follow(client)
    socket.resume()
    return socket
  }
  const follow = (client: ClientConnection) => {
    const { socket } = client
    clients.add(client)
    socket.on('drain', () => client.onDrain())
    socket.on('end', () => client.onEnd())
    socket.on('error', () => {})
    socket.once('close', () => {
      clients.delete(client)
      client.onClose()
    })
  }
  const isFast = gate.fastAccept && !isTls
  const options = { allowHalfOpen: true, noDelay: true, highWaterMark: READ_BYTES, pauseOnConnect: isFast }
  const server = net.createServer(options, (accepted) => {
    const address = accepted.remoteAddress ?? ''
    if (!gate.connections.enter(address)) {
      gate.tally.add('addressLimit')
      accepted.destroy()
      return
    }
    const socket = isFast ? openFast(accepted, plainAddress(address)) : accepted
    gate.tally.add(isTls ? 'httpsAccepted' : 'httpAccepted')
    gate.tally.add(isTls ? 'httpsOpen' : 'httpOpen')
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      gate.connections.leave(address)
      gate.tally.add(isTls ? 'httpsOpen' : 'httpOpen', -1)
    })
    if (isTls) acceptTls(gate, socket, (tls, facts) => open(tls, plainAddress(address), facts), Math.min(HANDSHAKE_MS, gate.limits.headMs))
    else if (!isFast) open(socket, plainAddress(address), null)
  })
  return {
    server,
    closeConnections(which) {
      if (which === 'all') for (const socket of sockets) socket.destroy()
      for (const client of clients) if (which === 'all' || client.isIdle(which === 'waiting')) client.socket.destroy()
    },
  }
}

const serveRequests = (gate: Gate): Serve => ({
  request(exchange) {
    if (gate.starting === null) handle(exchange)
    else void gate.starting.then(() => exchange.isFinished || handle(exchange))
  },
  refusal(client, refusal) {
    const code: ProxyAnswerCode = refusal.kind === 'timeout' ? 'REQUEST_TIMEOUT' : refusal.code
    if (refusal.kind === 'refused') gate.tally.refused(refusal.reason)
    gate.tally.answer(code)
    client.write(answerText(answerOf(code), { requestId: randomUUID(), isLast: true, isHead: false, minor: 1, extra: '' }))
    client.close()
  },
  gone: finishExchange,
  badBody(exchange, code, reason) {
    if (reason !== null) gate.tally.refused(reason)
    const { client } = exchange
    const { user } = client
    if (user instanceof Try) user.abandon()
    if (exchange.isFinished) client.close()
    else sendAnswer(exchange, answerOf(code), true)
  },
})
