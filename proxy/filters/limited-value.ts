import { cidrSet } from '#lib/routing/filters/cidrs.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Exchange } from '../http1/exchange.ts'

type Who = Pick<FilterOf<'rateLimit' | 'connectionLimit'>, 'by' | 'header' | 'exempt'>

/**
 * By what a limit tells requests apart; null: the request is not limited. Without a consumer the address counts, as in Kong.
 * An IPv6 client counts by its whole address, as in nginx.
 */
export function limitedValue({ by, header, exempt }: Who): (exchange: Exchange) => string | null {
  const isExempt = exempt.length === 0 ? null : cidrSet(exempt)
  const values: Record<Who['by'], (exchange: Exchange) => string> = {
    ip: ({ forwarded }) => forwarded.clientAddress,
    header: ({ headers }) => headers[header!]?.toString() ?? '',
    // No address begins with the sign, so that nobody is counted as somebody's address.
    consumer: ({ consumer, forwarded }) => (consumer ? `@${consumer.consumer.name}` : forwarded.clientAddress),
  }
  const valueOf = values[by]
  return (exchange) => (isExempt !== null && isExempt(exchange.forwarded.clientAddress) ? null : valueOf(exchange))
}
