import type { ClientUser } from './client-connection.ts'
import type { Exchange } from './exchange.ts'
import { finishExchange } from './finish.ts'

type Done = (error: NodeJS.ErrnoException | null, addresses: readonly string[]) => void

/** A request whose target's name is looked up. Whoever answers it meanwhile, or leaves, ends the wait. */
class AddressWait implements ClientUser {
  private readonly exchange: Exchange
  private readonly done: Done
  private readonly timer: NodeJS.Timeout
  private isOver = false

  constructor(exchange: Exchange, limitMs: number, done: Done) {
    this.exchange = exchange
    this.done = done
    this.timer = setTimeout(() => this.end(Object.assign(new Error('the name was not found in time'), { code: 'ETIMEDOUT' }), []), limitMs)
    exchange.client.user = this
  }

  end(error: NodeJS.ErrnoException | null, addresses: readonly string[]): void {
    if (this.isOver) return
    this.abandon()
    this.exchange.client.user = null
    this.done(error, addresses)
  }

  abandon(): void {
    this.isOver = true
    clearTimeout(this.timer)
  }

  onClientGone(): void {
    this.abandon()
    finishExchange(this.exchange)
  }

  onClientDrain(): void {}

  onClientRead(): void {}

  onClientEnd(): void {}
}

/** Looks up the addresses of a target's name. @param done is called once, unless the request ends before */
export function awaitAddresses(exchange: Exchange, host: string, limitMs: number, done: Done): void {
  const wait = new AddressWait(exchange, limitMs, done)
  exchange.gate.names.resolve(host, (error, addresses) => wait.end(error, addresses))
}
