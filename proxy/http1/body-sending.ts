import type { Socket } from 'node:net'
import type { BodyStore } from './body-store.ts'
import type { Exchange } from './exchange.ts'
import type { RequestBody } from './request-body.ts'

const ONE_READ = 65_536

/** How far a stored body is: more of it is to be sent, all of it was written, or it cannot be read any more. */
export type SendingProgress = 'more' | 'sent' | 'broken'

/** Sends a request with a stored body to a socket, no faster than that takes it. It holds the store until it is over. */
export class StoredSending {
  private readonly exchange: Exchange
  private readonly body: RequestBody
  private readonly store: BodyStore
  private readonly socket: Socket
  private readonly told: (progress: SendingProgress) => void
  private position = 0
  private buffer: Buffer | null = null
  private isReading = false
  private isOver = false

  /** @param told of each step, and not any more once it is `sent`, `broken` or stopped */
  constructor(exchange: Exchange, store: BodyStore, socket: Socket, told: (progress: SendingProgress) => void) {
    this.exchange = exchange
    this.body = exchange.body!
    this.store = store
    this.socket = socket
    this.told = told
    store.hold()
  }

  /** @param text the head */
  begin(text: string): void {
    const { socket, store } = this
    const { pieces } = store
    socket.cork()
    socket.write(text + this.chunkSize, 'latin1')
    if (pieces !== null) {
      for (const piece of pieces) socket.write(piece)
      this.end()
    } else {
      this.told('more')
      this.goOn()
    }
    socket.uncork()
  }

  /** To be called when the socket has taken all that was written. */
  goOn(): void {
    if (this.isOver || this.isReading) return
    this.isReading = true
    const buffer = (this.buffer ??= Buffer.allocUnsafeSlow(ONE_READ))
    this.store.read(buffer, this.position).then(
      (bytes) => this.pass(buffer, bytes),
      (error: unknown) => this.break(error),
    )
  }

  /** Nobody wants it any more. */
  stop(): void {
    if (this.isOver) return
    this.isOver = true
    this.store.release()
  }

  /** Where trailers follow, it is sent as one chunk. */
  private get chunkSize(): string {
    return this.body.sentLength < 0 && this.store.size > 0 ? `${this.store.size.toString(16)}\r\n` : ''
  }

  private pass(buffer: Buffer, bytes: number): void {
    this.isReading = false
    if (this.isOver) return
    if (bytes === 0) {
      this.break(new Error('the stored body is shorter than it was'))
      return
    }
    const { socket } = this
    this.position += bytes
    socket.write(buffer.subarray(0, bytes))
    if (this.position === this.store.size) {
      this.end()
      return
    }
    // The kernel may still have to read what is in the buffer.
    if (socket.writableLength > 0 && !socket.writableNeedDrain) this.buffer = null
    this.told('more')
    if (!socket.writableNeedDrain) this.goOn()
  }

  private end(): void {
    if (this.body.sentLength < 0) this.socket.write(`${this.store.size > 0 ? '\r\n' : ''}0\r\n${this.body.trailers}\r\n`, 'latin1')
    this.stop()
    this.told('sent')
  }

  private break(error: unknown): void {
    this.isReading = false
    if (this.isOver) return
    this.exchange.gate.log.error({ err: error, requestId: this.exchange.id }, 'a stored request body could not be read')
    this.stop()
    this.told('broken')
  }
}
