import type { Reached } from '../balancing/endpoint.ts'
import type { ErrorPage } from '../filters/plan.ts'
import type { LiveService } from '../live.ts'
import { RESPONSE_LIMITS } from '../limits.ts'
import type { UpstreamConnection, UpstreamUser } from '../upstream/connection.ts'
import type { ProxyAnswerCode } from './answers.ts'
import type { ClientUser } from './client-connection.ts'
import type { ResponseHead } from './codec/message.ts'
import { StoredSending, type SendingProgress } from './body-sending.ts'
import { addUnread, createUnread, type Unread } from './codec/unread.ts'
import { readResponseHead } from './codec/response-head.ts'
import type { Exchange } from './exchange.ts'
import { failureOf } from './failure.ts'
import { finishExchange, logFailure } from './finish.ts'
import { responseFields } from './headers.ts'
import { Interims } from './interims.ts'
import type { BodySink, RequestBody } from './request-body.ts'
import { ResponseRelay, type Progress, type RelayUser } from './response-relay.ts'
import { withPagedFields } from './paged-fields.ts'
import { isWhole } from './whole-response.ts'
import { TargetUse } from './target-use.ts'
import { TryLimit } from './try-limit.ts'
import { openTunnel } from './tunnel.ts'

/** A request that fits is sent as one piece. */
const ONE_WRITE = 16_384

export type Phase = 'connecting' | 'sending' | 'waiting' | 'answered' | 'over'

/** How a try ended without a response. `isStale`: on a connection that had been kept. */
export type Failure = { code: ProxyAnswerCode; phase: 'connecting' | 'sent'; isStale: boolean; hasBegun: boolean }

/** Whether the client's request is sent, or one for a page; how long it may take in all, null: as long as it wants. */
export type TryKind = { isRequest: boolean; limitMs: number | null }

export type TryEvents = {
  onFailure(failure: Failure): void
  /** The target's answer is about to go to the client. */
  onAnswer(): void
  /** Whether there is anybody who has the page. */
  hasPage(page: ErrorPage): boolean
  /** The page stands in place of what the target answered. */
  onPage(page: ErrorPage, head: ResponseHead): void
  /** A bug: it must cost this request, not the worker. */
  onBug(error: unknown): void
}

const TIMEOUTS: ReadonlySet<ProxyAnswerCode> = new Set(['CONNECT_TIMEOUT', 'WRITE_TIMEOUT', 'RESPONSE_TIMEOUT'])

/** One try: a request on its way to one address, and the response on its way back. */
export class Try implements UpstreamUser, ClientUser, BodySink, RelayUser {
  readonly exchange: Exchange
  readonly live: LiveService
  readonly endpoint: Reached
  readonly text: string
  /** It is the client's request that is sent, and not one for an error page. */
  private readonly isRequest: boolean
  /** What goes along with the head. */
  private readonly body: RequestBody | null
  /** By status; null: whatever the target answers goes on. */
  private readonly pages: ReadonlyMap<number, ErrorPage> | null
  private readonly events: TryEvents
  private limit: TryLimit | null = null
  private use!: TargetUse
  /** It goes on behind an upgrade. */
  private isTunnel = false
  /** Of a body that is stored, on its way to the target. */
  private sending: StoredSending | null = null
  private connection!: UpstreamConnection
  private phase: Phase = 'connecting'
  private isReused = false
  /** Of a response head that has not come as a whole. */
  private unread: Unread | null = null
  private readonly interims = new Interims()
  /** Null: no response has begun. */
  private relay: ResponseRelay | null = null

  /**
   * @param text the head
   * @param limitMs how long it may take in all; null: as long as it wants
   */
  constructor(exchange: Exchange, live: LiveService, endpoint: Reached, text: string, { isRequest, limitMs }: TryKind, events: TryEvents) {
    this.exchange = exchange
    this.live = live
    this.endpoint = endpoint
    this.text = text
    this.isRequest = isRequest
    this.body = isRequest ? exchange.body : null
    this.pages = isRequest && exchange.plan !== null ? exchange.plan.errorPages : null
    this.events = events
    if (limitMs !== null) this.limit = new TryLimit(exchange.gate.deadlines, limitMs, () => this.onLimit())
  }

  /** Takes a connection, which may be new and not open yet. */
  begin(connection: UpstreamConnection): void {
    this.connection = connection
    this.isReused = connection.requests > 0
    connection.user = this
    this.exchange.client.user = this
    this.use = new TargetUse(this.live, this.endpoint)
    if (connection.isConnected) this.send()
    else connection.deadlines.set(connection, this.live.service.connectTimeoutMs)
  }

  onConnected(): void {
    this.send()
  }

