import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Server, TLSSocket } from 'node:tls'
import type { Timed } from '../deadlines.ts'
import { answerOf, answerText } from '../http1/answers.ts'
import type { Gate } from '../http1/exchange.ts'
import type { TallyName } from '../tally.ts'
import { shownBy } from './client-certificates.ts'
import { readClientHello, type HelloRefusal } from './client-hello.ts'
import type { Identity } from './identities.ts'

/** What is known of a connection when its handshake is over. It stays as it is. */
export type TlsFacts = {
  /** As the ClientHello said, in lower case; empty: none. */
  sni: string
  /** Under which the connection was made; see `Certificates.policyOf`. */
  policy: string
  /** Header lines about the client's certificate, each with its CRLF. */
  fields: string
  /** Why all requests on it are answered 400; null: they are served. */
  refusal: string | null
}

/** What a connection to this name (`''`: none) is served with at present. */
export type IdentityOf = (gate: Gate, serverName: string) => Identity

export type OnSecure = (socket: TLSSocket, facts: TlsFacts) => void

/** A server's prototype under an object of one connection: it takes what the server's listeners are called on. */
type Door = Server & { handshake: Handshake | null }

/** How long what a refused client still sends is read: a reset would destroy the answer before it was read. */
const LINGER_MS = 1000

const REFUSALS: Record<HelloRefusal, TallyName> = {
  'plain-http': 'tlsPlainHttp', 'not-tls': 'tlsNotTls', malformed: 'tlsHello', 'too-long': 'tlsHello', 'server-name': 'tlsHello',
}
// RFC 8446 §6: fatal decode_error and unrecognized_name, in a record of their own.
const DECODE_ERROR = Buffer.from([21, 3, 1, 0, 2, 2, 50])
const UNRECOGNIZED_NAME = Buffer.from([21, 3, 1, 0, 2, 2, 112])

/** The beginning of one TLS connection, up to the end of its handshake. */
export class Handshake implements Timed {
  deadline = Infinity
  tick = 0
  private readonly gate: Gate
  private readonly socket: Socket
  private readonly identityOf: IdentityOf
  private readonly onSecure: OnSecure
  private identity: Identity | null = null
  private sni = ''
  /** Of a ClientHello that has not come as a whole. */
  private pieces: Buffer | null = null
  private isHalfOpen = false
  private isOver = false

  constructor(gate: Gate, socket: Socket, identityOf: IdentityOf, onSecure: OnSecure) {
    this.gate = gate
    this.socket = socket
    this.identityOf = identityOf
    this.onSecure = onSecure
  }

  start(limitMs: number): void {
    this.gate.deadlines.set(this, limitMs)
    this.socket.on('data', this.read).on('end', this.end).on('close', this.close).on('error', ignore)
  }

  private readonly read = (chunk: Buffer): void => {
    if (this.isOver) return
    const bytes = this.pieces === null ? chunk : Buffer.concat([this.pieces, chunk])
    const hello = readClientHello(bytes)
    if (hello === null) {
      this.pieces = bytes
      return
    }
    this.pieces = null
    if (hello.kind === 'refused') {
      this.refuse(hello.reason)
      return
    }
    this.sni = hello.serverName
    this.begin(bytes)
  }

  private readonly end = (): void => this.socket.destroySoon()

  private readonly close = (): void => {
    // Who connects and goes without a byte asks whether somebody listens.
    if (this.socket.bytesRead > 0) this.fail('tlsClosed')
    this.isOver = true
    this.gate.deadlines.remove(this)
  }

  /** Hands the connection to the server of its identity, with what was read of it put back. */
  private begin(bytes: Buffer): void {
    const { socket } = this
    socket.off('data', this.read).off('end', this.end).off('close', this.close).off('error', ignore)
    socket.pause()
    socket.unshift(bytes)
    // Whoever says no more now will never finish its handshake.
    this.isHalfOpen = socket.allowHalfOpen
    socket.allowHalfOpen = false
    this.identity = this.identityOf(this.gate, this.sni)
    const door = Object.create(this.identity.server) as Door
    door.handshake = this
    door.emit('connection', socket)
  }

  secured(tls: TLSSocket): void {
    this.isOver = true
    tls.allowHalfOpen = this.isHalfOpen
    this.gate.deadlines.remove(this)
    this.gate.tally.add(tls.isSessionReused() ? 'tlsResumed' : 'tlsFull')
    const { asked, policy } = this.identity!.credentials
    this.onSecure(tls, { sni: this.sni, policy, ...shownBy(tls, asked) })
  }

  /** Counts why there will be no secure connection, once. */
  fail(reason: TallyName): void {
    if (this.isOver) return
    this.isOver = true
    this.gate.deadlines.remove(this)
    this.gate.tally.add('tlsFailed')
    this.gate.tally.add(reason)
  }

  onDeadline(): void {
    this.fail('tlsTimeout')
    this.socket.destroy()
  }

  private refuse(reason: HelloRefusal): void {
    this.fail(REFUSALS[reason])
    if (reason === 'plain-http') {
      this.gate.tally.answer('PLAIN_HTTP')
      const frame = { requestId: randomUUID(), isLast: true, isHead: false, minor: 1 as const, edit: null, extra: '' }
      this.socket.end(answerText(answerOf('PLAIN_HTTP'), frame), 'latin1')
    } else {
      this.socket.end(reason === 'server-name' ? UNRECOGNIZED_NAME : DECODE_ERROR)
    }
    this.gate.deadlines.set(this, LINGER_MS)
  }
}

const ignore = (): void => {}

/** Makes a server tell the handshakes that it is given how they end. */
export function attachHandshakes(server: Server): void {
  server.on('secureConnection', onSecureConnection)
  server.on('tlsClientError', onClientError)
}

function onSecureConnection(this: Server, tls: TLSSocket): void {
  const door = this as Door
  const { handshake } = door
  door.handshake = null
  handshake!.secured(tls)
}

function onClientError(this: Server, error: NodeJS.ErrnoException, tls: TLSSocket): void {
  const door = this as Door
  door.handshake?.fail(reasonOf(error.code ?? ''))
  door.handshake = null
  tls.destroy()
}

function reasonOf(code: string): TallyName {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'tlsClosed'
  if (/^ERR_SSL_(UNSUPPORTED_PROTOCOL|NO_SHARED_CIPHER|NO_SUITABLE_\w+|NO_APPLICATION_PROTOCOL|VERSION_TOO_LOW)$/.test(code)) return 'tlsNothingShared'
  return code.includes('_ALERT_') ? 'tlsAlert' : 'tlsOther'
}
