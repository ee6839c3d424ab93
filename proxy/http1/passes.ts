import { verifyTrace } from '#lib/link/trace-header.ts'
import { isMisdirected } from '../tls/misdirected.ts'
import { OWN_VIA } from '#lib/routing/upstream-headers.ts'
import { answerOf, type Answer } from './answers.ts'
import { chooseRoute } from './choose.ts'
import type { Exchange } from './exchange.ts'
import { sendAnswer } from './finish.ts'
import { forward } from './forward.ts'

/** Notes whether the tester sent this request; never an answer of its own. */
function checkTrace(exchange: Exchange): null {
  const { head, gate } = exchange
  if (head.trace !== '') exchange.isTraced = verifyTrace(gate.linkToken, head.trace, gate.now(), gate.seenNonces)
  return null
}

/** A connection was made for one name; a name with other rules about clients asks for a connection of its own (RFC 9110 §7.4). */
function checkTls({ client, head, live }: Exchange): Answer | null {
  if (client.tls === null || live === null) return null
  if (isMisdirected(live.certificates.policyOf, client.tls.policy, head.host)) return answerOf('MISDIRECTED')
  return client.tls.refusal === null ? null : answerOf('CLIENT_CERTIFICATE', { message: client.tls.refusal })
}

function checkBody({ head, gate }: Exchange): Answer | null {
  const most = gate.limits.bodyBytes
  return most > 0 && head.length > most ? answerOf('BODY_TOO_LARGE') : null
}

/** A target that is this proxy again would take every socket that there is. Several proxies behind one another are none of that. */
const MOST_PASSES = 10

function checkLoop({ head }: Exchange): Answer | null {
  if (!head.passed.includes(OWN_VIA)) return null
  return head.passed.split(OWN_VIA).length > MOST_PASSES ? answerOf('LOOP') : null
}

/** Each may decide the answer; the first that does ends the list, and the request goes to no target. */
const requestPasses: ((exchange: Exchange) => Answer | null)[] = [checkTrace, checkTls, checkBody, checkLoop, chooseRoute]

/** Serves one request from its head to the hand-over. A bug in here costs this request, not the worker. */
export function handle(exchange: Exchange): void {
  exchange.live = exchange.gate.live
  try {
    for (const pass of requestPasses) {
      const answer = pass(exchange)
      if (answer) return sendAnswer(exchange, answer)
    }
    forward(exchange)
  } catch (error) {
    exchange.gate.log.error({ err: error, requestId: exchange.id }, 'a request failed')
    exchange.client.user?.abandon()
    sendAnswer(exchange, answerOf('INTERNAL'), true)
  }
}
