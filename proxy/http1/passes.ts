import { answerOf, type Answer } from './answers.ts'
import { checkRequest, checkTrace } from './check.ts'
import { chooseRoute } from './choose.ts'
import type { Exchange } from './exchange.ts'
import { sendAnswer } from './finish.ts'
import { forward } from './forward.ts'

/** Each may decide the answer; the first that does ends the list, and the request goes to no target. */
const requestPasses: ((exchange: Exchange) => Answer | null)[] = [checkTrace, checkRequest, chooseRoute]

/** Serves one request from its header to the hand-over. A bug in here costs this request, not the process. */
export function handle(exchange: Exchange): void {
  try {
    for (const pass of requestPasses) {
      const answer = pass(exchange)
      // After a message that we refuse to understand, nobody knows where the next one begins.
      if (answer) return sendAnswer(exchange, answer, pass === checkRequest)
    }
    forward(exchange)
  } catch (error) {
    exchange.gate.log.error({ err: error, requestId: exchange.id }, 'a request failed')
    sendAnswer(exchange, answerOf('INTERNAL'), true)
  }
}
