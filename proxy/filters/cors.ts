import { corsRule } from '#lib/routing/filters/cors.ts'
import { headerOf, type HeaderValues } from '#lib/routing/request.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answerOf } from '../http1/answers.ts'
import type { Check } from './check.ts'

// The fields are searched as they came: to take them all apart would cost more than the rest of this filter.
const ORIGIN = /^origin:[ \t]*([^\r]*)/im

const valueOf = (headers: HeaderValues, name: string): string | null => [headerOf(headers, name)].flat().join(', ') || null

/** Answers preflight requests, and says in every other answer of the route what pages may read it, be it the proxy's own. */
export function makeCors(filter: FilterOf<'cors'>): Check {
  const outcomeOf = corsRule(filter)
  return (exchange) => {
    const { method, fields } = exchange.head
    const origin = ORIGIN.exec(fields)?.[1]?.trimEnd() ?? null
    const { kind, edits } = outcomeOf({ method, origin, asked: (name) => valueOf(exchange.headers, name) })
    exchange.editResponse(edits)
    return kind === 'preflight' ? answerOf('PREFLIGHT', { content: null }) : null
  }
}
