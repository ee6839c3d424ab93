import { giveBuffer } from '../upstream/buffers.ts'
import type { UpstreamConnection } from '../upstream/connection.ts'
import { createChunked, walkChunks, type Chunked } from './codec/chunked.ts'
import { CHUNKED, UNTIL_CLOSE, type ResponseHead } from './codec/message.ts'
import { RESPONSE_LIMITS } from '../limits.ts'
import type { Exchange } from './exchange.ts'
import { responseText } from './headers.ts'

/** What became of bytes that were read: more is to come, the response is complete, or its framing is broken. */
export type Progress = 'more' | 'complete' | 'broken'

/** A response on its way to the client, framed as it came wherever the client understands that. */
export class ResponseRelay {
  /** The target's connection may be used again. */
  isKept: boolean
  /** The client's connection ends behind this response. */
  readonly isLast: boolean
  private readonly exchange: Exchange
  private readonly connection: UpstreamConnection
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

  constructor(exchange: Exchange, connection: UpstreamConnection, head: ResponseHead) {
    const { method, minor } = exchange.head
    this.exchange = exchange
    this.connection = connection
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
    const out = responseText(exchange, head, this.length, this.isLast)
    let progress: Progress = 'more'
    if (this.length >= 0) {
      const taken = Math.min(rest, this.length)
      this.left = this.length - taken
      exchange.bytesOut += taken
      if (rest > this.length) this.isKept = false
      client.write(out + (rest === taken ? text.slice(head.size) : text.slice(head.size, head.size + taken)))
      if (this.left === 0) return 'complete'
    } else {
      client.write(out)
      if (rest > 0) progress = this.read(buffer, end - rest, end)
    }
    connection.buffer.isBulk = true
    return progress
  }

  /** Sends on what belongs to the body of `buffer[from, to)`. */
  read(buffer: Buffer, from: number, to: number): Progress {
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
    if (this.isFramedHere) this.exchange.client.write('0\r\n\r\n')
    this.isKept = false
    return 'complete'
  }

  /** The client has taken all. Returns whether the target was waiting for that. */
  onClientDrain(): boolean {
    if (!this.isPaused) return false
    if (this.lent) giveBuffer(this.lent)
    this.lent = null
    this.release()
    return true
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
    if (!isPlain) this.exchange.client.write(`0\r\n${chunked.trailers}\r\n`)
    if (end < to) this.isKept = false
    return 'complete'
  }

  private passFramed(buffer: Buffer, from: number, to: number): void {
    const { socket } = this.exchange.client
    socket.cork()
    socket.write(`${(to - from).toString(16)}\r\n`, 'latin1')
    this.pass(buffer, from, to)
    socket.write('\r\n', 'latin1')
    socket.uncork()
    this.lendBuffer()
  }

  private pass(buffer: Buffer, from: number, to: number): void {
    const { socket } = this.exchange.client
    if (this.chunked === null) this.exchange.bytesOut += to - from
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
    if (!this.isPaused) this.connection.socket.pause()
    this.isPaused = true
  }
}
