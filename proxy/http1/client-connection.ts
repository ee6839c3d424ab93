import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Timed } from '../deadlines.ts'
import type { TlsFacts } from '../tls/handshake.ts'
import type { ProxyAnswerCode } from './answers.ts'
import type { Refusal, RefusalReason, RequestHead } from './codec/message.ts'
import { readRequestHead } from './codec/request-head.ts'
import { Exchange, type Entrance, type Gate } from './exchange.ts'
import { addUnread, createUnread, type Unread } from './codec/unread.ts'
import { RequestBody } from './request-body.ts'
import type { ReadBuffer } from '../upstream/buffers.ts'

/** What a connection does for the requests on it; given by the server, so that the layers above stay above. */
export type Serve = {
  request(exchange: Exchange): void
  /** Answers a message that is not understood: nobody knows where the next one begins. */
  refusal(client: ClientConnection, refusal: Refusal | { kind: 'timeout' }): void
  /** The connection is gone, whatever was under way. */
  closed(client: ClientConnection): void
  /** The client left before anyone moved bytes for its request. */
  gone(exchange: Exchange): void
  /** Ends an exchange whose body turned out bad, in place of a target. */
  badBody(exchange: Exchange, code: ProxyAnswerCode, reason: RefusalReason | null): void
}

/** Whoever moves bytes for the present request, beside this connection. */
export type ClientUser = {
  /** The kernel has taken all that was written to the client. */
  onClientDrain(): void
  /** The client is gone for good. */
  onClientGone(): void
  /** The request is answered in another way: the target is let go. */
  abandon(): void
  /** Only behind an upgrade: what the client sends, and its end. */
  onClientRead(buffer: Buffer, length: number): void
  onClientEnd(): void
}

