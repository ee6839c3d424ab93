import { randomUUID } from 'node:crypto'
import http, { ServerResponse, STATUS_CODES, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import type { Live } from '../live.ts'
import { selfSigned } from '../tls/self-signed.ts'
import { answerMessage, answerOf, type ProxyAnswerCode } from './answers.ts'
import { beginExchange, type Entrance, type Exchange, type Gate } from './exchange.ts'
import { finishExchange, sendAnswer } from './finish.ts'
import { handle } from './passes.ts'
import { isWebSocket } from './upgrade.ts'

/** A server and what is needed to let it go. */
export type Http1Server = {
  server: http.Server | https.Server
  /** Closes connections without a request; with `all`, the others too. */
  closeConnections(which: 'idle' | 'all'): void
}

type ParserError = NodeJS.ErrnoException & { rawPacket?: Buffer }

// Node counts no more than it keeps, so the limit of fields is ours (`checkRequest`); 0 keeps all.
const LIMITS = {
  maxHeaderSize: 16_384,
  headersTimeout: 30_000,
  // A body may take as long as it moves; see `clientBodyMs`.
  requestTimeout: 0,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5000,
  insecureHTTPParser: false,
  // Checked with a message of our own.
  requireHostHeader: false,
  shouldUpgradeCallback: isWebSocket,
}

/** An HTTP/1.1 server, plain or with TLS, whose requests go through the passes. It does not listen yet. */
export function createHttp1Server(gate: Gate, entrance: Entrance): Http1Server {
  const server = entrance.protocol === 'https' ? createTlsServer(gate) : http.createServer(LIMITS)
  server.maxHeadersCount = 0
  /** Open connections with their unfinished exchanges. */
  const connections = new Map<Socket, Set<Exchange>>()
  const numbers = gate.tally.connections[entrance.protocol]

  server.on(entrance.protocol === 'https' ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections.set(socket, new Set())
    numbers.open++
    numbers.accepted++
    socket.on('error', () => {})
    socket.once('close', () => {
      connections.delete(socket)
      numbers.open--
    })
  })

  const serve = (req: IncomingMessage, res: ServerResponse, prepare?: (exchange: Exchange) => ProxyAnswerCode | null): void => {
    if (gate.starting) return void gate.starting.then(() => serve(req, res, prepare))
    const { socket } = req
    const exchange = beginExchange(gate, entrance, req, res)
    const unfinished = connections.get(socket)
    unfinished?.add(exchange)
    res.on('error', () => {})
    res.once('close', () => {
      finishExchange(exchange)
      unfinished?.delete(exchange)
      // The header had promised to keep the connection before the end was decided.
      if (unfinished?.size === 0 && (entrance.isClosing || gate.isDraining)) socket.destroySoon()
    })
    const refusal = prepare?.(exchange) ?? null
    if (refusal) sendAnswer(exchange, answerOf(refusal), true)
    else handle(exchange)
  }
  server.on('request', (req, res) => serve(req, res))
  server.on('checkContinue', (req: IncomingMessage, res: ServerResponse) =>
    serve(req, res, (exchange) => {
      exchange.expects = 'asked'
      return null
    }),
  )
  server.on('checkExpectation', (req: IncomingMessage, res: ServerResponse) => serve(req, res, () => 'EXPECTATION_FAILED'))
  const serveDetached = (refusal: ProxyAnswerCode | null) => (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    const res = new ServerResponse(req)
    res.assignSocket(socket as Socket)
    res.once('finish', () => (socket as Socket).destroySoon())
    serve(req, res, (exchange) => {
      exchange.upgradeHead = head
      return refusal
    })
  }
  server.on('upgrade', serveDetached(null))
  server.on('connect', serveDetached('METHOD_NOT_ALLOWED'))
  server.on('clientError', (error: ParserError, socket: Duplex) => {
    refuse(gate, error, socket as Socket, connections.get(socket as Socket))
  })

  return {
    server,
    closeConnections(which) {
      server.closeIdleConnections()
      for (const [socket, unfinished] of connections) if (which === 'all' || unfinished.size === 0) socket.destroy()
    },
  }
}

function createTlsServer(gate: Gate): https.Server {
  const own = selfSigned('sluice.invalid', gate.now())
  const server = https.createServer({
    ...LIMITS,
    ...own,
    SNICallback: (name, done) => done(null, gate.live?.certificates.choose(name)),
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: 10_000,
  })
  // Without SNI nobody is asked: the server's own context counts.
  let shown = own
  const follow = ({ certificates }: Live) => {
    const pair = certificates.fallback ?? own
    if (pair.cert === shown.cert && pair.key === shown.key) return
    shown = pair
    server.setSecureContext({ minVersion: 'TLSv1.2', ...pair })
  }
  if (gate.live) follow(gate.live)
  gate.onLive.add(follow)
  server.once('close', () => gate.onLive.delete(follow))
  return server
}

/** Answers what the parser refused. Behind an answer that is still under way there is no place for another one. */
function refuse(gate: Gate, error: ParserError, socket: Socket, unfinished: ReadonlySet<Exchange> = new Set()): void {
  if (!socket.writable || error.code === 'ECONNRESET' || unfinished.size > 0) {
    const areOwnAnswers = [...unfinished].every((exchange) => exchange.failure !== null)
    if (areOwnAnswers) socket.destroySoon()
    else socket.destroy()
    return
  }
  const code = refusalOf(error)
  const answer = answerOf(code)
  gate.tally.answers.set(code, (gate.tally.answers.get(code) ?? 0) + 1)
  const { headers, body } = answerMessage(answer, randomUUID(), true)
  const lines = headers.map((text, index) => (index % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
  socket.end(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${lines}\r\n${body}`)
  // Reads on for a moment: a reset would destroy the answer before the client has read it.
  socket.resume()
  setTimeout(() => socket.destroy(), 1000)
}

function refusalOf({ code, rawPacket }: ParserError): ProxyAnswerCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'REQUEST_TIMEOUT'
  if (code !== 'HPE_HEADER_OVERFLOW') return 'BAD_REQUEST'
  return rawPacket?.includes('\r\n') === false ? 'URI_TOO_LONG' : 'HEADERS_TOO_LARGE'
}
