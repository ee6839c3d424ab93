import { authVerdict, type ConsumerIndex } from '#lib/routing/filters/credentials.ts'
import { identityDrops } from '#lib/routing/filters/identity-fields.ts'
import { apiKey, withoutArguments, withoutCookies } from '#lib/routing/filters/shown-credentials.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Exchange } from '../http1/exchange.ts'
import { authenticate } from './authenticate.ts'
import type { Check } from './check.ts'

const CHALLENGE = 'Key realm="sluice"'
const COOKIES = /^cookie:[^\n]*\n/gim

/** Takes the keys out of query and cookies; those in headers go with the fields that are dropped. */
function hideKeys(exchange: Exchange, { names, inQuery, inCookie }: FilterOf<'keyAuth'>): void {
  const match = exchange.match!
  if (inQuery && match.query !== '') exchange.match = { ...match, query: withoutArguments(match.query, names) }
  if (!inCookie || exchange.headers.cookie === undefined) return
  const cookies = withoutCookies(exchange.headers, names)
  exchange.editRequest({ drops: COOKIES, lines: cookies === '' ? '' : `Cookie: ${cookies}\r\n` })
}

/**
 * Asks for an API key (Kong key-auth).
 * @param consumers null: the workspace has none, and nobody passes
 */
export function makeKeyAuth(filter: FilterOf<'keyAuth'>, consumers: ConsumerIndex | null): Check {
  const allowed = filter.consumers === undefined ? null : new Set(filter.consumers)
  const drops = identityDrops(filter.hideCredentials && filter.inHeader ? filter.names : [])
  return (exchange) => {
    const shown = apiKey(filter, exchange.headers, exchange.match!.query)
    // Whatever comes of it: error pages and the access log are told of those who are refused, too.
    if (filter.hideCredentials) hideKeys(exchange, filter)
    return authenticate(exchange, authVerdict(shown, consumers?.keys, allowed, 'API key'), CHALLENGE, drops)
  }
}