  private send(): void {
    const { exchange, connection, body } = this
    this.phase = 'sending'
    connection.requests++
    if (body === null) {
      connection.socket.write(this.text, 'latin1')
      this.sent()
      return
    }
    if (body.stored !== null) {
      this.sending = new StoredSending(exchange, body.stored, connection.socket, (progress) => this.onSending(progress))
      if (!exchange.isReplayable) body.forget()
      this.sending.begin(this.text)
      return
    }
    const { atHand } = body
    body.attach(this)
    if (atHand !== null && atHand.length <= ONE_WRITE) {
      connection.socket.write(this.text + atHand.toString('latin1'), 'latin1')
    } else {
      connection.socket.write(this.text, 'latin1')
      if (atHand !== null) connection.socket.write(atHand)
    }
    if (!exchange.isReplayable) body.forget()
    if (body.isComplete) return this.onBodyEnd(body.trailers)
    connection.deadline = Infinity
    if (connection.socket.writableNeedDrain) this.waitForTarget()
    else exchange.client.awaitBody()
  }

  private onSending(progress: SendingProgress): void {
    if (progress !== 'more') this.sending = null
    if (progress === 'broken') {
      if (this.phase === 'answered') this.cut('INTERNAL')
      else this.fail('INTERNAL')
    } else if (this.phase === 'sending') {
      if (progress === 'sent') this.sent()
      else this.connection.deadlines.set(this.connection, this.live.service.writeTimeoutMs)
    }
  }

  /** The target has, or will have, the whole request. */
  private get hasSentBody(): boolean {
    return this.body === null || (this.body.isComplete && this.sending === null)
  }

  onBody(buffer: Buffer, from: number, to: number): void {
    const { client } = this.exchange
    const { socket } = this.connection
    socket.write(client.ownsBytes ? buffer.subarray(from, to) : Buffer.from(buffer.subarray(from, to)))
    if (socket.writableLength > 0) client.buffer?.leave()
    this.waitForTarget()
  }

  onBodyEnd(trailers: string): void {
    if (this.body!.isChunked) this.connection.socket.write(`0\r\n${trailers}\r\n`, 'latin1')
    if (this.phase === 'sending') this.sent()
  }

  private waitForTarget(): void {
    const { connection, exchange } = this
    if (!connection.socket.writableNeedDrain) return
    exchange.client.pause()
    connection.deadlines.set(connection, this.live.service.writeTimeoutMs)
  }

  private sent(): void {
    this.phase = 'waiting'
    const { service } = this.live
    const isTaken = !this.connection.socket.writableNeedDrain
    this.connection.deadlines.set(this.connection, isTaken ? service.readTimeoutMs : service.writeTimeoutMs)
  }

  onDrain(): void {
    const { connection, exchange } = this
    if (this.phase === 'connecting' || this.phase === 'over') return
    if (this.sending !== null) {
      this.sending.goOn()
      return
    }
    if (this.body?.isComplete === false) {
      connection.deadline = Infinity
      exchange.client.awaitBody()
    } else exchange.client.resume()
    if (this.phase !== 'sending') connection.deadlines.set(connection, this.live.service.readTimeoutMs)
  }

  onRead(buffer: Buffer, length: number): void {
    try {
      this.read(buffer, length)
    } catch (error) {
      this.events.onBug(error)
    }
  }

  private read(buffer: Buffer, length: number): void {
    if (this.relay !== null) return this.proceed(this.relay.read(buffer, 0, length))
    let text = buffer.toString('latin1', 0, length)
    if (this.unread !== null) {
      if (!addUnread(this.unread, text, RESPONSE_LIMITS)) return
      text = this.unread.text
      this.unread = null
    }
    while (text !== '') {
      const head = readResponseHead(text, RESPONSE_LIMITS)
      if (head === null) {
        addUnread((this.unread = createUnread()), text, RESPONSE_LIMITS)
        return
      }
      if (head.kind === 'refused') return this.fail('UPSTREAM_PROTOCOL')
      if (head.status >= 200 || head.status === 101) return this.answer(head, text, buffer, length)
      if (!this.interims.pass(this.exchange, head, this.isRequest)) return this.fail('UPSTREAM_PROTOCOL')
      text = text.slice(head.size)
    }
  }

  /** @param text the head and what came behind it; its last characters are the last bytes of `buffer[0, length)` */
  private answer(head: ResponseHead, text: string, buffer: Buffer, length: number): void {
    const { exchange } = this
    if (exchange.plan?.affinity) this.events.onAnswer()
    if (head.status === 101) {
      this.passFilters(head)
      this.switchProtocols(head, text)
      return
    }
    const ms = performance.now() - exchange.triedAt
    exchange.upstreamMs = ms
    this.use.report({ kind: 'status', status: head.status }, ms)
    const page = this.pages?.get(head.status)
    if (page !== undefined && this.events.hasPage(page)) {
      this.dropAnswer(head, text)
      this.events.onPage(page, head)
      return
    }
    this.passFilters(head)
    this.phase = 'answered'
    exchange.status = head.status
    exchange.body?.forget()
    this.relay = new ResponseRelay(exchange, this.connection, head, this)
    this.proceed(this.relay.start(head, text, buffer, length))
  }

  private passFilters(head: ResponseHead): void {
    const { exchange } = this
    if (!this.isRequest && exchange.pagedFields !== '') head.passed = withPagedFields(head.passed, exchange.pagedFields)
    if (exchange.plan !== null || exchange.responseEdits !== null) head.passed = responseFields(exchange, head.passed)
  }

