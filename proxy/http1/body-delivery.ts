import type { Timed } from '../deadlines.ts'
import type { ClientUser } from './client-connection.ts'
import type { Exchange } from './exchange.ts'
import { finishExchange, logFailure } from './finish.ts'

/** What is left of a response whose target is done. */
export type Remainder = {
  /** The client has taken all that its socket had. */
  onClientDrain(): unknown
  drop(): void
  /** All of it was given to the client's socket. */
  readonly isDelivered: boolean
  readonly isLast: boolean
}

/** Gives a client the end of a response, at the pace of the client. */
export class Delivery implements ClientUser, Timed {
  deadline = Infinity
  tick = 0
  private readonly exchange: Exchange
  private readonly remainder: Remainder

  constructor(exchange: Exchange, remainder: Remainder) {
    this.exchange = exchange
    this.remainder = remainder
  }

  begin(): void {
    this.exchange.client.user = this
    this.wait()
  }

  /** To be called when more was given to the client, or nothing is left. */
  goOn(): void {
    const { exchange, remainder } = this
    if (exchange.isFinished) return
    if (!remainder.isDelivered) {
      this.wait()
      return
    }
    this.leave()
    exchange.isComplete = true
    finishExchange(exchange)
    exchange.client.endResponse(remainder.isLast)
  }

  /** The rest cannot be had: an end would look like that of the whole. */
  break(): void {
    const { exchange } = this
    this.abandon()
    exchange.failure = 'INTERNAL'
    logFailure(exchange, 502)
    finishExchange(exchange)
    exchange.client.cut(false)
  }

  onClientDrain(): void {
    this.remainder.onClientDrain()
    this.goOn()
  }

  onClientGone(): void {
    this.abandon()
    finishExchange(this.exchange)
  }

  abandon(): void {
    this.leave()
    this.remainder.drop()
  }

  onDeadline(): void {
    this.exchange.client.socket.destroy()
  }

  onClientRead(): void {}

  onClientEnd(): void {}

  private wait(): void {
    const { gate } = this.exchange
    gate.deadlines.set(this, gate.limits.bodyMs)
  }

  private leave(): void {
    this.exchange.gate.deadlines.remove(this)
    this.exchange.client.user = null
  }
}
