import { createChunked, walkChunks, type Chunked } from '../http1/codec/chunked.ts'
import { CHUNKED, UNTIL_CLOSE } from '../http1/codec/message.ts'
import { readResponseHead } from '../http1/codec/response-head.ts'
import { addUnread, createUnread, type Unread } from '../http1/codec/unread.ts'
import { RESPONSE_LIMITS } from '../limits.ts'

/** Where an answer is that nobody gets: its head has not come, its body comes, its connection can be used again, or is of no use any more. */
export type AnswerState = 'head' | 'body' | 'kept' | 'over'

/** More of an answer is not read: it costs less to open another connection. */
const MOST_BYTES = 1_048_576

/** Reads an answer to its end and drops it. */
export class DroppedAnswer {
  state: AnswerState = 'head'
  /** Its head has come, and could be read. */
  hasBegun = false
  private readonly isHead: boolean
  private unread: Unread | null = null
  /** Of a body with a length: what is to come. */
  private left = 0
  private read = 0
  private keepAlive = false
  private chunked: Chunked | null = null

  constructor(method: string) {
    this.isHead = method === 'HEAD'
  }

  /** @returns the state that it is in afterwards */
  add(buffer: Buffer, length: number): AnswerState {
    if (this.state === 'head') this.addToHead(buffer, length)
    else if (this.state === 'body') this.addToBody(buffer, 0, length)
    return this.state
  }

  private addToHead(buffer: Buffer, length: number): void {
    this.unread ??= createUnread()
    if (!addUnread(this.unread, buffer.toString('latin1', 0, length), RESPONSE_LIMITS)) return
    let { text } = this.unread
    for (;;) {
      const head = readResponseHead(text, RESPONSE_LIMITS)
      if (head === null) {
        addUnread((this.unread = createUnread()), text, RESPONSE_LIMITS)
        return
      }
      if (head.kind === 'refused' || head.status === 101 || (this.read += head.size) > MOST_BYTES) {
        this.state = 'over'
        return
      }
      text = text.slice(head.size)
      if (head.status < 200) continue
      this.state = 'body'
      this.hasBegun = true
      this.keepAlive = head.keepAlive && head.length !== UNTIL_CLOSE
      this.left = this.isHead ? 0 : head.length
      if (this.left === CHUNKED) this.chunked = createChunked(RESPONSE_LIMITS)
      this.addToBody(buffer, length - text.length, length)
      return
    }
  }

  private addToBody(buffer: Buffer, from: number, to: number): void {
    if ((this.read += to - from) > MOST_BYTES) {
      this.state = 'over'
      return
    }
    if (this.chunked !== null) {
      const end = walkChunks(this.chunked, buffer, from, to, () => {}, true)
      if (typeof end !== 'number') this.state = 'over'
      else if (this.chunked.done) this.end(end === to)
    } else if (this.left !== UNTIL_CLOSE) {
      this.left -= to - from
      if (this.left <= 0) this.end(this.left === 0)
    }
  }

  /** @param isClean nothing came behind it */
  private end(isClean: boolean): void {
    this.state = isClean && this.keepAlive ? 'kept' : 'over'
  }
}
