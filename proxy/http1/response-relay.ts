import type { CompressionRule } from '#lib/routing/filters/compression.ts'
import { Compressor, type CompressorUser } from '../filters/compression.ts'
import { giveBuffer } from '../upstream/buffers.ts'
import type { UpstreamConnection } from '../upstream/connection.ts'
import { Ahead } from './body-ahead.ts'
import { compressing } from './body-compressing.ts'
import { Delivery, type Remainder } from './body-delivery.ts'
import { createChunked, walkChunks, type Chunked } from './codec/chunked.ts'
import { CHUNKED, UNTIL_CLOSE, type ResponseHead } from './codec/message.ts'
import { RESPONSE_LIMITS } from '../limits.ts'
import type { Exchange } from './exchange.ts'
import { responseText } from './headers.ts'

/** What became of bytes that were read: more is to come, the response is complete, or its framing is broken. */
export type Progress = 'more' | 'complete' | 'broken'

/** What becomes of a response of which more waits here than the client's socket takes. */
export type RelayUser = {
  /** The target, which had to wait, goes on. */
  onRelayRoom(): void
  /** The rest of the response cannot be had. */
  onRelayBroken(): void
}

/** What may wait for a slow client, so that its target is free (nginx proxy_buffering), and what where it is not asked for. */
const MOST_AHEAD = 1_048_576
const MOST_COMPRESSED = 65_536

/** A response on its way to the client, framed as it came wherever the client understands that. */
export class ResponseRelay implements Remainder, CompressorUser {
  /** The target's connection may be used again. */
  isKept: boolean
  /** The client's connection ends behind this response. */
  readonly isLast: boolean
  private readonly exchange: Exchange
  private readonly connection: UpstreamConnection
  private readonly user: RelayUser
  /** Of the body: bytes, CHUNKED or UNTIL_CLOSE. */
  private readonly length: number
  /** What is still to come of one with a length. */
  private left = 0
  private readonly chunked: Chunked | null
  /** The body gets our own chunks: it ends with the target's connection, but not with the client's. */
  private readonly isFramedHere: boolean
  /** The client has not taken what was sent: the target waits. */
  isPaused = false
  /** A buffer that the kernel has not taken yet. */
  private lent: Buffer | null = null
  /** What waits for the client; null: it is the target that waits. */
  private ahead: Ahead | null = null
  /** Null: it is sent as it comes. */
  private compressor: Compressor | null = null
  private delivery: Delivery | null = null

  constructor(exchange: Exchange, connection: UpstreamConnection, head: ResponseHead, user: RelayUser) {
    const { method, minor } = exchange.head
    this.exchange = exchange
    this.connection = connection
    this.user = user
    if (exchange.match!.route.responseBuffering) this.ahead = new Ahead(exchange.client.socket, MOST_AHEAD)
    const hasNoBody = method === 'HEAD' || head.status === 204 || head.status === 304
    this.length = hasNoBody ? 0 : head.length
    this.isKept = head.keepAlive
    this.isFramedHere = this.length === UNTIL_CLOSE && minor === 1
    this.chunked = this.length === CHUNKED ? createChunked(RESPONSE_LIMITS) : null
    this.isLast = exchange.endsConnection || exchange.isRequestOpen || this.endsWithConnection
  }

  /** The client knows the end of the body by the end of the connection alone. */
  get endsWithConnection(): boolean {
    return this.length < 0 && this.exchange.head.minor === 0
  }

  /**
   * Sends the head, and what came of the body with it.
   * @param text the head and what came behind it; its last characters are the last bytes of `buffer[0, end)`
   */
  start(head: ResponseHead, text: string, buffer: Buffer, end: number): Progress {
    const { exchange, connection } = this
    const { client } = exchange
    const rest = text.length - head.size
    const rule = exchange.plan === null ? null : exchange.plan.compression
    const sent = rule === null ? head : this.compressed(head, rule)
    const out = responseText(exchange, sent, this.compressor === null ? this.length : CHUNKED, this.isLast)
    let progress: Progress = 'more'
    if (this.length >= 0 && this.compressor === null) {
      const taken = Math.min(rest, this.length)
      this.left = this.length - taken
      exchange.bytesOut += taken
      if (rest > this.length) this.isKept = false
      client.write(out + (rest === taken ? text.slice(head.size) : text.slice(head.size, head.size + taken)))
      if (this.left === 0) return 'complete'
    } else {
      this.left = this.length
      client.write(out)
      if (rest > 0) progress = this.read(buffer, end - rest, end)
    }
    connection.buffer.isBulk = true
    return progress
  }

  /** Sends on what belongs to the body of `buffer[from, to)`. */
  read(buffer: Buffer, from: number, to: number): Progress {
    if (this.compressor !== null) return this.readToCompress(this.compressor, buffer, from, to)
    if (this.chunked !== null) return this.readChunks(this.chunked, buffer, from, to)
    if (this.length === UNTIL_CLOSE) {
      if (this.isFramedHere) this.passFramed(buffer, from, to)
      else this.pass(buffer, from, to)
      return 'more'
    }
    const end = Math.min(to, from + this.left)
    this.pass(buffer, from, end)
    this.left -= end - from
    if (this.left > 0) return 'more'
    if (end < to) this.isKept = false
    return 'complete'
  }

  /** The target sends no more. */
  end(): Progress {
    if (this.length !== UNTIL_CLOSE) return 'broken'
    if (this.compressor !== null) this.compressor.finish()
    else if (this.isFramedHere) this.write('0\r\n\r\n')
    this.isKept = false
    return 'complete'
  }

