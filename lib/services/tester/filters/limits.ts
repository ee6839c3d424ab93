import { cidrSet } from '#lib/routing/filters/cidrs.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { depends, headerText, madeOnce, passes, responds, type Passage, type Step } from './step.ts'

type Limit = FilterOf<'rateLimit'> | FilterOf<'connectionLimit'>

const exemptOf = madeOnce(({ exempt }: Limit) => cidrSet(exempt))

/** What the request counts with. */
function counted({ by, header }: Limit, passage: Passage): string {
  const { arrival, identity, text } = passage
  if (by === 'consumer' && identity) return text.ofConsumer(identity.consumer.name)
  const value = by === 'header' ? headerText(passage, header!) : null
  if (by === 'header') return value === null ? text.withoutHeader(header!) : text.ofHeader(header!, value)
  return text.ofAddress(arrival.clientAddress)
}

const limited = (filter: Limit, passage: Passage, why: (counted: string) => string): Step =>
  exemptOf(filter)(passage.arrival.clientAddress)
    ? passes(passage.text.exempt(passage.arrival.clientAddress))
    : depends(why(counted(filter, passage)), [filter.statusCode])

export const rateLimit = (filter: FilterOf<'rateLimit'>, passage: Passage): Step =>
  limited(filter, passage, (whose) => passage.text.rateLimit(filter.requests, filter.per, filter.burst, whose, filter.statusCode))

export const connectionLimit = (filter: FilterOf<'connectionLimit'>, passage: Passage): Step =>
  limited(filter, passage, (whose) => passage.text.connectionLimit(filter.connections, whose, filter.statusCode))

const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'])

/** Bodies are looked at once all checks have passed. */
export function bodySize({ maxBytes }: FilterOf<'bodySize'>, passage: Passage): Step {
  const { text, arrival } = passage
  const length = headerText(passage, 'content-length')
  if (maxBytes === 0) return passes(text.anyBody)
  if (length !== null && /^\d+$/.test(length)) {
    if (Number(length) <= maxBytes) return passes(text.bodyFits(maxBytes))
    return responds(text.bodyTooLong(Number(length), maxBytes), 413, 'The request body is too large')
  }
  const hasNone = WITHOUT_BODY.has(arrival.request.method) && headerText(passage, 'transfer-encoding') === null
  return hasNone ? passes(text.bodyFits(maxBytes)) : depends(text.bodyLimit(maxBytes), [413])
}
