import type { Answer } from '../http1/answers.ts'
import type { Exchange } from '../http1/exchange.ts'

/** A decision that comes later, as that of an authentication server. */
export type Pending = {
  /** Begins. @param done takes the decision once: an answer, or null to let the request pass. It must not be called from within. */
  begin(done: (answer: Answer | null) => void): void
  /** Nobody waits for it any more. */
  cancel(): void
}

/**
 * Decides about a request before it goes to a target: null lets it pass, and the next check is asked. It may note what it
 * found on the exchange (`consumer`, `requestEdits`, `responseEdits`).
 */
export type Check = (exchange: Exchange) => Answer | Pending | null

/** To be called when the exchange is over, however it ended. */
export type Finish = (exchange: Exchange) => void
