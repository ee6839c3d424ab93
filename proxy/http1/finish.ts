import type { Answer } from './answers.ts'
import { answerMessage } from './answers.ts'
import { hasBody, mustClose, type Exchange } from './exchange.ts'
import { endAfterRequest } from './relay.ts'
import { traceFields } from './trace.ts'

/** A body up to this size is read to its end behind an answer, so that the connection can be kept. */
const SMALL_BODY = 65_536

/** Answers in place of a target. Where the response has begun already, its connection is cut. */
export function sendAnswer(exchange: Exchange, answer: Answer, close = false): void {
  const { req, res, gate } = exchange
  exchange.failure = answer.code
  gate.tally.answers.set(answer.code, (gate.tally.answers.get(answer.code) ?? 0) + 1)
  if (answer.status >= 500) logFailure(exchange, answer.status)
  if (res.headersSent) {
    res.destroy()
    return
  }
  const { headers, body } = answerMessage(answer, exchange.id, close || mustClose(exchange) || hasLongBody(exchange))
  res.writeHead(answer.status, [...headers, ...traceFields(exchange)])
  if (req.method === 'HEAD') res.flushHeaders()
  else res.write(body)
  endAfterRequest(exchange)
}

const hasLongBody = ({ req, expects }: Exchange): boolean =>
  hasBody(req) && !req.complete && (expects === 'asked' || !(Number(req.headers['content-length']) <= SMALL_BODY))

/** Counts an exchange, once: when its response is complete, or cannot become so any more. */
export function finishExchange(exchange: Exchange): void {
  if (exchange.isFinished) return
  exchange.isFinished = true
  const { res, gate, choice } = exchange
  const isWhole = res.writableFinished || exchange.upgradeHead !== null
  const isClientGone = !isWhole && exchange.failure === null
  if (isClientGone) gate.tally.clientsGone++
  if (!choice) return
  const { route } = choice.match
  const key = {
    workspace: route.workspace, route: route.name, side: choice.side,
    service: choice.live.service.name, target: exchange.endpoint?.address ?? '',
  }
  const isCut = !isWhole && exchange.failure !== null
  // 499 is nginx's code for a client that left.
  const status = isCut ? 502 : isClientGone ? 499 : res.statusCode
  const { bytesIn, bytesOut } = exchange
  gate.counters.record(key, { status, latencyMs: performance.now() - exchange.startedAt, bytesIn, bytesOut })
}

function logFailure(exchange: Exchange, status: number): void {
  const { choice, gate, req } = exchange
  gate.log.warn(
    {
      code: exchange.failure, status, requestId: exchange.id, method: req.method, host: exchange.host,
      route: choice?.match.route.name, service: choice?.live.service.name, target: exchange.endpoint?.address, tries: exchange.tries,
    },
    'answered in place of a target',
  )
}
