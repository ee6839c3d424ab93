import type { Reached } from '../balancing/endpoint.ts'
import type { Timed } from '../deadlines.ts'
import { Blocks } from '../http1/body-blocks.ts'
import { StoredSending, type SendingProgress } from '../http1/body-sending.ts'
import type { BodyStore } from '../http1/body-store.ts'
import type { Exchange } from '../http1/exchange.ts'
import type { BodySink, RequestBody } from '../http1/request-body.ts'
import type { LiveService } from '../live.ts'
import { connect } from '../upstream/connect.ts'
import type { UpstreamConnection, UpstreamUser } from '../upstream/connection.ts'
import { DroppedAnswer } from './mirror-answer.ts'

/** A mirror that is so far behind the client is given up. */
const MOST_BEHIND = 1_048_576
/** Copies under way to one service at a time, in a worker: more of them are dropped. */
const MOST_AT_ONCE = 512

const underWay = new WeakMap<LiveService, number>()

type Result = 'mirrorsSent' | 'mirrorsFailed' | 'mirrorsDropped'

/** The copy of a request on its way to a mirror. Whatever becomes of it is nothing to the request. */
class Mirror implements UpstreamUser, BodySink, Timed {
  deadline = Infinity
  tick = 0
  private readonly exchange: Exchange
  private readonly live: LiveService
  private readonly endpoint: Reached
  private readonly text: string
  private readonly body: RequestBody | null
  private readonly store: BodyStore | null
  private readonly answer: DroppedAnswer
  private readonly begunAt = performance.now()
  /** What came before it was connected. */
  private readonly early = new Blocks()
  private connection: UpstreamConnection | null = null
  private sending: StoredSending | null = null
  private isSent: boolean
  private isOver = false

  constructor(exchange: Exchange, live: LiveService, endpoint: Reached, text: string) {
    const { body } = exchange
    this.exchange = exchange
    this.live = live
    this.endpoint = endpoint
    // Nobody waits for its answer to that.
    this.text = exchange.expects === 'asked' ? text.replace('\r\nExpect: 100-continue\r\n', '\r\n') : text
    this.body = body
    this.store = body === null ? null : body.stored
    this.answer = new DroppedAnswer(exchange.head.method)
    this.isSent = body === null
  }

  begin(): void {
    const { exchange, live, endpoint, body, store } = this
    underWay.set(live, (underWay.get(live) ?? 0) + 1)
    endpoint.state.inFlight++
    live.balancer.began(endpoint.place)
    if (store !== null) store.hold()
    else if (body !== null) this.listen(body)
    const known = exchange.gate.names.known(endpoint.host)
    if (known !== null) this.connect(known)
    else {
      exchange.gate.deadlines.set(this, live.service.connectTimeoutMs)
      exchange.gate.names.resolve(endpoint.host, (error, addresses) => this.connect(error === null ? addresses : []))
    }
  }

  private listen(body: RequestBody): void {
    const { atHand } = body
    if (atHand !== null) this.early.append(atHand, 0, atHand.length)
    if (body.isComplete) this.isSent = true
    else {
      body.tap(this)
      this.exchange.onFinish(() => body.isComplete || this.end('mirrorsDropped'))
    }
  }

  private connect(addresses: readonly string[]): void {
    if (this.isOver) return
    const { exchange, endpoint, live } = this
    exchange.gate.deadlines.remove(this)
    if (addresses.length === 0) {
      this.end('mirrorsFailed')
      return
    }
    const pool = endpoint.pools.of(endpoint.pools.choose(addresses))
    const kept = pool.take()
    if (kept) exchange.gate.tally.add('upstreamReused')
    const connection = (this.connection = kept ?? connect(pool, endpoint, live.service, exchange.gate.tally))
    connection.user = this
    if (connection.isConnected) this.send(connection)
    else connection.deadlines.set(connection, live.service.connectTimeoutMs)
  }

  onConnected(): void {
    this.send(this.connection!)
  }

