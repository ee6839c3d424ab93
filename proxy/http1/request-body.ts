import type { BodyStore } from './body-store.ts'
import { createChunked, walkChunks, type Chunked } from './codec/chunked.ts'
import { CHUNKED, type HeadLimits, type Refusal } from './codec/message.ts'

/** Where the pieces of a body go. */
export type BodySink = {
  /** Bytes to be sent on, framing included where the body is chunked. They are only good until it returns. */
  onBody(buffer: Buffer, from: number, to: number): void
  /** The body is complete; `trailers` are lines with their CRLF. */
  onBodyEnd(trailers: string): void
}

/** What became of bytes that were fed. */
export type Fed = { kind: 'taken'; used: number } | Refusal | { kind: 'too-long' }

const TRAILER_LIMITS: HeadLimits = { headBytes: 16_384, targetBytes: 0, fields: 100 }

/** What is kept of a body to be sent once more: more than this is not. */
const MOST_KEPT = 65_536

/** A request body on its way: framed as it came, held until somebody takes it, and kept for another try while it is small. */
export class RequestBody {
  readonly isChunked: boolean
  readonly length: number
  /** Bytes of the body that came, without framing. */
  received = 0
  isComplete = false
  trailers = ''
  /** All of it, without framing; null: it is passed on as it comes. */
  stored: BodyStore | null = null
  /** Bytes that it may have; 0 = no limit. */
  private most = 0
  private readonly chunked: Chunked | null
  private sink: BodySink | null = null
  /** Null: nobody else listens. */
  private taps: BodySink[] | null = null
  private isDiscarding = false
  /** Pieces that no sink has taken, or that may be needed once more. Null: some have been let go. */
  private kept: Buffer[] | null = []
  private keptBytes = 0
  private isForgotten = false
  private isRefused = false

  constructor(length: number) {
    this.length = length
    this.isChunked = length === CHUNKED
    this.chunked = this.isChunked ? createChunked(TRAILER_LIMITS) : null
  }

  /** Sets another limit. Returns whether it is too long already. */
  limit(most: number): boolean {
    this.most = most
    return most > 0 && (this.length > most || this.received > most)
  }

  /** Whether all of it is at hand, so that it can be sent to another target. */
  get isReplayable(): boolean {
    return this.isComplete && (this.stored === null ? this.kept !== null : !this.isForgotten)
  }

  /** As which it goes to a target: bytes, or CHUNKED. One that is stored has a length, unless trailers need its chunks. */
  get sentLength(): number {
    return this.stored !== null && this.trailers === '' ? this.stored.size : this.length
  }

  /** What is at hand, as one piece, or null. */
  get atHand(): Buffer | null {
    if (this.kept === null || this.keptBytes === 0) return null
    if (this.kept.length > 1) this.kept = [Buffer.concat(this.kept, this.keptBytes)]
    return this.kept[0]!
  }

  /** Whether more must not be read before a sink takes it. */
  get isFull(): boolean {
    if (this.isComplete || this.isDiscarding) return false
    return this.stored === null ? this.sink === null && this.keptBytes >= MOST_KEPT : this.stored.isFull
  }

  /** What comes from now on goes there; what was at hand is the caller's to send. */
  attach(sink: BodySink | null): void {
    this.sink = sink
  }

  /** Tells somebody else, too, what comes from now on. Bytes are not theirs: they must be copied. */
  tap(sink: BodySink): void {
    ;(this.taps ??= []).push(sink)
  }

  untap(sink: BodySink): void {
    this.taps = this.taps?.filter((other) => other !== sink) ?? null
  }

  /** What came and what comes goes there, to be sent when it is complete. */
  store(store: BodyStore): void {
    this.stored = store
    const before = createChunked(TRAILER_LIMITS)
    for (const piece of this.kept ?? []) {
      if (this.isChunked) walkChunks(before, piece, 0, piece.length, (from, to) => store.add(piece, from, to), true)
      else store.add(piece, 0, piece.length)
    }
    this.kept = null
    this.keptBytes = 0
    if (this.isComplete) store.end()
  }

  /** It turned out bad: nobody knows where it ends, so that it never does. */
  refuse(): void {
    this.isRefused = true
    this.discard()
  }

  /** The rest is read and dropped. */
  discard(): void {
    this.isDiscarding = true
    this.sink = null
    this.forget()
  }

  /** What was sent is not needed once more. */
  forget(): void {
    this.kept = null
    this.keptBytes = 0
    if (this.stored !== null && !this.isForgotten) this.stored.release()
    this.isForgotten = true
  }

  /** Takes what belongs to the body of `buffer[from, to)`. */
  feed(buffer: Buffer, from: number, to: number): Fed {
    if (this.isRefused) return { kind: 'taken', used: to - from }
    return this.chunked === null ? this.feedLength(buffer, from, to) : this.feedChunked(this.chunked, buffer, from, to)
  }

  private feedLength(buffer: Buffer, from: number, to: number): Fed {
    const end = Math.min(to, from + this.length - this.received)
    this.received += end - from
    if (end > from) this.pass(buffer, from, end)
    if (this.received === this.length) this.end('')
    return { kind: 'taken', used: end - from }
  }

  private feedChunked(chunked: Chunked, buffer: Buffer, from: number, to: number): Fed {
    const end = walkChunks(chunked, buffer, from, to, (a, b) => this.pass(buffer, a, b), this.stored !== null)
    this.received = chunked.payload
    if (typeof end !== 'number') return end
    if (this.most > 0 && this.received > this.most) return { kind: 'too-long' }
    if (chunked.done) this.end(chunked.trailers)
    return { kind: 'taken', used: end - from }
  }

  private pass(buffer: Buffer, from: number, to: number): void {
    if (this.isDiscarding) return
    if (this.stored !== null) {
      this.stored.add(buffer, from, to)
      return
    }
    if (this.kept !== null) {
      if (this.sink === null || this.keptBytes + to - from <= MOST_KEPT) this.keep(buffer, from, to)
      else this.forget()
    }
    if (this.taps !== null) for (const tap of this.taps) tap.onBody(buffer, from, to)
    this.sink?.onBody(buffer, from, to)
  }

  private keep(buffer: Buffer, from: number, to: number): void {
    // The buffer of a read is used again.
    this.kept!.push(Buffer.from(buffer.subarray(from, to)))
    this.keptBytes += to - from
  }

  private end(trailers: string): void {
    this.isComplete = true
    this.trailers = trailers
    this.stored?.end()
    if (this.taps !== null) for (const tap of this.taps) tap.onBodyEnd(trailers)
    this.sink?.onBodyEnd(trailers)
  }
}
