import type { Filter } from '#lib/model/filter.ts'
import { spanText, bytesText, someOf } from './amounts.ts'

/** The values of the message `filters.summary.<type>`; what is not there is "none". */
export type SummaryValues = Record<string, string | number>

/** What somebody named "none" is not the word for nothing. */
const told = (text: string) => (text === 'none' ? '“none”' : text)
const orNone = (items: readonly (string | number)[]) => (items.length === 0 ? 'none' : told(someOf(items)))
const short = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)
const yes = (on: boolean) => (on ? 'yes' : 'no')

/** `https://…:8443/new`: an ellipsis for the parts that stay those of the request. */
function redirectTarget({ url, scheme, hostname, port, path }: Extract<Filter, { type: 'redirect' }>): string {
  if (url !== undefined) return url
  const ending = path === undefined ? '' : `${path.value === '' ? '/' : path.value}${path.mode === 'prefix' ? '…' : ''}`
  return `${scheme === undefined ? '' : `${scheme}://`}${hostname ?? '…'}${port === undefined ? '' : `:${port}`}${ending}`
}

const changes = ({ set, add, remove }: Extract<Filter, { type: 'requestHeaders' }> | Extract<Filter, { type: 'responseHeaders' }>) => ({
  set: orNone(Object.keys(set)), add: orNone(Object.keys(add)), remove: orNone(remove),
})

/** What one line says of a filter. */
export function summaryValues(filter: Filter): SummaryValues {
  switch (filter.type) {
    case 'ipRestriction':
      return { allow: orNone(filter.allow), deny: orNone(filter.deny), status: filter.statusCode }
    case 'cors':
      return { origins: filter.allowOrigins.includes('*') ? 'any' : someOf(filter.allowOrigins), credentials: yes(filter.allowCredentials) }
    case 'bodySize':
      return { max: filter.maxBytes === 0 ? 'any' : bytesText(filter.maxBytes) }
    case 'connectionLimit':
      return { count: filter.connections, by: filter.by, header: filter.header ?? '' }
    case 'rateLimit':
      return { count: filter.requests, per: filter.per, by: filter.by, header: filter.header ?? '', algorithm: filter.algorithm, burst: filter.burst }
    case 'basicAuth':
      return { consumers: orNone(filter.consumers ?? []) }
    case 'keyAuth':
      return { names: someOf(filter.names), consumers: orNone(filter.consumers ?? []) }
    case 'externalAuth':
      return { url: filter.url, signIn: yes(filter.signInUrl !== undefined), cached: yes(filter.cache !== undefined) }
    case 'redirect':
      return { where: redirectTarget(filter), status: filter.statusCode }
    case 'respond':
      return { status: filter.statusCode, body: filter.body === '' ? 'none' : told(short(filter.body.replaceAll(/\s+/g, ' '))) }
    case 'affinity':
      return { cookie: filter.cookie, mode: filter.mode, age: filter.maxAgeSeconds === undefined ? 'none' : spanText(filter.maxAgeSeconds * 1000) }
    case 'rewriteHost':
      return { value: filter.value }
    case 'rewritePath':
      return filter.mode === 'regex'
        ? { mode: filter.replacement === '' ? 'cut' : 'regex', pattern: filter.pattern, value: filter.replacement }
        : { mode: filter.mode, pattern: '', value: filter.value === '' ? '/' : filter.value }
    case 'requestHeaders':
    case 'responseHeaders':
      return changes(filter)
    case 'mirror':
      return { service: filter.service, percent: filter.percent }
    case 'timeouts':
      return {
        request: filter.requestMs === undefined ? 'none' : spanText(filter.requestMs),
        attempt: filter.backendRequestMs === undefined ? 'none' : spanText(filter.backendRequestMs),
      }
    case 'defaultBackend':
      return { service: filter.service }
    case 'errorPages':
      return { codes: someOf(filter.statusCodes), service: filter.service ?? '', from: filter.service === undefined ? 'text' : 'service' }
    case 'hsts':
      return { age: spanText(filter.maxAgeSeconds * 1000), subDomains: yes(filter.includeSubDomains), preload: yes(filter.preload) }
    case 'compression':
      return { encodings: filter.encodings.join(', '), min: bytesText(filter.minBytes), level: filter.level }
  }
}
