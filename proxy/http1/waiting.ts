import type { Answer } from './answers.ts'
import type { Pending } from '../filters/check.ts'
import type { ClientUser } from './client-connection.ts'
import type { Exchange } from './exchange.ts'
import { finishExchange } from './finish.ts'

/** A request whose fate somebody else decides. Its body is held meanwhile; a client that leaves ends the wait. */
class Waiting implements ClientUser {
  private readonly exchange: Exchange
  private readonly pending: Pending

  constructor(exchange: Exchange, pending: Pending) {
    this.exchange = exchange
    this.pending = pending
  }

  onClientGone(): void {
    this.pending.cancel()
    finishExchange(this.exchange)
  }

  abandon(): void {
    this.pending.cancel()
  }

  onClientDrain(): void {}

  onClientRead(): void {}

  onClientEnd(): void {}
}

/** Waits for a decision. @param then is called with it, unless the exchange has ended meanwhile */
export function awaitDecision(exchange: Exchange, pending: Pending, then: (answer: Answer | null) => void): void {
  const waiting = new Waiting(exchange, pending)
  exchange.client.user = waiting
  pending.begin((answer) => {
    if (exchange.isFinished || exchange.client.user !== waiting) return
    exchange.client.user = null
    then(answer)
  })
}
