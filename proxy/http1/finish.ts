import type { RequestRecord } from '#lib/link/requests.ts'
import type { Slot } from '../counters.ts'
import { answerText, type Answer } from './answers.ts'
import type { Match } from '#lib/routing/match.ts'
import type { Choice, Exchange, Gate } from './exchange.ts'
import { responseFields } from './headers.ts'
import { recordOf } from './record.ts'
import { traceLine } from './trace.ts'

/** A body up to this size is read to its end behind an answer, so that the connection can be kept. */
const SMALL_BODY = 65_536

/** Answers in place of a target. Where the response has begun already, its connection is cut. */
export function sendAnswer(exchange: Exchange, answer: Answer, close = false): void {
  if (exchange.isFinished) return
  const { head, gate, client, body } = exchange
  // A page was asked for in its place, and counted.
  if (exchange.failure !== answer.code) gate.tally.answer(answer.code)
  exchange.failure = answer.code
  if (answer.status >= 500) logFailure(exchange, answer.status)
  if (exchange.status !== 0) {
    finishExchange(exchange)
    client.cut(head.minor === 0)
    return
  }
  exchange.status = answer.status
  const isLast = close || exchange.endsConnection || hasLongBody(exchange)
  const text = answerText(answer, { requestId: exchange.id, isLast, isHead: head.method === 'HEAD', minor: head.minor, edit: exchange.match === null ? null : (lines) => responseFields(exchange, lines), extra: (answer.code === 'ERROR_PAGE' ? exchange.pagedFields : '') + traceLine(exchange) })
  exchange.bytesOut = text.length - text.indexOf('\r\n\r\n') - 4
  client.write(text)
  exchange.isComplete = true
  body?.discard()
  finishExchange(exchange)
  if (isLast || body === null || body.isComplete) client.endResponse(isLast)
  else client.awaitBodyEnd()
}

const hasLongBody = ({ body, expects }: Exchange): boolean =>
  body !== null && !body.isComplete && (expects === 'asked' || !(body.length >= 0 && body.length <= SMALL_BODY))

/** Counts an exchange and tells of it, once: when its response is complete, or cannot become so any more. */
export function finishExchange(exchange: Exchange): void {
  if (exchange.isFinished) return
  countExchange(exchange)
  tellExchange(exchange)
}

/** The first half of `finishExchange`: of an upgraded connection, the request is over long before its bytes are. */
export function countExchange(exchange: Exchange): void {
  exchange.isFinished = true
  const { gate, choice, failure } = exchange
  gate.tally.add('requestsInFlight', -1)
  if (failure === null && !exchange.isComplete) gate.tally.add('clientsGone')
  const latencyMs = performance.now() - exchange.startedAt
  const slot = choice !== null ? slotOf(exchange, choice) : exchange.match === null ? null : answeredSlot(gate, exchange.match)
  if (slot !== null) gate.counters.record(slot, statusOf(exchange), latencyMs, exchange.bytesIn, exchange.bytesOut)
  if (exchange.finishes !== null) for (const finish of exchange.finishes) finish(exchange)
}

/** What the client got, as it is counted: 499 is nginx's code for one that left. */
function statusOf({ failure, isComplete, status }: Exchange): number {
  if (isComplete) return status
  return failure === null ? 499 : 502
}

/** The second half: the access log, and whoever looks on. */
export function tellExchange(exchange: Exchange): void {
  const { gate } = exchange
  if (gate.sight.wants(exchange.match !== null)) tell(exchange, recordOf(exchange, statusOf(exchange), performance.now() - exchange.startedAt))
}

function tell({ gate, unmatched }: Exchange, record: RequestRecord): void {
  gate.sight.take(record)
  if (unmatched !== null) gate.sight.unmatched(record, unmatched.request, unmatched.listeners)
}

/** Counts bytes that went through an upgraded connection. */
export function countTunnelBytes(exchange: Exchange, bytesIn: number, bytesOut: number): void {
  exchange.gate.counters.addBytes(slotOf(exchange, exchange.choice!), bytesIn, bytesOut)
}

/** The slot of the choice, kept with its service: a request must not build a key. */
function slotOf({ gate, endpoint, match: found }: Exchange, { side, live }: Choice): Slot {
  const { route } = found!
  const target = endpoint?.address ?? ''
  let slots = live.slots.get(route)
  if (!slots) live.slots.set(route, (slots = { stable: new Map(), canary: new Map() }))
  let slot = slots[side].get(target)
  if (!slot) {
    const { workspace, name } = route
    slots[side].set(target, (slot = gate.counters.slotOf({ workspace, route: name, side, service: live.service.name, target })))
  }
  return slot
}

/** Of requests that a filter, or the route itself, has answered: they belong to no side and no service. */
const answeredSlot = ({ counters }: Gate, { route }: Match): Slot =>
  counters.slotOf({ workspace: route.workspace, route: route.name, side: 'stable', service: '', target: '' })

/** Says in the process's log that a request did not get what it came for. @param status as counted */
export function logFailure(exchange: Exchange, status: number): void {
  const { choice, match, gate, head } = exchange
  gate.log.warn(
    {
      code: exchange.failure, status, requestId: exchange.id, method: head.method, host: head.host,
      route: match?.route.name, service: choice?.live.service.name, target: exchange.endpoint?.address, tries: exchange.tries,
    },
    exchange.isComplete || exchange.status === 0 ? 'answered in place of a target' : 'a response was cut',
  )
}