  /** Lets go of an answer that nobody gets; its connection is kept where all of it is here. */
  private dropAnswer(head: ResponseHead, text: string): void {
    const isSent = this.body === null || (this.body.isComplete && this.sending === null)
    if (!head.keepAlive || !isSent || !isWhole(head, text, this.exchange.head.method) || this.connection.socket.writableNeedDrain) {
      this.abandon()
      return
    }
    this.leave()
    this.connection.pool.put(this.connection)
  }

  private proceed(progress: Progress): void {
    if (progress === 'more') this.waitForMore()
    else if (progress === 'complete') this.complete()
    else this.cut('UPSTREAM_PROTOCOL')
  }

  private switchProtocols(head: ResponseHead, text: string): void {
    const { exchange, connection } = this
    if (!this.isRequest || !exchange.wantsWebSocket || head.upgrade !== 'websocket') {
      this.fail('UPSTREAM_PROTOCOL')
      return
    }
    exchange.upstreamMs = performance.now() - exchange.triedAt
    this.use.report({ kind: 'status', status: 101 }, exchange.upstreamMs)
    this.isTunnel = true
    this.leave()
    exchange.status = 101
    openTunnel(exchange, connection, head, text.slice(head.size), () => this.use.end())
  }

  /** For the target, or for a client that has not taken what there is. */
  private waitForMore(): void {
    const ms = this.relay!.isPaused ? this.exchange.gate.limits.bodyMs : this.live.service.readTimeoutMs
    this.connection.deadlines.set(this.connection, ms)
  }

  onClientDrain(): void {
    if (this.relay?.onClientDrain()) this.waitForMore()
  }

  onRelayRoom(): void {
    this.waitForMore()
  }

  onRelayBroken(): void {
    this.cut('INTERNAL')
  }

  onEnd(): void {
    if (this.relay?.end() === 'complete') this.complete()
    else this.connection.destroy()
  }

  onGone(error: NodeJS.ErrnoException | null): void {
    if (this.phase === 'over') return
    if (this.phase === 'answered') this.cut('UPSTREAM_RESET')
    else this.fail(error === null ? 'UPSTREAM_RESET' : failureOf(error, this.phase === 'connecting' ? 'connecting' : 'sending'))
  }

  onDeadline(): void {
    if (this.phase === 'connecting') this.fail('CONNECT_TIMEOUT')
    else if (this.phase === 'sending' || (this.phase === 'waiting' && this.connection.socket.writableNeedDrain)) this.fail('WRITE_TIMEOUT')
    else if (this.phase === 'waiting') this.fail('RESPONSE_TIMEOUT')
    // The target is not at fault when it is the client that takes nothing.
    else if (this.exchange.client.socket.writableNeedDrain) this.exchange.client.socket.destroy()
    else this.cut('RESPONSE_TIMEOUT')
  }

  /** The route allows a try no more time. */
  private onLimit(): void {
    if (this.phase === 'over') return
    if (this.phase === 'answered') this.cut('RESPONSE_TIMEOUT')
    else this.fail('RESPONSE_TIMEOUT')
  }

  onClientGone(): void {
    if (this.phase === 'over') return
    this.abandon()
    finishExchange(this.exchange)
  }

  onClientRead(): void {}

  onClientEnd(): void {}

  /** Lets the target go, whatever came of it. */
  abandon(): void {
    if (this.phase === 'over') return
    this.leave()
    this.relay?.drop()
    this.connection.user = null
    this.connection.destroy()
  }

  private fail(code: ProxyAnswerCode): void {
    const phase = this.phase === 'connecting' ? 'connecting' : 'sent'
    const isStale = this.isReused && phase === 'sent' && this.unread === null && this.interims.count === 0
    // The target is not at fault for what failed here.
    if (!isStale && code !== 'INTERNAL') this.use.report(TIMEOUTS.has(code) ? { kind: 'timeout' } : { kind: 'tcpFailure' }, 'failed')
    this.abandon()
    this.events.onFailure({ code, phase, isStale, hasBegun: this.interims.hasPassed })
  }

  /** A cut must not look like an end (RFC 9112 §8): the client's connection goes with it. */
  private cut(code: ProxyAnswerCode): void {
    this.abandon()
    this.exchange.failure = code
    logFailure(this.exchange, 502)
    finishExchange(this.exchange)
    this.exchange.client.cut(this.relay?.endsWithConnection === true)
  }

  private complete(): void {
    const { exchange, connection } = this
    const relay = this.relay!
    const isSent = this.hasSentBody
    this.leave()
    if (relay.isKept && isSent && !connection.socket.writableNeedDrain) connection.pool.put(connection)
    else {
      connection.user = null
      connection.destroy()
    }
    if (!isSent) this.body!.discard()
    if (relay.deliver()) return
    exchange.isComplete = true
    finishExchange(exchange)
    exchange.client.endResponse(relay.isLast)
  }

  private leave(): void {
    this.phase = 'over'
    if (!this.isTunnel) this.use.end()
    this.limit?.end()
    this.sending?.stop()
    this.sending = null
    this.body?.attach(null)
    this.exchange.client.user = null
    this.connection.deadline = Infinity
    this.relay?.release()
  }
}
