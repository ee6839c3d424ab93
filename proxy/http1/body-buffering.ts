import type { Pending } from '../filters/check.ts'
import { answerOf, type Answer } from './answers.ts'
import { BodyStore, type StoreUser } from './body-store.ts'
import type { Exchange } from './exchange.ts'
import type { RequestBody } from './request-body.ts'

/** A request whose body comes as a whole before any target hears of it. */
class Buffering implements Pending, StoreUser {
  private readonly exchange: Exchange
  private readonly body: RequestBody
  private done: ((answer: Answer | null) => void) | null = null

  constructor(exchange: Exchange, body: RequestBody) {
    this.exchange = exchange
    this.body = body
  }

  begin(done: (answer: Answer | null) => void): void {
    const { exchange, body } = this
    this.done = done
    // It must go on even if nothing is left to come: what came may have to be written.
    exchange.onFinish(() => body.forget())
    body.store(new BodyStore(this))
    if (exchange.expects === 'asked') this.grant()
    if (body.isComplete) return
    if (!body.isFull) exchange.client.awaitBody()
  }

  /** No target is asked for what is here already, or comes to us. */
  private grant(): void {
    const { exchange, body } = this
    exchange.expects = body.isComplete ? 'nothing' : 'granted'
    if (!body.isComplete) exchange.client.write('HTTP/1.1 100 Continue\r\n\r\n')
  }

  cancel(): void {
    this.done = null
  }

  onRoom(): void {
    if (this.done !== null && !this.body.isComplete) this.exchange.client.awaitBody()
  }

  onStored(): void {
    this.decide(null)
  }

  onBroken(error: unknown): void {
    this.exchange.gate.log.error({ err: error, requestId: this.exchange.id }, 'a request body could not be stored')
    this.decide(answerOf('INTERNAL'))
  }

  private decide(answer: Answer | null): void {
    const { done } = this
    this.done = null
    done?.(answer)
  }
}

/**
 * Holds a request back until its body is complete (nginx proxy_request_buffering): up to 256 KiB in memory, more of it in a file
 * without a name. Null: it has none. An answer in its place means that there was no room for it.
 */
export const bufferBody = (exchange: Exchange): Pending | null => (exchange.body === null ? null : new Buffering(exchange, exchange.body))