/** How long what a client still sends is read behind the last answer, between two reads and in all: a reset would destroy the answer before it was read. */
const LINGER_MS = 2000
const MOST_LINGER_MS = 15_000
/** After which a client that has closed its half is asked whether it is there. */
const PROBE_MS = 1000
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
  private unread: Unread | null = null
  /** Behind the present request. */
  private rest: Buffer | null = null
  private isPaused = false
  /** Requests that are answered at once are under way. */
  private isReading = false
  private hasProbed = false
  private isSlow = false
  private lingersUntil = 0

  constructor(socket: Socket, address: string, gate: Gate, entrance: Entrance, tls: TlsFacts | null, serve: Serve, buffer: ReadBuffer | null) {
    this.buffer = buffer
    this.socket = socket
    this.gate = gate
    this.entrance = entrance
    this.tls = tls
    this.serve = serve
    this.address = address
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
        if (performance.now() < this.lingersUntil) this.gate.deadlines.set(this, LINGER_MS)
        break
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
    else if (state === 'busy') this.endInRequest(exchange!)
    else if (this.rest === null) this.close()
  }

  /** A client may close its half behind its last request, and one that has left looks the same: see `probe`. */
  private endInRequest(exchange: Exchange): void {
    if (exchange.body?.isComplete === false) this.socket.destroy()
    else if (exchange.status === 0) this.gate.deadlines.set(this, PROBE_MS)
  }

  /** A client that has left answers anything with a reset; one that listens drops an interim response (RFC 9110 §15.2). */
  private probe(exchange: Exchange): void {
    if (exchange.head.minor === 0 || exchange.status !== 0) return
    this.write('HTTP/1.1 100 Continue\r\n\r\n')
    // The first is answered by the reset, the second finds it.
    if (this.hasProbed) return
    this.hasProbed = true
    this.gate.deadlines.set(this, PROBE_MS)
  }

  onClose(): void {
    const { user, exchange, state } = this
    this.state = 'closed'
    this.rest = null
    this.unread = null
    this.user = null
    this.gate.deadlines.remove(this)
    this.buffer?.release()
    this.serve.closed(this)
    if (user !== null) user.onClientGone()
    else if (exchange !== null && state === 'busy') this.serve.gone(exchange)
  }

  onDeadline(): void {
    const { exchange } = this
    if (this.state === 'busy' && exchange!.body?.isComplete !== false) this.probe(exchange!)
    else if (this.state === 'busy') this.serve.badBody(exchange!, 'REQUEST_TIMEOUT', null)
    else if (this.state === 'head' && this.unread !== null) this.serve.refusal(this, { kind: 'timeout' })
    else if (this.socket.writableLength > 0 && !this.isSlow) {
      // Its time begins when it has taken what was written; for that it has as long as for a body.
      this.isSlow = true
      this.gate.deadlines.set(this, this.gate.limits.bodyMs)
    } else this.socket.destroy()
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
    const isEnding = this.rest === null && (this.gate.isDraining || this.entrance.isClosing)
    if (isLast || isEnding || exchange?.body?.isComplete === false) {
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
    this.awaitBody()
  }

  /**
   * Sends what is written, then ends; what still comes is read for a moment and dropped.
   * @param isExpected nothing is to come: the client has sent all that it wanted to
   */
  close(isExpected = false): void {
    if (this.state === 'closed' || this.state === 'lingering') return
    this.state = 'lingering'
    this.rest = null
    this.unread = null
    // Who asked for the end sends nothing more that could turn it into a reset: one call of the system is enough.
    if (isExpected && !this.isEnded && this.socket.writableLength === 0) {
      this.socket.destroy()
      return
    }
    this.gate.deadlines.set(this, LINGER_MS)
    this.lingersUntil = performance.now() + MOST_LINGER_MS
    if (this.isEnded) this.socket.destroySoon()
    else this.socket.end()
    this.resume()
  }

  /** Ends in the middle of a response. @param isReset where an end of the connection would be taken for that of the body */
  cut(isReset: boolean): void {
    if (isReset && this.tls === null) this.socket.resetAndDestroy()
    else this.socket.destroy()
  }

  /** From now on the bytes of both sides are the user's; those that came behind the head are handed over first. */
  beginTunnel(user: ClientUser): void {
    this.state = 'tunnel'
    // It may be that of a probe.
    this.deadline = Infinity
    this.user = user
    this.exchange = null
    const { rest } = this
    this.rest = null
    this.resume()
    if (rest) user.onClientRead(rest, rest.length)
    if (this.isEnded) user.onClientEnd()
  }

  /** Whether no request is under way. @param isWaiting asks also that one was served, and that nothing of a next one has come */
  isIdle(isWaiting: boolean): boolean {
    return this.state === 'head' && this.rest === null && (!isWaiting || (this.requests > 0 && this.unread === null))
  }

  /** Reads what is still to come of the request's body. */
  awaitBody(): void {
    this.gate.deadlines.set(this, this.gate.limits.bodyMs)
    this.resume()
  }

  /** Reads nothing for the time being; it is not the client that is waited for. */
  pause(): void {
    this.deadline = Infinity
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
    this.isReading = true
    this.readEachHead(buffer, start, end)
    this.isReading = false
  }

  private readEachHead(buffer: Buffer, start: number, end: number): void {
    const { limits } = this.gate
    let from = start
    while (from < end) {
      if (this.state !== 'head' || this.socket.writableNeedDrain) {
        this.keepRest(buffer, from, end)
        return
      }
      const piece = buffer.toString('latin1', from, Math.min(end, from + limits.headBytes))
      const before = this.unread === null ? 0 : this.unread.text.length
      const head = this.readHead(piece)
      if (head === null) {
        if (before === 0) this.gate.deadlines.set(this, limits.headMs)
        return
      }
      this.unread = null
      if (head.kind === 'refused') {
        this.serve.refusal(this, head)
        return
      }
      from = this.begin(head, buffer, from + head.size - before, end)
    }
  }

  private readHead(piece: string): RequestHead | Refusal | null {
    const { limits } = this.gate
    if (this.unread !== null) return addUnread(this.unread, piece, limits) ? readRequestHead(this.unread.text, limits) : null
    const head = readRequestHead(piece, limits)
    if (head === null) addUnread((this.unread = createUnread()), piece, limits)
    return head
  }

  /** Returns where in the buffer the bytes begin that do not belong to this request. */
  private begin(head: RequestHead, buffer: Buffer, from: number, end: number): number {
    const { limits } = this.gate
    this.requests++
    this.deadline = Infinity
    this.state = 'busy'
    this.isSlow = false
    const body = head.length === 0 ? null : new RequestBody(head.length)
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
    exchange.body!.refuse()
    if (fed.kind === 'refused') this.serve.badBody(exchange, fed.code, fed.reason)
    else this.serve.badBody(exchange, 'BODY_TOO_LARGE', null)
  }

  private keepRest(buffer: Buffer, from: number, end: number): void {
    if (this.state === 'lingering' || this.state === 'closed') return
    const piece = Buffer.from(buffer.subarray(from, end))
    this.rest = this.rest === null ? piece : Buffer.concat([this.rest, piece])
    if (this.state !== 'head' && this.rest.length < MOST_PIPELINED) return
    this.pause()
    // It takes nothing of what was answered.
    if (this.state === 'head') this.gate.deadlines.set(this, this.gate.limits.idleMs)
  }

  /** Reads the requests that came while another one was served. */
  private goOn(): void {
    if (this.socket.writableNeedDrain) return
    const { rest } = this
    this.rest = null
    this.resume()
    if (rest) this.readHeads(rest, 0, rest.length)
    if (this.isEnded && !this.isReading) this.endBehindRest()
  }

  /** The client had ended its half before what it sent last was read. */
  private endBehindRest(): void {
    if (this.state === 'busy') this.endInRequest(this.exchange!)
    else if (this.rest === null && this.isIdle(false)) this.close()
  }
}
