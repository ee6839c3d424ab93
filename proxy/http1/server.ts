import { randomUUID } from 'node:crypto'
import net, { type Socket } from 'node:net'
import { acceptTls, HANDSHAKE_MS } from '../tls/accept.ts'
import type { TlsFacts } from '../tls/handshake.ts'
import { answerOf, answerText, type ProxyAnswerCode } from './answers.ts'
import { ClientConnection, type Serve } from './client-connection.ts'
import type { Entrance, Gate } from './exchange.ts'
import { finishExchange } from './finish.ts'
import { conclude } from './forward.ts'
import { handle } from './passes.ts'
import { refusalRecordOf } from './record.ts'
import { plainAddress } from '../hops.ts'
import { READ_BYTES, ReadBuffer } from '../upstream/buffers.ts'
import { takeOver } from './fast-accept.ts'

/** A server and what is needed to let it go. */
export type Http1Server = {
  server: net.Server
  /** Closes connections that wait for a next request, those without a request, or all. */
  closeConnections(which: 'waiting' | 'idle' | 'all'): void
}

/** A socket with its connection: found by it, listeners can be the same for all of them, which is what ten thousand idle ones are made of. */
type Owned = Socket & { [CLIENT]: ClientConnection }
const CLIENT = Symbol('client')

function onData(this: Owned, chunk: Buffer): void {
  this[CLIENT].onRead(chunk, chunk.length)
}
function onDrain(this: Owned): void {
  this[CLIENT].onDrain()
}
function onEnd(this: Owned): void {
  this[CLIENT].onEnd()
}
function onClose(this: Owned): void {
  this[CLIENT].onClose()
}
const ignore = (): void => {}

function own(socket: Socket, client: ClientConnection): void {
  ;(socket as Owned)[CLIENT] = client
  socket.on('drain', onDrain)
  socket.on('end', onEnd)
  socket.on('error', ignore)
  socket.on('close', onClose)
}

/** An HTTP/1.1 server, plain or with TLS, whose requests go through the passes. It does not listen yet. */
export function createHttp1Server(gate: Gate, entrance: Entrance): Http1Server {
  const clients = new Set<ClientConnection>()
  const isTls = entrance.protocol === 'https'
  const entered = (by: 1 | -1) => gate.tally.add(isTls ? 'httpsOpen' : 'httpOpen', by)
  const left = (address: string) => {
    gate.connections.leave(address)
    entered(-1)
  }
  const serve: Serve = {
    ...serveRequests(gate),
    closed(client) {
      clients.delete(client)
      if (!isTls) left(client.address)
    },
  }
  /** Connections below TLS, those whose handshake is under way included. */
  const handshakes = new Set<Socket>()

  const openPlain = (socket: Socket, address: string) => {
    const client = new ClientConnection(socket, address, gate, entrance, null, serve, null)
    clients.add(client)
    own(socket, client)
    socket.on('data', onData)
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
    clients.add(client)
    own(socket, client)
    socket.resume()
  }
  const openTls = (accepted: Socket, address: string) => {
    handshakes.add(accepted)
    accepted.once('close', () => {
      handshakes.delete(accepted)
      left(address)
    })
    const secured = (socket: Socket, facts: TlsFacts) => {
      const client = new ClientConnection(socket, address, gate, entrance, facts, serve, null)
      clients.add(client)
      own(socket, client)
      socket.on('data', onData)
    }
    acceptTls(gate, accepted, secured, Math.min(HANDSHAKE_MS, gate.limits.headMs))
  }
  const isFast = gate.fastAccept && !isTls
  const open = isTls ? openTls : isFast ? openFast : openPlain
  const options = { allowHalfOpen: true, noDelay: true, highWaterMark: READ_BYTES, pauseOnConnect: isFast }
  const server = net.createServer(options, (socket) => {
    const address = plainAddress(socket.remoteAddress ?? '')
    if (!gate.connections.enter(address)) {
      gate.tally.add('addressLimit')
      socket.destroy()
      return
    }
    gate.tally.add(isTls ? 'httpsAccepted' : 'httpAccepted')
    entered(1)
    open(socket, address)
  })
  return {
    server,
    closeConnections(which) {
      if (which === 'all') for (const socket of handshakes) socket.destroy()
      for (const client of clients) {
        if (which === 'all') client.socket.destroy()
        else if (client.isIdle(which === 'waiting')) client.close(true)
      }
    },
  }
}

const serveRequests = (gate: Gate): Omit<Serve, 'closed'> => ({
  request(exchange) {
    if (gate.starting === null) handle(exchange)
    else void gate.starting.then(() => exchange.isFinished || handle(exchange))
  },
  refusal(client, refusal) {
    const code: ProxyAnswerCode = refusal.kind === 'timeout' ? 'REQUEST_TIMEOUT' : refusal.code
    if (refusal.kind === 'refused') gate.tally.refused(refusal.reason)
    gate.tally.answer(code)
    const answer = answerOf(code)
    const requestId = randomUUID()
    client.write(answerText(answer, { requestId, isLast: true, isHead: false, minor: 1, edit: null, extra: '' }))
    if (gate.sight.wants(false)) gate.sight.take(refusalRecordOf(client, requestId, answer.status, code))
    client.close()
  },
  gone: finishExchange,
  badBody(exchange, code, reason) {
    if (reason !== null) gate.tally.refused(reason)
    const { client } = exchange
    client.user?.abandon()
    if (exchange.isFinished) client.close()
    else conclude(exchange, answerOf(code), true)
  },
})
