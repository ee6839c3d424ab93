import type { ResponseHead } from './codec/message.ts'
import type { Exchange } from './exchange.ts'
import { interimText } from './headers.ts'

/** Interim responses before a final one; endless ones would hold the client for ever. */
const MOST = 32

/** The interim responses of one try (RFC 9110 §15.2). */
export class Interims {
  count = 0
  /** One has reached the client: nothing else may be tried. */
  hasPassed = false

  /**
   * Passes one on: 100 where the client waits for it, others such as 103 as they are.
   * @param isWanted the client is the one who asked
   * @returns whether there may be more
   */
  pass(exchange: Exchange, head: ResponseHead, isWanted: boolean): boolean {
    if (++this.count > MOST) return false
    if (exchange.head.minor === 0 || !isWanted) return true
    if (head.status !== 100) {
      this.hasPassed = true
      exchange.client.write(interimText(head))
    } else if (exchange.expects === 'asked') {
      exchange.expects = 'granted'
      exchange.client.write('HTTP/1.1 100 Continue\r\n\r\n')
    }
    return true
  }
}
