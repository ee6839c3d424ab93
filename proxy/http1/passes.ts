import { verifyTrace } from '#lib/link/trace-header.ts'
import { isMisdirected } from '../tls/misdirected.ts'
import { OWN_VIA } from '#lib/routing/upstream-headers.ts'
import type { Check } from '../filters/check.ts'
import { answerOf, type Answer } from './answers.ts'
import { bufferBody } from './body-buffering.ts'
import { chooseService } from './choose.ts'
import type { Exchange } from './exchange.ts'
import { routeRequest } from './route-request.ts'
import { beginDeadline, conclude, forward } from './forward.ts'
import { awaitDecision } from './waiting.ts'

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

/** A target that is this proxy again would take every socket that there is. Several proxies behind one another are none of that. */
const MOST_PASSES = 10

function checkLoop({ head }: Exchange): Answer | null {
  if (!head.passed.includes(OWN_VIA)) return null
  return head.passed.split(OWN_VIA).length > MOST_PASSES ? answerOf('LOOP') : null
}

/** The route's limit takes the place of the proxy's own. */
function checkBody({ body, plan, gate }: Exchange): Answer | null {
  if (body === null) return null
  return body.limit(plan?.bodyBytes ?? gate.limits.bodyBytes) ? answerOf('BODY_TOO_LARGE') : null
}

type Pass = (exchange: Exchange) => Answer | null

const untilRouted: readonly Pass[] = [checkTrace, checkTls, checkLoop, routeRequest]
const behindFilters: readonly Pass[] = [checkBody, chooseService]

/** Serves one request from its head to the hand-over. A bug in here costs this request, not the worker. */
export function handle(exchange: Exchange): void {
  exchange.live = exchange.gate.live
  guarded(exchange, () => {
    if (!allPass(exchange, untilRouted)) return
    const { plan } = exchange
    if (plan !== null && plan.requestMs !== null) beginDeadline(exchange, plan.requestMs)
    runChecks(exchange, plan?.checks ?? [], 0)
  })
}

/** @param work what may throw; it must not have begun to answer then */
function guarded(exchange: Exchange, work: () => void): void {
  try {
    work()
  } catch (error) {
    exchange.gate.log.error({ err: error, requestId: exchange.id }, 'a request failed')
    exchange.client.user?.abandon()
    conclude(exchange, answerOf('INTERNAL'), true)
  }
}

/** Each may decide the answer; the first that does ends the list, and the request goes to no target. */
function allPass(exchange: Exchange, passes: readonly Pass[]): boolean {
  for (const pass of passes) {
    const answer = pass(exchange)
    if (answer === null) continue
    conclude(exchange, answer)
    return false
  }
  return true
}

/** The filters of the route, from one on; one that waits goes on with those behind it. */
function runChecks(exchange: Exchange, checks: readonly Check[], from: number): void {
  for (let place = from; place < checks.length; place++) {
    const verdict = checks[place]!(exchange)
    if (verdict === null) continue
    if ('code' in verdict) conclude(exchange, verdict)
    else {
      awaitDecision(exchange, verdict, (answer) =>
        guarded(exchange, () => (answer === null ? runChecks(exchange, checks, place + 1) : conclude(exchange, answer))),
      )
    }
    return
  }
  if (!allPass(exchange, behindFilters)) return
  const buffering = exchange.body !== null && exchange.match!.route.requestBuffering ? bufferBody(exchange) : null
  if (buffering === null) forward(exchange)
  else awaitDecision(exchange, buffering, (answer) => guarded(exchange, () => (answer === null ? forward(exchange) : conclude(exchange, answer))))
}
