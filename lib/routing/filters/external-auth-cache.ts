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
const SHARED_MAX_AGE = /(?:^|[\s,])s-maxage="?(\d+)/i
/** The form that is written (RFC 9110 §5.6.7); the others are as good as none. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

const dateOf = (headers: HeaderValues, name: string): number => {
  const [text = ''] = valuesOf(headers, name)
  return HTTP_DATE.test(text) ? Date.parse(text) : NaN
}

/** For how many seconds an answer says it is good (RFC 9111 §4.2.1): s-maxage, else max-age, else Expires; Infinity: it says nothing. */
function freshness(control: string, headers: HeaderValues, now: number): number {
  const age = SHARED_MAX_AGE.exec(control)?.[1] ?? MAX_AGE.exec(control)?.[1]
  if (age !== undefined) return Number(age)
  if (headerOf(headers, 'expires') === undefined) return Infinity
  const date = dateOf(headers, 'date')
  // What is no date has expired (RFC 9111 §5.3).
  return Math.max(0, Math.floor((dateOf(headers, 'expires') - (Number.isNaN(date) ? now : date)) / 1000)) || 0
}

/**
 * For how many seconds an answer counts for others with the same key; 0: for none. One that sets a cookie, that says it is nobody
 * else's, or that hangs on a header which is not of the key, never does (nginx proxy_cache; RFC 9111 §4.1).
 * @param now Unix time in milliseconds
 */
export function cacheSeconds({ key, durations }: CacheRule, status: number, headers: HeaderValues, now = Date.now()): number {
  const seconds = durations.find(({ statuses }) => statuses.includes(status))?.seconds ?? 0
  const control = valuesOf(headers, 'cache-control').join(', ')
  const known = new Set(key.flatMap((part) => (part.from === 'header' ? [part.name] : [])))
  const varies = [headerOf(headers, 'vary') ?? []].flat().flatMap((value) => value.split(','))
  const isOfOthers = varies.some((name) => name.trim() !== '' && !known.has(name.trim().toLowerCase()))
  if (headerOf(headers, 'set-cookie') !== undefined || isOfOthers || NOT_SHARED.test(control)) return 0
  return Math.min(seconds, freshness(control, headers, now))
}
