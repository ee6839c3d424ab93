import type { Answer } from './answers.ts'
import type { Pending } from '../filters/check.ts'
import type { ClientUser } from './client-connection.ts'
import type { Exchange } from './exchange.ts'
import { finishExchange } from './finish.ts'

/** A request that waits for somebody else. Its body is held meanwhile; whoever answers it, or leaves, ends the wait. */
class Waiting implements ClientUser {
  isOver = false
  private readonly exchange: Exchange
  private readonly cancel: () => void

  constructor(exchange: Exchange, cancel: () => void) {
    this.exchange = exchange
    this.cancel = cancel
  }

  abandon(): void {
    this.isOver = true
    this.cancel()
  }

  onClientGone(): void {
    this.abandon()
    finishExchange(this.exchange)
  }

  onClientDrain(): void {}

  onClientRead(): void {}

  onClientEnd(): void {}
}

/**
 * Holds a request.
 * @param cancel called when it is answered in another way, or its client has left
 * @returns ends the wait; false: it was over before, and the request is somebody else's
 */
export function hold(exchange: Exchange, cancel: () => void): () => boolean {
  const waiting = new Waiting(exchange, cancel)
  exchange.client.user = waiting
  return () => {
    if (waiting.isOver || exchange.isFinished) return false
    waiting.isOver = true
    exchange.client.user = null
    return true
  }
}

/** Waits for a decision. @param then is called with it, unless the exchange has ended meanwhile */
export function awaitDecision(exchange: Exchange, pending: Pending, then: (answer: Answer | null) => void): void {
  const release = hold(exchange, () => pending.cancel())
  pending.begin((answer) => {
    if (release()) then(answer)
  })
}