  private send(connection: UpstreamConnection): void {
    const { exchange, store, early, text } = this
    const { socket } = connection
    connection.requests++
    connection.deadline = Infinity
    if (store !== null) {
      this.sending = new StoredSending(exchange, store, socket, (progress) => this.onSending(progress))
      this.sending.begin(text)
      return
    }
    socket.cork()
    socket.write(text, 'latin1')
    for (let piece = early.take(); piece !== null; piece = early.take()) socket.write(piece)
    if (this.isSent && this.body?.isChunked === true) this.writeEnd(connection, this.body.trailers)
    socket.uncork()
    this.wait()
  }

  private onSending(progress: SendingProgress): void {
    if (progress === 'broken') this.end('mirrorsFailed')
    else {
      this.isSent = progress === 'sent'
      if (this.isSent) this.sending = null
      this.wait()
    }
  }

  onBody(buffer: Buffer, from: number, to: number): void {
    const { connection, early } = this
    const isConnected = connection?.isConnected === true
    const behind = isConnected ? connection.socket.writableLength : early.bytes
    if (behind > MOST_BEHIND) this.end('mirrorsDropped')
    else if (!isConnected) early.append(buffer, from, to)
    else {
      // The bytes are the request's own.
      connection.socket.write(Buffer.from(buffer.subarray(from, to)))
      this.wait()
    }
  }

  onBodyEnd(trailers: string): void {
    const { connection } = this
    this.isSent = true
    if (connection?.isConnected !== true) return
    if (this.body!.isChunked) this.writeEnd(connection, trailers)
    this.wait()
  }

  private writeEnd({ socket }: UpstreamConnection, trailers: string): void {
    socket.write(`0\r\n${trailers}\r\n`, 'latin1')
  }

  /** For the mirror to take what was sent, or to answer; not for the client. */
  private wait(): void {
    const connection = this.connection!
    const { writeTimeoutMs, readTimeoutMs } = this.live.service
    if (connection.socket.writableNeedDrain) connection.deadlines.set(connection, writeTimeoutMs)
    else if (this.isSent) connection.deadlines.set(connection, readTimeoutMs)
    else connection.deadline = Infinity
  }

  onDrain(): void {
    if (this.isOver) return
    if (this.sending !== null) this.sending.goOn()
    else this.wait()
  }

  onRead(buffer: Buffer, length: number): void {
    const before = this.answer.state
    const state = this.answer.add(buffer, length)
    if (state === 'head') return
    // It has so much time for the rest; an answer without end must not hold it.
    if (before === 'head' && state === 'body') this.wait()
    if (state !== 'body') this.onEnd()
  }

  onEnd(): void {
    this.end(this.answer.hasBegun ? 'mirrorsSent' : 'mirrorsFailed')
  }

  onGone(): void {
    this.onEnd()
  }

  onDeadline(): void {
    this.onEnd()
  }

  private end(result: Result): void {
    if (this.isOver) return
    this.isOver = true
    const { exchange, live, endpoint, body, store, connection } = this
    exchange.gate.tally.add(result)
    exchange.gate.deadlines.remove(this)
    underWay.set(live, underWay.get(live)! - 1)
    endpoint.state.inFlight--
    live.balancer.ended(endpoint.place, result === 'mirrorsSent' ? performance.now() - this.begunAt : null)
    body?.untap(this)
    this.sending?.stop()
    store?.release()
    this.early.clear()
    if (connection === null) return
    if (this.answer.state === 'kept' && this.isSent && !connection.socket.writableNeedDrain) connection.pool.put(connection)
    else {
      connection.user = null
      connection.destroy()
    }
  }
}

/**
 * Sends a copy of a request to a target of a mirror and drops its answer (Gateway API RequestMirror). It neither delays nor fails
 * the request, and is given up when it cannot keep up. To be called before the request itself is sent: what came of its body is
 * let go then.
 * @param text the head for this target
 */
export function startMirror(exchange: Exchange, live: LiveService, endpoint: Reached, text: string): void {
  const { gate } = exchange
  if ((underWay.get(live) ?? 0) >= MOST_AT_ONCE) {
    gate.tally.add('mirrorsDropped')
    return
  }
  try {
    new Mirror(exchange, live, endpoint, text).begin()
  } catch (error) {
    gate.tally.add('mirrorsFailed')
    gate.log.error({ err: error, requestId: exchange.id }, 'a request was not mirrored')
  }
}
