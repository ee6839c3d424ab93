import { addressRule } from '#lib/routing/filters/ip-restriction.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { answerOf } from '../http1/answers.ts'
import type { Check } from './check.ts'

/** Refuses clients by their address, as trusted proxies told it. */
export function makeIpRestriction(filter: FilterOf<'ipRestriction'>): Check {
  const verdictOf = addressRule(filter)
  const refusal = { status: filter.statusCode }
  return ({ forwarded }) => (verdictOf(forwarded.clientAddress) === 'passes' ? null : answerOf('ADDRESS_DENIED', refusal))
}
