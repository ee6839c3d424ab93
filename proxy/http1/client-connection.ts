import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Timed } from '../deadlines.ts'
import type { TlsFacts } from '../tls/handshake.ts'
import type { ProxyAnswerCode } from './answers.ts'
import type { Refusal, RefusalReason, RequestHead } from './codec/message.ts'
import { readRequestHead } from './codec/request-head.ts'
import { Exchange, type Entrance, type Gate } from './exchange.ts'
import { RequestBody } from './request-body.ts'
import type { ReadBuffer } from '../upstream/buffers.ts'

/** What a connection does for the requests on it; given by the server, so that the layers above stay above. */
export type Serve = {
  request(exchange: Exchange): void
  /** Answers a message that is not understood: nobody knows where the next one begins. */
  refusal(client: ClientConnection, refusal: Refusal | { kind: 'timeout' }): void
  /** Ends an exchange whose body turned out bad, in place of a target. */
  badBody(exchange: Exchange, code: ProxyAnswerCode, reason: RefusalReason | null): void
}

/** Whoever moves bytes for the present request, beside this connection. */
export type ClientUser = {
  /** The kernel has taken all that was written to the client. */
  onClientDrain(): void
  /** The client is gone for good. */
  onClientGone(): void
  /** Only behind an upgrade: what the client sends, and its end. */
  onClientRead(buffer: Buffer, length: number): void
  onClientEnd(): void
}

/** How long what a client still sends is read behind the last answer: a reset would destroy the answer before it was read. */
const LINGER_MS = 1000
/** Of requests behind the present one. */
const MOST_PIPELINED = 65_536

type State = 'head' | 'busy' | 'tunnel' | 'lingering' | 'closed'

/** A client's connection: finds the requests in what it sends, one after the other. */
export class ClientConnection implements Timed {
  readonly socket: Socket
  readonly gate: Gate
  readonly entrance: Entrance
  readonly address: string
  /** Null: in clear text. */
  readonly tls: TlsFacts | null
  deadline = Infinity
  tick = 0
  state: State = 'head'
  exchange: Exchange | null = null
  user: ClientUser | null = null
  requests = 0
  /** The client sends no more. */
  isEnded = false
  /** Where the socket reads to; null: each read brings a buffer of its own. */
  readonly buffer: ReadBuffer | null
  private readonly serve: Serve
  /** Of a head that has not come as a whole. */
  private text = ''
  /** Behind the present request. */
  private rest: Buffer | null = null
  private isPaused = false

  constructor(socket: Socket, gate: Gate, entrance: Entrance, tls: TlsFacts | null, serve: Serve, buffer: ReadBuffer | null = null) {
    this.buffer = buffer
    this.socket = socket
    this.gate = gate
    this.entrance = entrance
    this.tls = tls
    this.serve = serve
    this.address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    gate.deadlines.set(this, gate.limits.headMs)
  }

  /** Whether the bytes of the last read are ours to keep; otherwise they are only good until the next read, of any socket. */
  get ownsBytes(): boolean {
    return this.buffer === null || this.buffer.isOwn
  }

  /** Bytes that the socket gave; they are only good until this returns. */
  onRead(buffer: Buffer, length: number): void {
    switch (this.state) {
      case 'head':
        this.readHeads(buffer, 0, length)
        break
      case 'busy':
        this.readBehindHead(buffer, 0, length)
        break
      case 'tunnel':
        this.user?.onClientRead(buffer, length)
        break
      case 'lingering':
      case 'closed':
    }
  }

  onDrain(): void {
    this.user?.onClientDrain()
    if (this.state === 'head') this.goOn()
  }

  onEnd(): void {
    this.isEnded = true
    const { exchange, state } = this
    if (state === 'tunnel') this.user?.onClientEnd()
    else if (state !== 'busy') this.close()
    // Who said that this was the last request may close its half. Any other that stops sending has left (as nginx takes it).
    else if (exchange!.head.keepAlive || exchange!.body?.isComplete === false) this.socket.destroy()
  }

  onClose(): void {
    const { user } = this
    this.state = 'closed'
    this.rest = null
    this.text = ''
    this.user = null
    this.gate.deadlines.remove(this)
    user?.onClientGone()
  }

  onDeadline(): void {
    if (this.state === 'busy') this.serve.badBody(this.exchange!, 'REQUEST_TIMEOUT', null)
    else if (this.state === 'head' && (this.text !== '' || this.requests === 0)) this.serve.refusal(this, { kind: 'timeout' })
    else this.socket.destroy()
  }

  /** Of a message head, or of a piece of one. Bytes are latin1. */
  write(text: string): boolean {
    return this.socket.write(text, 'latin1')
  }

  /** The response is written. The next request is read, or the connection ends. */
  endResponse(isLast: boolean): void {
    const { exchange } = this
    this.user = null
    this.exchange = null
    if (this.state === 'closed') return
    if (isLast || this.isEnded || exchange?.body?.isComplete === false) {
      this.close(exchange?.head.keepAlive === false && exchange.body?.isComplete !== false && this.rest === null)
      return
    }
    this.state = 'head'
    if (this.buffer !== null) this.buffer.isBulk = false
    this.gate.deadlines.set(this, this.gate.limits.idleMs)
    this.goOn()
  }

