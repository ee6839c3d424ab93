import { hash } from 'node:crypto'
import type { FilterOf } from '#lib/snapshot/filters.ts'
import { headerOf, type HeaderValues } from '../request.ts'
import { valuesOf, type AuthSubject } from './external-auth.ts'
import { cookieValues } from './shown-credentials.ts'

/** How long which answers count, and for whom. */
export type CacheRule = NonNullable<FilterOf<'externalAuth'>['cache']>

function keyPart(part: CacheRule['key'][number], { method, target, host, clientAddress, headers }: AuthSubject): unknown {
  switch (part.from) {
    case 'ip':
      return clientAddress
    case 'host':
      return host.toLowerCase()
    case 'path':
      return target.split('?', 1)[0]
    case 'method':
      return method
    case 'header':
      return headerOf(headers, part.name) ?? null
    case 'cookie':
      return cookieValues(headers, part.name)
  }
}

/** What equal requests have in common: a digest, so that long values take no room, and none reads like two others. */
export const cacheKey = (rule: CacheRule, subject: AuthSubject): string =>
  hash('sha256', JSON.stringify(rule.key.map((part) => keyPart(part, subject))), 'base64url')

/** Directives by which an answer is for one request alone (RFC 9111 §5.2.2). */
const NOT_SHARED = /(?:^|[\s,])(?:private|no-store|no-cache)(?:$|[\s,=])/i
const MAX_AGE = /(?:^|[\s,])max-age="?(\d+)/i

/**
 * For how many seconds an answer counts for others with the same key; 0: for none. One that sets a cookie, or says that it is
 * nobody else's, never does (nginx proxy_cache).
 */
export function cacheSeconds({ durations }: CacheRule, status: number, headers: HeaderValues): number {
  const seconds = durations.find(({ statuses }) => statuses.includes(status))?.seconds ?? 0
  const control = valuesOf(headers, 'cache-control').join(', ')
  const variesByAll = valuesOf(headers, 'vary').some((value) => value.includes('*'))
  if (headerOf(headers, 'set-cookie') !== undefined || variesByAll || NOT_SHARED.test(control)) return 0
  return Math.min(seconds, Number(MAX_AGE.exec(control)?.[1] ?? seconds))
}
