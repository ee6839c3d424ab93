import type { FilterOf } from '#lib/snapshot/filters.ts'
import type { Match } from '../match.ts'
import { escapePath } from '../path.ts'
import { headerOf, type HeaderValues } from '../request.ts'
import { OWN_VIA } from '../upstream-headers.ts'

type ExternalAuth = FilterOf<'externalAuth'>

/** What the auth server is told of a request, and what its answer is kept by. */
export type AuthSubject = {
  method: string
  /** Path and query as they are decided on (`judgedTarget`). */
  target: string
  host: string
  protocol: 'http' | 'https'
  clientAddress: string
  /** The value of X-Forwarded-For. */
  forwardedFor: string
  /** Those that go on to a target, without what frames the body or belongs to the connection. */
  headers: HeaderValues
}

/**
 * Path and query by which a request is judged: the path that the target's is made of, so that no two ways of writing it are two
 * paths, and the query without what an earlier filter hides. In the form `decoded` both are told as they were sent (nginx).
 */
export const judgedTarget = ({ form, path, rawPath, query }: Pick<Match, 'form' | 'path' | 'rawPath' | 'query'>): string =>
  (form === 'reserved' ? escapePath(path, form) : rawPath) + query

/** What is asked for. */
export type Original = Pick<AuthSubject, 'protocol' | 'host' | 'target'>

const originalUrl = ({ protocol, host, target }: Original): string => `${protocol}://${host}${target}`

/** Conditions and ranges are about what was asked for, and that is not what the auth server is asked for (RFC 9110 §13, §14). */
const ABOUT_THE_TARGET = new Set(['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'if-range', 'range'])

/**
 * The headers of a request to the auth server, which has no body (ingress-nginx, `auth_request`): the client's, and who asks
 * for what. Those that we write replace the client's.
 */
export function authHeaders(subject: AuthSubject): Record<string, string[]> {
  const own: Record<string, string> = {
    'x-original-url': originalUrl(subject),
    'x-original-method': subject.method,
    'x-original-uri': subject.target,
    'x-sent-from': 'sluice',
    'x-real-ip': subject.clientAddress,
    'x-forwarded-for': subject.forwardedFor,
    'x-auth-request-redirect': subject.target,
  }
  const headers = Object.create(null) as Record<string, string[]>
  for (const [name, values] of Object.entries(subject.headers)) {
    // "_" is "-" to a CGI application.
    const plain = name.replaceAll('_', '-')
    if (values !== undefined && !Object.hasOwn(own, plain) && !ABOUT_THE_TARGET.has(plain)) headers[name] = [values].flat()
  }
  for (const [name, value] of Object.entries(own)) if (value !== '') headers[name] = [value]
  // An auth server behind the same route would ask itself for ever; the proxy counts these.
  headers.via = [...(headers.via ?? []), OWN_VIA]
  return headers
}

/** What an answer means. `requestLines`: for the target · `challenges`: WWW-Authenticate · `cookies`: Set-Cookie. */
export type AuthOutcome =
  | { kind: 'passes'; requestLines: string; cookies: readonly string[] }
  | { kind: 'denied'; status: 401 | 403; challenges: readonly string[]; cookies: readonly string[] }
  | { kind: 'failed'; reason: string }

/** Fields that frame a message or belong to a connection: from another message they would break this one (RFC 9112 §6). */
const OF_A_MESSAGE = new Set([
  'connection', 'content-length', 'expect', 'host', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
])

/** Names of the auth server's headers that the target gets. */
export const copiedHeaders = ({ responseHeaders }: Pick<ExternalAuth, 'responseHeaders'>): string[] =>
  responseHeaders.filter((name) => !OF_A_MESSAGE.has(name))

const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** The values of a header that can go on. */
export const valuesOf = (headers: HeaderValues, name: string): string[] =>
  [headerOf(headers, name) ?? []].flat().filter((value) => FIELD_VALUE.test(value))

/**
 * 2xx passes, 401 and 403 deny, anything else refuses: a redirect too, which only its reader could follow (nginx
 * `auth_request`).
 * @param copied names in lower case, of `copiedHeaders`
 */
export function authOutcome(copied: readonly string[], status: number, headers: HeaderValues): AuthOutcome {
  const cookies = valuesOf(headers, 'set-cookie')
  if (status === 401 || status === 403) return { kind: 'denied', status, challenges: valuesOf(headers, 'www-authenticate'), cookies }
  if (status < 200 || status > 299) return { kind: 'failed', reason: `the status ${status}` }
  const requestLines = copied.map((name) => valuesOf(headers, name).map((value) => `${name}: ${value}\r\n`).join('')).join('')
  return { kind: 'passes', requestLines, cookies }
}

/** Bytes of a target as the value of a query argument. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * Where a client without rights signs in: with the original address as an argument, unless the address names that one itself
 * (ingress-nginx auth-signin, auth-signin-redirect-param).
 */
export function signInLocation({ signInUrl, signInParameter }: ExternalAuth, { protocol, host, target }: Original): string {
  const url = new URL(signInUrl!)
  if (url.searchParams.has(signInParameter)) return url.href
  const argument = `${signInParameter}=${protocol}://${host}${escaped(target)}`
  const [before, fragment] = url.href.split('#', 2) as [string, string?]
  const separator = before.endsWith('?') ? '' : url.search === '' ? '?' : '&'
  return `${before}${separator}${argument}${fragment === undefined ? '' : `#${fragment}`}`
}