  /** The client has taken all that its socket had. Returns whether the target was waiting for that, or something else was. */
  onClientDrain(): boolean {
    if (!this.isPaused && this.ahead === null) return false
    if (this.lent) giveBuffer(this.lent)
    this.lent = null
    this.ahead?.flush()
    if (this.ahead?.hasRoom === false) return true
    if (this.compressor !== null) this.compressor.resume()
    else this.release()
    return true
  }

  /** The target is done. Returns whether something of its response waits here: the client gets that at its own pace, and then the exchange ends. */
  deliver(): boolean {
    if (this.isDelivered) return false
    this.delivery = new Delivery(this.exchange, this)
    this.delivery.begin()
    return true
  }

  /** Nobody gets what waits here. */
  drop(): void {
    this.ahead?.drop()
    this.compressor?.drop()
  }

  get isDelivered(): boolean {
    return this.ahead === null || (this.ahead.isEmpty && this.compressor?.isOver !== false)
  }

  /** The target waits for nothing any more. */
  release(): void {
    if (this.isPaused) this.connection.socket.resume()
    this.isPaused = false
  }

  private readChunks(chunked: Chunked, buffer: Buffer, from: number, to: number): Progress {
    const before = chunked.payload
    const isPlain = this.exchange.head.minor === 0
    const end = walkChunks(chunked, buffer, from, to, (a, b) => this.pass(buffer, a, b), isPlain)
    this.exchange.bytesOut += chunked.payload - before
    if (typeof end !== 'number') return 'broken'
    if (!chunked.done) return 'more'
    if (!isPlain) this.write(`0\r\n${chunked.trailers}\r\n`)
    if (end < to) this.isKept = false
    return 'complete'
  }

  private passFramed(buffer: Buffer, from: number, to: number): void {
    const { socket } = this.exchange.client
    socket.cork()
    this.write(`${(to - from).toString(16)}\r\n`)
    this.pass(buffer, from, to)
    this.write('\r\n')
    socket.uncork()
    this.lendBuffer()
  }

  private pass(buffer: Buffer, from: number, to: number): void {
    const { socket } = this.exchange.client
    if (this.chunked === null) this.exchange.bytesOut += to - from
    if (this.ahead?.isBehind === true) {
      this.ahead.add(buffer, from, to)
      if (this.ahead.isFull) this.pauseTarget()
      return
    }
    // The bytes of the first read lie where every other socket reads to, too.
    socket.write(this.connection.buffer.isOwn ? buffer.subarray(from, to) : Buffer.from(buffer.subarray(from, to)))
    if (socket.writableCorked === 0) this.lendBuffer()
  }

  /** The kernel did not take all: the buffer stays with it, and where that is much, the target waits. */
  private lendBuffer(): void {
    const { socket } = this.exchange.client
    if (socket.writableLength === 0) return
    const left = this.connection.buffer.leave()
    if (!socket.writableNeedDrain) return
    // Of several that wait only the last is used again.
    this.lent = left
    if (this.ahead === null) this.pauseTarget()
  }

  private pauseTarget(): void {
    if (!this.isPaused) this.connection.socket.pause()
    this.isPaused = true
  }

  /** Of framing, in its place among the bytes. */
  private write(text: string): void {
    if (this.ahead === null) this.exchange.client.write(text)
    else this.ahead.text(text)
  }

  /** The head of an answer that a filter may compress; where it does, the body goes through a compressor from now on. */
  private compressed(original: ResponseHead, rule: CompressionRule): ResponseHead {
    const { exchange } = this
    const { head, options } = compressing(exchange, original, rule)
    if (options !== null) {
      this.ahead ??= new Ahead(exchange.client.socket, MOST_COMPRESSED)
      this.compressor = new Compressor(options, exchange.gate.deadlines, this)
    }
    return head
  }

  private readToCompress(compressor: Compressor, buffer: Buffer, from: number, to: number): Progress {
    const piece = Buffer.allocUnsafe(to - from)
    let size = 0
    let end: ReturnType<typeof walkChunks> = to
    const take = (a: number, b: number) => void (size += buffer.copy(piece, size, a, b))
    if (this.chunked !== null) end = walkChunks(this.chunked, buffer, from, to, take, true)
    else take(from, (end = this.length === UNTIL_CLOSE ? to : Math.min(to, from + this.left)))
    if (typeof end !== 'number') return 'broken'
    this.left -= size
    if (size > 0 && !compressor.write(piece.subarray(0, size))) this.pauseTarget()
    const isDone = this.chunked === null ? this.left === 0 : this.chunked.done
    if (!isDone) return 'more'
    if (end < to) this.isKept = false
    compressor.finish()
    return 'complete'
  }

  onCompressed(piece: Buffer): boolean {
    const { socket } = this.exchange.client
    const ahead = this.ahead!
    this.exchange.bytesOut += piece.length
    socket.cork()
    ahead.text(`${piece.length.toString(16)}\r\n`)
    ahead.send(piece)
    ahead.text('\r\n')
    socket.uncork()
    return !ahead.isFull
  }

  onTakesMore(): void {
    if (!this.isPaused) return
    this.release()
    this.user.onRelayRoom()
  }

  onCompressedEnd(): void {
    this.ahead!.text(`0\r\n${this.chunked?.trailers ?? ''}\r\n`)
    this.delivery?.goOn()
  }

  onCompressorBroken(error: Error): void {
    this.exchange.gate.log.error({ err: error, requestId: this.exchange.id }, 'an answer could not be compressed')
    if (this.delivery !== null) this.delivery.break()
    else this.user.onRelayBroken()
  }
}
