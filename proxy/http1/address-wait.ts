import type { Exchange } from './exchange.ts'
import { hold } from './waiting.ts'

type Done = (error: NodeJS.ErrnoException | null, addresses: readonly string[]) => void

/** Looks up the addresses of a target's name. @param done is called once, unless the request ends before */
export function awaitAddresses(exchange: Exchange, host: string, limitMs: number, done: Done): void {
  const late = () => end(Object.assign(new Error('the name was not found in time'), { code: 'ETIMEDOUT' }), [])
  const timer = setTimeout(late, limitMs)
  const release = hold(exchange, () => clearTimeout(timer))
  const end: Done = (error, addresses) => {
    clearTimeout(timer)
    if (release()) done(error, addresses)
  }
  exchange.gate.names.resolve(host, end)
}
