import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Buckets } from '../buckets/buckets.ts'
import { answerOf } from '../http1/answers.ts'
import type { Check } from './check.ts'
import { limitedValue } from './limited-value.ts'
import { rateLimitEdits, rateLimitFields, seconds, type Judged } from './rate-limit-fields.ts'

/** A filter, and the identity by which all workers and all snapshots count it together. */
export type RateLimitRule = { filter: FilterOf<'rateLimit'>; rule: string }

/**
 * Rules that hold together, asked in their order: what one of them refuses counts for none of them (nginx limit_req, Kong).
 * A refusal says in Retry-After when the next request is accepted, at the soonest.
 */
export function makeRateLimits(rules: readonly RateLimitRule[], buckets: Buckets): Check {
  const meters = rules.map(({ filter, rule }) => {
    const meter = buckets.meter(`${rule}\n${filter.by} ${filter.header ?? ''}`, filter)
    return { filter, limit: meter.limit, meter, valueOf: limitedValue(filter) }
  })
  const shown = rules.map(({ filter }) => filter).filter(({ headers }) => headers)
  const editsOf = rateLimitEdits(shown)
  return (exchange) => {
    const judged: Judged[] = []
    for (const [place, { filter, limit, meter, valueOf }] of meters.entries()) {
      const value = valueOf(exchange)
      if (value === null) continue
      const verdict = meter.take(value)
      judged.push({ filter, limit, verdict })
      if (verdict.isAccepted) continue
      for (const before of meters.slice(0, place)) {
        const counted = before.valueOf(exchange)
        if (counted !== null) before.meter.giveBack(counted)
      }
      const headers = ['Retry-After', seconds(verdict.retryMs), ...rateLimitFields(judged.slice(-1))]
      return answerOf('RATE_LIMITED', { status: filter.statusCode, headers })
    }
    const fields = shown.length === 0 ? [] : rateLimitFields(judged)
    if (fields.length > 0) exchange.editResponse(editsOf(fields))
    return null
  }
}
