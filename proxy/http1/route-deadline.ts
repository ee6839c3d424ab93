import type { Timed } from '../deadlines.ts'
import type { Exchange } from './exchange.ts'

/** How long a route allows a request to take in all, from its head to the end of its answer (Gateway API timeouts.request). */
export class RouteDeadline implements Timed {
  deadline = Infinity
  tick = 0
  private readonly exchange: Exchange
  private readonly ms: number
  private readonly late: (exchange: Exchange) => void

  constructor(exchange: Exchange, ms: number, late: (exchange: Exchange) => void) {
    this.exchange = exchange
    this.ms = ms
    this.late = late
  }

  begin(): void {
    const { exchange } = this
    const { deadlines } = exchange.gate
    deadlines.set(this, Math.max(0, exchange.startedAt + this.ms - performance.now()))
    exchange.onFinish(() => deadlines.remove(this))
  }

  onDeadline(): void {
    if (!this.exchange.isFinished) this.late(this.exchange)
  }
}