  /** The response is written, but the connection goes on when what is left of the request has come. */
  awaitBodyEnd(): void {
    this.user = null
    this.gate.deadlines.set(this, this.gate.limits.bodyMs)
    this.resume()
  }

  /**
   * Sends what is written, then ends; what still comes is read for a moment and dropped.
   * @param isExpected nothing is to come: the client has sent all that it wanted to
   */
  close(isExpected = false): void {
    if (this.state === 'closed' || this.state === 'lingering') return
    this.state = 'lingering'
    this.rest = null
    this.text = ''
    if (this.isEnded) {
      this.socket.destroySoon()
      return
    }
    // Who asked for the end sends nothing more that could turn it into a reset: one call of the system is enough.
    if (isExpected && this.socket.writableLength === 0) {
      this.socket.destroy()
      return
    }
    this.gate.deadlines.set(this, LINGER_MS)
    this.socket.end()
    this.resume()
  }

  /** From now on the bytes of both sides are the user's; those that came behind the head are handed over first. */
  beginTunnel(user: ClientUser): void {
    this.state = 'tunnel'
    this.user = user
    this.exchange = null
    const { rest } = this
    this.rest = null
    if (rest) user.onClientRead(rest, rest.length)
    this.resume()
  }

  /** Whether no request is under way. @param isWaiting asks also that one was served, and that nothing of a next one has come */
  isIdle(isWaiting: boolean): boolean {
    return this.state === 'head' && (!isWaiting || (this.requests > 0 && this.text === ''))
  }

  pause(): void {
    if (this.isPaused) return
    this.isPaused = true
    this.socket.pause()
  }

  resume(): void {
    if (!this.isPaused) return
    this.isPaused = false
    this.socket.resume()
  }

  private readHeads(buffer: Buffer, start: number, end: number): void {
    let from = start
    while (from < end) {
      if (this.state !== 'head' || this.socket.writableNeedDrain) {
        this.keepRest(buffer, from, end)
        return
      }
      const isFirst = this.text === ''
      const text = isFirst ? buffer.toString('latin1', from, end) : this.text + buffer.toString('latin1', from, end)
      const head = readRequestHead(text, this.gate.limits)
      if (head === null) {
        this.text = text
        if (isFirst) this.gate.deadlines.set(this, this.gate.limits.headMs)
        return
      }
      this.text = ''
      if (head.kind === 'refused') {
        this.serve.refusal(this, head)
        return
      }
      from = this.begin(head, buffer, end - (text.length - head.size), end)
    }
  }

  /** Returns where in the buffer the bytes begin that do not belong to this request. */
  private begin(head: RequestHead, buffer: Buffer, from: number, end: number): number {
    const { limits } = this.gate
    this.requests++
    this.deadline = Infinity
    this.state = 'busy'
    const body = head.length === 0 ? null : new RequestBody(head.length, limits.bodyBytes)
    const exchange = (this.exchange = new Exchange(this, head, body, randomUUID()))
    this.gate.tally.add('requestsInFlight')
    let at = from
    if (body !== null) {
      const fed = body.feed(buffer, from, end)
      if (fed.kind !== 'taken') {
        this.refuseBody(exchange, fed)
        return end
      }
      at += fed.used
      if (!body.isComplete) {
        this.gate.deadlines.set(this, limits.bodyMs)
        if (body.isFull) this.pause()
        if (this.buffer !== null) this.buffer.isBulk = true
      }
    }
    this.serve.request(exchange)
    return at
  }

  private readBehindHead(buffer: Buffer, from: number, end: number): void {
    const exchange = this.exchange!
    const { body } = exchange
    let at = from
    if (body !== null && !body.isComplete) {
      const fed = body.feed(buffer, from, end)
      if (fed.kind !== 'taken') {
        this.refuseBody(exchange, fed)
        return
      }
      at += fed.used
      if (body.isComplete) this.deadline = Infinity
      else this.gate.deadlines.set(this, this.gate.limits.bodyMs)
      if (body.isFull) this.pause()
    }
    if (at < end) this.keepRest(buffer, at, end)
    if (exchange.isFinished && body?.isComplete === true && this.state === 'busy') this.endResponse(false)
  }

  private refuseBody(exchange: Exchange, fed: Refusal | { kind: 'too-long' }): void {
    if (fed.kind === 'refused') this.serve.badBody(exchange, 'BAD_REQUEST', fed.reason)
    else this.serve.badBody(exchange, 'BODY_TOO_LARGE', null)
  }

  private keepRest(buffer: Buffer, from: number, end: number): void {
    if (this.state === 'lingering' || this.state === 'closed') return
    const piece = Buffer.from(buffer.subarray(from, end))
    this.rest = this.rest === null ? piece : Buffer.concat([this.rest, piece])
    if (this.rest.length >= MOST_PIPELINED || this.state === 'head') this.pause()
  }

  /** Reads the requests that came while another one was served. */
  private goOn(): void {
    if (this.socket.writableNeedDrain) return
    const { rest } = this
    this.rest = null
    this.resume()
    if (rest) this.readHeads(rest, 0, rest.length)
  }
}
