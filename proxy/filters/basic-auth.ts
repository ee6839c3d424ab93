import { authVerdict, type ConsumerIndex } from '#lib/routing/filters/credentials.ts'
import { identityDrops, wireText } from '#lib/routing/filters/identity-fields.ts'
import { basicCredentials } from '#lib/routing/filters/shown-credentials.ts'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { authenticate } from './authenticate.ts'
import type { Check } from './check.ts'

/**
 * Asks for user name and password (RFC 7617).
 * @param consumers null: the workspace has none, and nobody passes
 */
export function makeBasicAuth(filter: FilterOf<'basicAuth'>, consumers: ConsumerIndex | null): Check {
  const allowed = filter.consumers === undefined ? null : new Set(filter.consumers)
  const challenge = `Basic realm="${wireText(filter.realm)}", charset="UTF-8"`
  const drops = identityDrops(filter.hideCredentials ? ['authorization'] : [])
  return (exchange) => {
    const verdict = authVerdict(basicCredentials(exchange.headers), consumers?.passwords, allowed, 'credentials')
    return authenticate(exchange, verdict, challenge, drops)
  }
}
