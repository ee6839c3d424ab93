import { fieldEdits } from '#lib/routing/filters/edits.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answerOf } from '../http1/answers.ts'
import type { Check } from './check.ts'

/** Statuses whose answers have no body (RFC 9110 §15.3.5, §15.3.6, §15.4.5). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304])

/** Answers by itself. */
export function makeRespond({ statusCode, body, contentType, headers }: FilterOf<'respond'>): Check {
  const { 'content-type': type = contentType, server, ...others } = headers
  const content = WITHOUT_BODY.has(statusCode) ? null : { type, body }
  const answer = answerOf('RESPOND', { status: statusCode, headers: Object.entries(others).flat(), content })
  // The proxy names itself in its own answers: what is said here takes the place of that.
  const named = server === undefined ? null : fieldEdits(['server'], [['server', server]])
  return (exchange) => {
    if (named !== null) exchange.editResponse(named)
    return answer
  }
}
